// The first recording: one function for each way to capture.
package recorded_a

func afterFunc(d int, f func()) { keep = f }

var keep func()

func foo() func(int) int {
	i := []int{0: 10, 1: 11, 15: 128}
	return func(n int) int { // want foo.func1 [i=value]
		n += i[0]
		return n
	}
}

func bar() func(int) int {
	a, b, c := 1, 2, 3
	f := func(n int) int { // want bar.func1 [a=ref b=ref c=ref]
		a++
		b += n
		c = a + b
		return c
	}
	return f
}

type T struct{ x [200]byte }

func (t T) Val()  {}
func (t *T) Ptr() {}

func big() func() byte {
	var t T
	return func() byte { return t.x[0] } // want big.func1 [t=ref]
}

type P struct{ n int }

func (p *P) Inc()     { p.n++ }
func (p P) Get() int  { return p.n }

func mv() (func(), func() int) {
	p := P{}
	q := P{}
	f := p.Inc // want (*P).Inc-fm [p=value]
	g := q.Get // want P.Get-fm [q=value]
	return f, g
}

func ptrcall() func() int {
	p := P{}
	p.Inc()
	return func() int { return p.n } // want ptrcall.func1 [p=ref]
}

func slicearr() func() int {
	var a [4]int
	s := a[:]
	_ = s
	return func() int { return a[0] } // want slicearr.func1 [a=ref]
}

func reassignBefore() func() int {
	x := 1
	x = 2
	return func() int { return x } // want reassignBefore.func1 [x=value]
}

func reassignBeforeInIf(c bool) func() int {
	x := 1
	if c {
		x = 2
	}
	return func() int { return x } // want reassignBeforeInIf.func1 [x=value]
}

func reassignBeforeInLoop(n int) func() int {
	x := 1
	for i := 0; i < n; i++ {
		x = i
	}
	return func() int { return x } // want reassignBeforeInLoop.func1 [x=value]
}

func captureInLoop(n int) (fs []func() int) {
	x := 1
	x = 2
	for i := 0; i < n; i++ {
		fs = append(fs, func() int { return x }) // want captureInLoop.func1 [x=ref]
	}
	return
}

func loop3(n int) (fs []func() int) {
	for i := 0; i < n; i++ {
		fs = append(fs, func() int { return i }) // want loop3.func1 [i=value]
	}
	return
}

func loop3body(n int) (fs []func() int) {
	for i := 0; i < n; i++ {
		fs = append(fs, func() int { return i }) // want loop3body.func1 [i=ref]
		i++
	}
	return
}

func rangeloop(xs []int) (fs []func() int) {
	for i, x := range xs {
		fs = append(fs, func() int { return i + x }) // want rangeloop.func1 [i=value x=value]
	}
	return
}

func rangeint(n int) (fs []func() int) {
	for i := range n {
		fs = append(fs, func() int { return i }) // want rangeint.func1 [i=value]
	}
	return
}

func rangeret(xs []int) func() int {
	for i, x := range xs {
		return func() int { return i + x } // want rangeret.func1 [i=ref x=ref]
	}
	return nil
}

func loop3ret(n int) func() int {
	for i := 0; i < n; i++ {
		return func() int { return i } // want loop3ret.func1 [i=ref]
	}
	return nil
}

func rangeassign(xs []int) (fs []func() int) {
	var i, x int
	for i, x = range xs {
		fs = append(fs, func() int { return i + x }) // want rangeassign.func1 [i=ref x=ref]
	}
	return
}

func named() (err error) {
	defer func() { println(err) }() // want named.func1 [err=ref]
	return nil
}

func named2() (n int, err error) {
	defer func() { if err != nil { println(n) } }() // want named2.func1 [err=ref n=ref]
	n = 1
	return
}

func noreturnres() (n int) {
	defer func() { println(n) }() // want noreturnres.func1 [n=value]
	panic(1)
}

func typesw(v any) func() {
	switch v := v.(type) {
	case int:
		return func() { println(v) } // want typesw.func1 [v=value]
	case string, bool:
		return func() { println(v) } // want typesw.func2 [v=value]
	}
	return nil
}

func sel(c chan int) func() {
	var x int
	select {
	case x = <-c:
	case y, ok := <-c:
		return func() { println(y, ok) } // want sel.func1 [y=value ok=value]
	}
	return func() { println(x) } // want sel.func2 [x=value]
}

func nested() func() func() int {
	x := 1
	return func() func() int { // want nested.func1 [x=ref]
		return func() int { x++; return x } // want nested.func1.1 [x=ref]
	}
}

func direct() int {
	x := 1
	y := 2
	return func(z int) int { x++; return x + y + z }(3) // want direct.func1 [x=ref y=value] called
}

func deferGo(a []int, p *P) {
	defer p.Inc() // want deferGo.deferwrap1 [.autotmp]
	defer println(a, len(a)) // want deferGo.deferwrap2 [.autotmp .autotmp]
	go p.Inc() // want deferGo.gowrap3 [.autotmp]
	go func(b []int) { println(b) }(a) // want deferGo.gowrap4 [.autotmp .autotmp]; deferGo.func1 []
	defer func() { println(a) }() // want deferGo.func2 [a=value]
	afterFunc(1, p.Inc) // want (*P).Inc-fm [p=value]
}

func gen[K comparable, V any](k K, v V) func() V {
	return func() V { _ = k; return v } // want gen[...].func1 [k=value v=value .dict]
}

var G = gen[string, int]

func useGen() { gen[int, string](1, "a"); gen[string, int]("a", 1) }

func rf(seq func(yield func(int) bool)) int {
	s := 0
	for x := range seq { // want rf-range1 [#state1 #rv1 #next #defers s=ref]
		if x > 3 {
			return x
		}
		defer println(x) // want rf-range1.deferwrap1 [.autotmp]
		s += x
	}
	return s
}

func rf2(seq func(yield func(int) bool)) (err error) {
outer:
	for x := range seq { // want rf2-range1 [#state1 #next seq=value]
		for y := range seq { // want rf2-range1-range1 [#state2 x=value #next]
			if x == y {
				continue outer
			}
			if y == 9 {
				break outer
			}
		}
	}
	return err
}

var global = func() int { return 1 } // want init.func1 []

func constlen() func() int {
	var a [10]int
	_ = a
	return func() int { return len(a) } // want constlen.func1 []
}

func dead() func() int {
	x := 1
	const dbg = false
	return func() int { // want dead.func1 []
		if dbg {
			return x
		}
		return 0
	}
}

func swapErr() (func(), error) {
	a, err := f2()
	b, err := f2()
	return func() { println(a, b, err) }, err // want swapErr.func1 [a=value b=value err=value]
}

func f2() (int, error) { return 0, nil }

func zerovar() func() int {
	var x int
	return func() int { return x } // want zerovar.func1 [x=value]
}

func selfref() func(int) int {
	var f func(int) int
	f = func(n int) int { return f(n - 1) } // want selfref.func1 [f=ref]
	return f
}
func selfref2() func(int) int {
	x := 1
	x2 := func() int { return x } // want selfref2.func1 [x=ref]
	x = x2()
	return nil
}
func fieldassign() func() int {
	p := P{}
	p.n = 2
	f := func() int { return p.n } // want fieldassign.func1 [p=value]
	return f
}
func fieldassign2() func() int {
	p := P{}
	f := func() int { return p.n } // want fieldassign2.func1 [p=ref]
	p.n = 2
	return f
}
func ptrfield() func() int {
	p := &P{}
	f := func() int { return p.n } // want ptrfield.func1 [p=value]
	p.n = 2
	return f
}
