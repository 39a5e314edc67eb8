// The second recording: what counts as an assignment, as taking an address, as dead.
package recorded_e

import "unsafe"

type waitGroup struct{ n int }

func (w *waitGroup) Add(n int) { w.n += n }
func (w *waitGroup) Done()     { w.n-- }
func (w *waitGroup) Wait()     {}

type mutex struct{ n int }

func (m *mutex) Lock() { m.n++ }

func addInt64(p *int64, n int64) { *p += n }

type S struct {
	f   int
	arr [4]int
}
type Emb struct{ S }

func (s *S) P()    {}
func (s S) V() int { return 0 }

func use(...any)       {}
func keep(f func())    { sink = f }
func call(f func())    { f() }

var sink func()

func e01[K any]() func() { return func() { println(1) } } // want e01[...].func1 [.dict]
func e01use()            { e01[int]() }
func e02() {
	var x [3]int; _ = x
	keep(func() { println(unsafe.Sizeof(x)) }) // want e02.func1 []
}
func e03() { x := 1; keep(func() { x = 2 }); _ = x } // want e03.func1 [x=ref]
func e04() {
	var arr [3]int
	_ = arr
	keep(func() { // want e04.func1 []
		for i := range arr {
			println(i)
		}
	})
}
func e06() { var p S; q := &p.f; _ = q; keep(func() { _ = p }) } // want e06.func1 [p=ref]
func e07() { var p S; q := &p.arr[0]; _ = q; keep(func() { _ = p }) } // want e07.func1 [p=ref]
func e08() { sl := []int{1}; q := &sl[0]; _ = q; keep(func() { _ = sl }) } // want e08.func1 [sl=value]
func e09() { p := &S{}; q := &p.f; _ = q; keep(func() { _ = p }) } // want e09.func1 [p=value]
func e10() { var x Emb; x.P(); keep(func() { _ = x }) } // want e10.func1 [x=ref]
func e11() { var x Emb; x.V(); keep(func() { _ = x }) } // want e11.func1 [x=value]
func e12() { var x S; f := x.P; _ = f; keep(func() { _ = x }) } // want (*S).P-fm [x=value]; e12.func1 [x=ref]
func e13() { var x S; f := x.V; _ = f; keep(func() { _ = x }) } // want S.V-fm [x=value]; e13.func1 [x=value]
func e14() { var a [3]int; for i := range &a { _ = i }; keep(func() { _ = a }) } // want e14.func1 [a=value]
func e15() { var x S; y := x.arr[:]; _ = y; keep(func() { _ = x }) } // want e15.func1 [x=ref]
func e16() { var x S; keep(func() { _ = x }); x.arr[1] = 1 } // want e16.func1 [x=ref]
func e17() { x := &S{}; keep(func() { _ = x }); x.f = 1 } // want e17.func1 [x=value]
func e18() { x := []int{1}; keep(func() { _ = x }); x[0] = 1 } // want e18.func1 [x=value]
func e19() { x := map[int]int{}; keep(func() { _ = x }); x[0] = 1 } // want e19.func1 [x=value]
func e20() { x := "a"; keep(func() { _ = x }); x += "b" } // want e20.func1 [x=ref]
func e21() { x, y := 1, 2; keep(func() { _ = x; _ = y }); x, y = y, x } // want e21.func1 [x=ref y=ref]
func e22(c chan int) { x := 1; keep(func() { _ = x }); x = <-c } // want e22.func1 [x=ref]
func e23() { i := 0
loop:
	x := i
	keep(func() { _ = x }) // want e23.func1 [x=value]
	i++
	if i < 3 { goto loop }
}
func e24(n int) { x := 0
	for j := 0; j < n; j++ { y := 1; y = 2; keep(func() { _ = y }); _ = x } // want e24.func1 [y=value]
}
func e25() { x := 0; keep(func() { _ = x }); x = 1; keep(func() { _ = x }) } // want e25.func1 [x=ref]; e25.func2 [x=ref]
func e26(x any) { switch y := x.(type) { case int: keep(func() { _ = y }); y = 3 } } // want e26.func1 [y=ref]
func e27() { var x [3]int; copy(x[:], []int{1}); keep(func() { _ = x }) } // want e27.func1 [x=ref]
func e28() { var x int64; addInt64(&x, 1); keep(func() { _ = x }) } // want e28.func1 [x=ref]
func e29() { var wg waitGroup; wg.Add(1); go func() { defer wg.Done() }(); wg.Wait() } // want e29.func1 [wg=ref]; e29.func1.deferwrap1 [.autotmp]
func e30() { var mu mutex; keep(func() { mu.Lock() }) } // want e30.func1 [mu=ref]
func e31() { x := 1; keep(func() { keep(func() { _ = x }) }) } // want e31.func1 [x=value]; e31.func1.1 [x=value]
func e32() { x := 1; _ = func() { _ = x } } // want e32.func1 [x=value]
func e33() { x := 1; f := func() { _ = x }; _ = f } // want e33.func1 [x=value]
func e34() { var x [128]byte; keep(func() { _ = x }) } // want e34.func1 [x=value]
func e35() { var x [129]byte; keep(func() { _ = x }) } // want e35.func1 [x=ref]
func e36() { for i := 0; func() bool { return i < 3 }(); i++ { } } // want e36.func1 [i=value] called
func e37() { for i := 0; i < 3; func() { i++ }() { } } // want e37.func1 [i=ref] called
func e38() { x := 1; if false { x = 2; _ = &x }; keep(func() { _ = x }) } // want e38.func1 [x=value]
func e39() { x := 1; keep(func() { _ = x }); return; x = 2 } // want e39.func1 [x=value]
func e40() { x := 1; keep(func() { if x > 0 { return } }); panic(1) } // want e40.func1 [x=value]
func e41(n int) { var x int; for i := 0; i < n; i++ { x = i }; keep(func() { _ = x }) } // want e41.func1 [x=value]
func e42(n int) { for i := 0; i < n; i++ { if i == 3 { continue }; keep(func() { _ = i }) } } // want e42.func1 [i=value]
func e43(n int) { for i := 0; i < n; i++ { defer func() { _ = i }() } } // want e43.func1 [i=value]
func e44(n int) { for i := 0; i < n; i++ { p := &i; _ = p; keep(func() { _ = i }) } } // want e44.func1 [i=ref]
func e45(n int) { for i := 0; i < n; i++ { go println(i) } } // want e45.gowrap1 [.autotmp]
func e46(xs []S) { for _, x := range xs { x.P() }; for _, x := range xs { go x.P() } } // want e46.gowrap1 [.autotmp]
func e47() (err error) { defer func() { _ = err }(); for { } } // want e47.func1 [err=value]
func e48() (int, error) { x, err := e49(); keep(func() { _ = x; _ = err }); return x, err } // want e48.func1 [x=value err=value]
func e49() (x int, err error) { keep(func() { _ = err }); return } // want e49.func1 [err=ref]
func e50() { var x struct{}; keep(func() { _ = x }) } // want e50.func1 [x=value]
func e51() { x := 1; func() { func() { x++ }() }() } // want e51.func1 [x=ref] called; e51.func1.1 [x=ref] called
func e52(x int) { x++; keep(func() { _ = x }) } // want e52.func1 [x=value]
func e53(x int) { { x := x; keep(func() { _ = x }) } } // want e53.func1 [x=value]
func e54() { const dbg = false; x := 1; if !(dbg && e55()) { x = 5; keep(func() { _ = x }) } } // want e54.func1 [x=value]
func e55() bool { return true }
func e56(m map[string]S) { for k, v := range m { call(func() { _ = k; _ = v }) } } // want e56.func1 [k=value v=value]
func e57(c chan int) { for v := range c { call(func() { _ = v }) } } // want e57.func1 [v=value]
func e58() { var i int; for i = 0; i < 3; i++ { call(func() { _ = i }) } } // want e58.func1 [i=ref]
func e59() { x := 1; switch true { case true: call(func() { _ = x }) ; default: x = 3 } } // want e59.func1 [x=value]
func e60() { var e interface{ V() int } = S{}; f := e.V; g := S.V; h := (*S).P; _, _, _ = f, g, h } // want interface.V-fm [e=value]
type G[T any] struct{ t T }
func (g *G[T]) M() T { return g.t }
func e61[T any](g *G[T]) func() T { return g.M } // want e61[...].func1 [.autotmp .autotmp]
func e62() { var g G[int]; f := g.M; _ = f; _ = e61[int]; e61(&g) ; h := e61[string]; _ = h } // want (*G[...]).M-fm [g=value]
func e63[T interface{ V() int }](t T) func() int { return t.V } // want e63[...].func1 [.autotmp .autotmp]
func e64() { e63(S{}) }
func e65() { x := 1; y := x; x = 2; call(func() { _ = y; _ = x }) } // want e65.func1 [y=value x=value]
func e66(b bool) { x := 1; if b { x = 2; call(func() { _ = x }) } } // want e66.func1 [x=value]
func e67(b bool) { x := 1; if b { call(func() { _ = x }) } else { x = 2 } } // want e67.func1 [x=ref]
func e68(b bool) { x := 1; switch { case b: x = 2; case !b: call(func() { _ = x }) } } // want e68.func1 [x=value]
func e69() { var f func(); f = func() { f() }; f() } // want e69.func1 [f=ref]
func e70(s []int) { keep(func() { s = append(s, 1) }) } // want e70.func1 [s=ref]
func e71() { x, y := 1, 2; f := func() int { return x }; y = f(); _ = y; call(func() { _ = y }) } // want e71.func1 [x=value]; e71.func2 [y=value]
