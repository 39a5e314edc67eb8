// Initializers of package variables, and more of method values and of types.
package initializers

func keep(f func()) func() { sink = f; return f }

var sink func()

var a = func() int { return b }() // want init.func2 []
var b = func() int { return c + 1 }() // want init.func1 []
var c = 1
var d, e = func() (int, int) { return 1, 2 }() // want init.func3 []
var f = []func(){func() {}, func() { _ = g }} // want init.func6 []; init.func7 []
var g = struct{ f func() }{func() { _ = h }} // want init.func5 []
var h = keep(func() { keep(func() {}) }) // want init.func4 []; init.func4.1 []
var (
	_ = keep(func() {}) // want init.func8 []
	i = keep(func() {}) // want init.func9 []
	_, _ = keep(func() {}), keep(func() {}) // want init.func10 []; init.func11 []
)
var j = map[string]func(int) int{"x": func(n int) int { return func() int { return n }() }} // want init.func12 []; init.func12.1 [n=value] called
var k func() = func() { go func() {}(); defer println(1); defer println(c) } // want init.func13 []; init.func13.1 []; init.func13.deferwrap1 []; init.func13.deferwrap2 [.autotmp]

type T struct{ n int; in struct{ a [3]int }; *E; I }
type E struct{ m int }
type I interface{ Do() }

func (e *E) P()        {}
func (e E) V()         {}
func (t T) M(f func()) { keep(func() { f(); t.M(f) }) } // want T.M.func1 [f=value t=value]

func m1(t T) { keep(t.P); keep(t.V); keep(t.Do); keep(t.E.P); keep(t.I.Do) } // want (*E).P-fm [t=value]; E.V-fm [t=value]; I.Do-fm [t=value]; (*E).P-fm [t.E=value]; I.Do-fm [t.I=value]
func m2(t *T) { keep(t.P); keep(t.V); keep(t.Do); keep(t.E.V) } // want (*E).P-fm [t=value]; E.V-fm [t=value]; I.Do-fm [t=value]; E.V-fm [t.E=value]
func m3(ts []T) { keep(ts[0].P); keep(ts[0].I.Do); for _, t := range ts { keep(t.P) } } // want (*E).P-fm [ts[0]=value]; I.Do-fm [ts[0].I=value]; (*E).P-fm [t=value]
func m4(f func() T) { keep(f().P); keep(f().V) } // want (*E).P-fm [f()=value]; E.V-fm [f()=value]
func m5(m map[int]E) { keep(m[1].V) } // want E.V-fm [m[1]=value]
func m6(p **E) { keep((*p).P) } // want (*E).P-fm [(*p)=value]
func m7() { var e E; keep(e.V); e.m = 1; keep(func() { _ = e }) } // want E.V-fm [e=value]; m7.func1 [e=value]
func m8() { var e E; keep(e.P); keep(func() { _ = e }) } // want (*E).P-fm [e=value]; m8.func1 [e=ref]
func m9() { keep((&E{}).P); keep(E{}.V) } // want (*E).P-fm [(&E{})=value]; E.V-fm [E{}=value]
func m10(t T) { x := t.M; x(nil); go x(nil); defer t.M(nil) } // want T.M-fm [t=value]; m10.gowrap1 [.autotmp]; m10.deferwrap2 [.autotmp]
func m11() { f := E.V; f(E{}); keep(func() { f(E{}) }) } // want m11.func1 [f=value]
func m12(i interface{ I; P() }) { keep(i.Do); keep(i.P) } // want interface.Do-fm [i=value]; interface.P-fm [i=value]
func m13() { type L struct{ E }; var l L; keep(l.P); keep(l.V) } // want (*E).P-fm [l=value]; E.V-fm [l=value]

func s1() { x := 1; var y = x; var z, w = y, x; keep(func() { _, _, _ = y, z, w }); z = 2 } // want s1.func1 [y=value z=ref w=value]
func s2() { var x, y int = 1, 2; _ = x; keep(func() { x = y }) } // want s2.func1 [x=ref y=value]
func s3() { x := T{}; x.in.a[1] = 2; keep(func() { _ = x.in.a }); x.in.a[1]++ } // want s3.func1 [x=ref]
func s4() { x := [2]struct{ y [2]int }{}; keep(func() { _ = x }); x[0].y[1] = 1 } // want s4.func1 [x=ref]
func s5() { x := []struct{ y [2]int }{{}}; keep(func() { _ = x }); x[0].y[1] = 1 } // want s5.func1 [x=value]
func s6() { x := &[2]int{}; keep(func() { _ = x }); x[0] = 1; (*x)[1] = 2 } // want s6.func1 [x=value]
func s7() { var x struct{ p *struct{ q int } }; keep(func() { _ = x }); x.p.q = 1 } // want s7.func1 [x=value]
func s8() { var x *struct{ q [2]int }; keep(func() { _ = x }); x.q[0] = 1; _ = x.q[:]; _ = &x.q } // want s8.func1 [x=value]
func s9() { x := E{}; keep(func() { _ = x }); (&x).m = 1 } // want s9.func1 [x=ref]
func s10() { x := "a"; keep(func() { _ = x[0]; _ = x[1:] }); } // want s10.func1 [x=value]
func s11() { x := []int{1}; keep(func() { x[0]++; x[0] = 1; _ = &x[0] }) } // want s11.func1 [x=value]
func s12() { x := [1]int{1}; keep(func() { x[0]++ }) } // want s12.func1 [x=ref]
func s13() { x := map[string]int{}; keep(func() { x["a"]++; delete(x, "a") }) } // want s13.func1 [x=value]
func s14() { x := 1; keep(func() { y := &x; *y = 2 }) } // want s14.func1 [x=ref]
func s15() { x := 1; keep(func() { func() { x := x; x++ }() }) } // want s15.func1 [x=value]; s15.func1.1 [x=value] called
func s16(x int) (y int) { keep(func() { y = x }); return y } // want s16.func1 [y=ref x=value]
func s17() { const c = 1; var v [c]int; keep(func() { _ = v[c-1]; _ = c }) } // want s17.func1 [v=value]
func s18() { type t int; keep(func() { var x t; _ = x }) } // want s18.func1 []
func s19() { var err error; x, err := 1, err; keep(func() { _, _ = x, err }) } // want s19.func1 [x=value err=value]
func s20(xs ...int) { keep(func() { _ = xs }); xs = nil } // want s20.func1 [xs=ref]
func s21(x interface{}) { if y, ok := x.(int); ok { keep(func() { _ = y }) } else if z, ok := x.(string); ok { keep(func() { _, _, _ = y, z, ok }) } } // want s21.func1 [y=value]; s21.func2 [y=value z=value ok=value]
func s22(x complex128, y [3]string, z struct{ a byte; b [0]int; c bool }) { keep(func() { _, _, _ = x, y, z }) } // want s22.func1 [x=value y=value z=value]
func s23() { x, y := new(int), new(3); keep(func() { _, _ = x, y }) } // want s23.func1 [x=value y=value]
func s24(c <-chan struct{}, d func(...int) (int, error), e map[[2]string]*E) { keep(func() { _, _, _ = c, d, e }) } // want s24.func1 [c=value d=value e=value]
func s25() { x := func() [17]int { return [17]int{} }(); keep(func() { _ = x }) } // want s25.func1 []; s25.func2 [x=ref]
func s26() { x := struct{ a, b string; c []int; d any; e func() }{}; keep(func() { _ = x }) } // want s26.func1 [x=value]
func s27() { x := [...]string{5: "a", "b"}; keep(func() { _ = x }) } // want s27.func1 [x=value]
func s28() { x := []byte("a")[0]; y := "a"[0]; z := len("a"); w := 1 << 3.0; v := 'a' + 1.0; keep(func() { _, _, _, _, _ = x, y, z, w, v }) } // want s28.func1 [x=value y=value z=value w=value v=value]
func s29(n uint8, s int64) { x := 1 << n; y := s >> n; z := n == 3; w := -s; keep(func() { _, _, _, _ = x, y, z, w }) } // want s29.func1 [x=value y=value z=value w=value]
func s30(p *[4]int16, m map[string][]int32) { for i, v := range p { keep(func() { _, _ = i, v }) }; for k, v := range m { for _, w := range v { keep(func() { _, _, _ = k, v, w }) } } } // want s30.func1 [i=value v=value]; s30.func2 [k=ref v=ref w=value]
func s31() { x := min(1, 2.5); y := max("a", "b"); z := append([]int8{}, 1)[0]; w := copy([]int{}, []int{}); keep(func() { _, _, _, _ = x, y, z, w }) } // want s31.func1 [x=value y=value z=value w=value]
func s32() { x := real(complex64(1)); y := complex(float32(1), 2); z := any(1).(uint16); keep(func() { _, _, _ = x, y, z }) } // want s32.func1 [x=value y=value z=value]
func s33() { r := recover(); b := 1 < 2; c := !b; s := "a" + "b"; keep(func() { _, _, _, _ = r, b, c, s }) } // want s33.func1 [r=value b=value c=value s=value]
