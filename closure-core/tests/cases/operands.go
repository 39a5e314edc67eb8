// What wrappers keep of operands, and more of loops and jumps.
package operands

func keep(f func()) { sink = f }

var sink func()

type T struct{ n int; p *T; f func(int) }
type I interface{ Do(int) int }

func (t *T) P(int)    {}
func (t T) V() (int)  { return t.n }
func takes(...any)  {}
func ints(...int)   {}
func tt(T)          {}
func pp(*T)         {}
func ff(func())     {}
func aa([2]int)     {}
func ss([]int)      {}
func mm(map[int]int) {}
func ii(I)          {}
func ee(error)      {}
func st(string)     {}

var glob func(int)
var globT T

func w1(n int) { defer tt(T{n: n}) } // want w1.deferwrap1 [.autotmp]
func w2(n int) { defer pp(&T{n: n}) } // want w2.deferwrap1 [.autotmp]
func w3(n int) { defer aa([2]int{n, 1}) } // want w3.deferwrap1 [.autotmp]
func w4(n int) { defer ss([]int{n, 2}) } // want w4.deferwrap1 [.autotmp]
func w5(n int) { defer mm(map[int]int{1: n}) } // want w5.deferwrap1 [.autotmp]
func w6(n int) { defer ints(n, 1, n) } // want w6.deferwrap1 [.autotmp .autotmp]
func w7(n []int) { defer ints(n...) } // want w7.deferwrap1 [.autotmp]
func w8(n int) { defer takes(1, "a", nil, n) } // want w8.deferwrap1 [.autotmp .autotmp .autotmp]
func w9() { defer glob(1) } // want w9.deferwrap1 [.autotmp]
func w10() { defer globT.P(1) } // want w10.deferwrap1 [.autotmp]
func w11() { defer globT.f(1) } // want w11.deferwrap1 [.autotmp]
func w12(t *T) { defer t.p.P(t.n) } // want w12.deferwrap1 [.autotmp .autotmp]
func w13(t *T) { defer t.f(1) } // want w13.deferwrap1 [.autotmp]
func w14(fs []func(int)) { for i := range fs { defer fs[i](i) } } // want w14.deferwrap1 [.autotmp .autotmp]
func w15(e error) { defer ee(e) } // want w15.deferwrap1 [.autotmp]
func w16(a, b string) { defer st(a + b) } // want w16.deferwrap1 [.autotmp]
func w17() { defer st("a" + "b") } // want w17.deferwrap1 []
func w18(b []byte) { defer st(string(b)) } // want w18.deferwrap1 [.autotmp]
func w19(n int) { defer ff(func() { _ = n }) } // want w19.deferwrap1 [.autotmp]; w19.func1 [n=value]
func w20(f func() func()) { defer f()() }
func w21(f func(int) func(int)) { defer f(1)(2) } // want w21.deferwrap1 [.autotmp]
func w22(p *int) { defer ints(*p) } // want w22.deferwrap1 [.autotmp]
func w23(c chan int) { defer ints(<-c) } // want w23.deferwrap1 [.autotmp]
func w24(t T) { defer t.V() } // want w24.deferwrap1 [.autotmp]
func w25(x any) { defer x.(I).Do(1) } // want w25.deferwrap1 [.autotmp]
func w26(m map[int]int) { defer clear(m) } // want w26.deferwrap1 [.autotmp]
func w27(a []int) { defer print(len(a), cap(a)) } // want w27.deferwrap1 [.autotmp .autotmp]
func w28() { defer print() } // want w28.deferwrap1 []
func w29(t T) { defer (*T).P(&t, 1); keep(func() { _ = t }) } // want w29.deferwrap1 [.autotmp]; w29.func1 [t=ref]
func w30(n int) { defer func(a, b int) { _ = n }(n, 2) } // want w30.deferwrap1 [.autotmp .autotmp]; w30.func1 [n=value]
func w31(n int) { go func() int { return n }() } // want w31.gowrap1 [.autotmp]; w31.func1 [n=value]
func w32(n int) { defer func(...int) {}(n) } // want w32.deferwrap1 [.autotmp .autotmp]; w32.func1 []
func w33(n int) { f := func(int) {}; defer f(n) } // want w33.func1 []; w33.deferwrap1 [.autotmp .autotmp]
func w34() { var f func(); defer f() ; f = nil; keep(func() { f() }) } // want w34.func1 [f=value]
func w35(n int) { defer close(make(chan int, n)) } // want w35.deferwrap1 [.autotmp]
func w36(n int) { defer takes(func() {}, w1, T.V) } // want w36.deferwrap1 [.autotmp .autotmp .autotmp]; w36.func1 []
func w37(n uint8) { defer takes(n, &n) } // want w37.deferwrap1 [.autotmp .autotmp]
func w38(b bool) { defer panic(b) } // want w38.deferwrap1 [.autotmp]
func w39(n int) { defer aa([2]int{}); defer tt(T{}) } // want w39.deferwrap1 []; w39.deferwrap2 []
func w40(n int) { defer ss(nil); defer ff(nil); defer ii(nil) } // want w40.deferwrap1 []; w40.deferwrap2 []; w40.deferwrap3 []

func l1(n int) { for i := 0; i < n; i++ { for j := i; j < n; j++ { keep(func() { _, _ = i, j }) } } } // want l1.func1 [i=ref j=value]
func l2(n int) { for i := 0; i < n; i++ { { keep(func() { _ = i }) }; if n > 1 { keep(func() { _ = i }) } } } // want l2.func1 [i=value]; l2.func2 [i=value]
func l3(n int) { for i := 0; i < n; i++ { switch { case i > 1: keep(func() { _ = i }); default: i = 3 } } } // want l3.func1 [i=ref]
func l4(n int) { for i, f := 0, func() {}; i < n; i++ { keep(f) } } // want l4.func1 []
func l5(n int) { for i := 0; i < n; i++ { defer takes(i); go func() { takes(i) }() } } // want l5.deferwrap1 [.autotmp]; l5.func1 [i=value]
func l6(n int) { x := 0; for x = 1; x < n; x++ { }; keep(func() { _ = x }) } // want l6.func1 [x=value]
func l7(n int) { var x int; for i := range n { x = i }; for range n { keep(func() { _ = x }) } } // want l7.func1 [x=ref]
func l8(xs [][]int) { for _, x := range xs { for _, y := range x { keep(func() { _, _ = x, y }) } } } // want l8.func1 [x=ref y=value]
func l9(xs [3]int) { for i, x := range xs { xs[i] = x; keep(func() { _ = xs }) } } // want l9.func1 [xs=ref]
func l10(xs []int) { for i := range xs { p := &xs[i]; keep(func() { *p = i }) } } // want l10.func1 [p=value i=value]
func l11(n int) { for { x := n; keep(func() { _ = x }); x++ } } // want l11.func1 [x=ref]
func l12(n int) { for { x := n; x++; keep(func() { _ = x }) } } // want l12.func1 [x=value]
func l13(n int) (err error) { for range n { err = nil; defer func() { _ = err }() }; return nil } // want l13.func1 [err=ref]
func l14(n int) { for i := 0; i < n; i++ { f := func() { i++ }; f() } } // want l14.func1 [i=ref]
func l15(n int) { for i := 0; i < n; i++ { func() { _ = i }() } } // want l15.func1 [i=value] called
func l16(n int) { for i := 0; i < n; i++ { if func() bool { return i > 2 }() { break } } } // want l16.func1 [i=value] called
func l17(xs []T) { for _, x := range xs { x.P(1); keep(func() { _ = x }) } } // want l17.func1 [x=ref]
func l18(xs []T) { for _, x := range xs { keep(func() { x.P(1) }) } } // want l18.func1 [x=ref]
func l19(xs []T) { for i := range xs { x := &xs[i]; x.P(1); keep(func() { x.n = 1 }) } } // want l19.func1 [x=value]
func l20(xs []int) func() { for i, x := range xs { if x > 1 { f := func() { _ = i }; return f } }; return nil } // want l20.func1 [i=value]
func l21(n int) { for i := 0; i < n; i++ { select { default: keep(func() { _ = i }) } } } // want l21.func1 [i=value]
func l22(n int) { a: for i := 0; i < n; i++ { for { keep(func() { _ = i }); continue a } } } // want l22.func1 [i=ref]
func l23(n int) { for i := range n { _ = &i; keep(func() { _ = i }) } } // want l23.func1 [i=ref]
func l24(n int) { i := 0; for ; i < n; i++ { keep(func() { _ = i }) } } // want l24.func1 [i=ref]
func l25(n int) { x := 1; if n > 1 { x = 2; for range n { keep(func() { _ = x }) } } } // want l25.func1 [x=ref]
func l26(n int) { x := 1; _ = x; keep(func() { for range n { x = 2 } }) } // want l26.func1 [n=value x=ref]
func l27(n int) { x := 1; x = 2; f := func() { for range n { keep(func() { _ = x }) } }; f() } // want l27.func1 [n=value x=value]; l27.func1.1 [x=value]
func l28(n int) { for i := 0; i < n; i++ { x := i; x++; for range 2 { keep(func() { _ = x }) } } } // want l28.func1 [x=ref]
func l29() { var f, g func(); f = func() { g() }; g = func() { f() }; f() } // want l29.func1 [g=ref]; l29.func2 [f=value]
func l30(b bool) { var x int; if b { x = 1 } else { x = 2 }; keep(func() { _ = x }) } // want l30.func1 [x=value]
func l31(b bool) { var x int; switch { case b: x = 1; keep(func() { _ = x }); default: x = 2 } } // want l31.func1 [x=ref]
func l32(c chan int) { var x int; select { case x = <-c: default: x = 2 }; keep(func() { _ = x }) } // want l32.func1 [x=value]
func l33(b bool) { x, y := 1, 2; if b { x, y = y, x }; keep(func() { _, _ = x, y }) } // want l33.func1 [x=value y=value]
func l34() { x := 1; { x := 2; x++; keep(func() { _ = x }) }; keep(func() { _ = x }) } // want l34.func1 [x=value]; l34.func2 [x=value]
func l35() { x := 1; defer func() { _ = x }(); x = 2 } // want l35.func1 [x=ref]
func l36() (x int) { x = 1; defer func() { x++ }(); return x } // want l36.func1 [x=ref]
func l37(x *int) { keep(func() { x = nil }); *x = 1 } // want l37.func1 [x=ref]
func l38(a, b int) { keep(func() { a, b = b, a }) } // want l38.func1 [a=ref b=ref]
func l39(n int) { var fs [3]func(); for i := range fs { fs[i] = func() { _ = i } }; keep(func() { fs[0]() }) } // want l39.func1 [i=value]; l39.func2 [fs=value]
func l40() { type pt struct{ x, y int }; p := pt{1, 2}; p.x, p.y = p.y, p.x; keep(func() { _ = p.x }) } // want l40.func1 [p=value]
func l41(n int) { x := 0
a:
	x++
	for range n { if x > 3 { goto a } }
	keep(func() { _ = x }) // want l41.func1 [x=ref]
}
func l42(n int) { x := 0
	x = 1
a:
	if n > 1 {
		keep(func() { _ = x }) // want l42.func1 [x=ref]
		goto a
	}
}
func l43(n int) {
	for range n {
		x := 0
		x = 1
	a:
		keep(func() { _ = x }) // want l43.func1 [x=ref]
		if n > 2 { goto a }
	}
}
