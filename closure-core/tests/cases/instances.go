// More of generic types and functions: what is done with a type parameter's values.
package instances

func keep(f func()) { sink = f }

var sink func()

type N interface{ ~int | ~int64 }

type L[E any] struct { e E; next *L[E] }

func (l *L[E]) P()          {}
func (l L[E]) V() E         { return l.e }
func (l *L[E]) M1()         { keep(l.P) } // want (*L[...]).M1.func1 [.autotmp .autotmp]
func (l *L[E]) M2()         { go l.P() } // want (*L[...]).M2.gowrap1 [.autotmp .autotmp]
func (l *L[E]) M3(e E)      { defer func() { l.e = e }() } // want (*L[...]).M3.func1 [l=value e=value .dict]
func (l *L[E]) M4(e E)      { defer l.P() } // want (*L[...]).M4.deferwrap1 [.autotmp .autotmp]
func (l *L[E]) All(f func(E) bool) { for x := l; x != nil; x = x.next { if !f(x.e) { return } } }
func (l *L[E]) M5()         { for e := range l.All { _ = e; keep(func() { _ = e }) } } // want (*L[...]).M5-range1 [#state1 .dict]; (*L[...]).M5-range1.1 [e=value .dict]
func (l *L[E]) M6() (r E)   { for e := range l.All { return e }; return } // want (*L[...]).M6-range1 [#state1 r=ref #next .dict]
func (l L[E]) M7()          { f := l.V; _ = f } // want L[...].M7.func1 [.autotmp .autotmp]

type Em[E any] struct{ L[E] }

func (e *Em[E]) M()  { keep(e.P); e.P(); keep(func() { _ = e }) } // want (*Em[...]).M.func1 [.autotmp .autotmp]; (*Em[...]).M.func2 [e=value .dict]
func (e Em[E]) W()   { e.P(); keep(func() { _ = e }) } // want Em[...].W.func1 [e=ref .dict]

func g1[T N](x T) { x++; keep(func() { x++ }) } // want g1[...].func1 [x=ref .dict]
func g2[T any](xs ...T) { for i, x := range xs { keep(func() { _, _ = i, x }) } } // want g2[...].func1 [i=value x=value .dict]
func g3[T interface{ M() }](x T) { x.M(); keep(func() { x.M() }) } // want g3[...].func1 [x=value .dict]
func g4[T interface{ M() }](x T) { keep(x.M) } // want g4[...].func1 [.autotmp .autotmp]
func g6[T any, P interface{ *T; M() }](x T) { P(&x).M(); keep(func() { _ = x }) } // want g6[...].func1 [x=ref .dict]
func g10[T any](x T) { func() { keep(func() { _ = x }) }() } // want g10[...].func1 [x=value .dict] called; g10[...].func1.1 [x=value .dict]
func g11[T any](m map[string]T) { for k, v := range m { defer func() { _, _ = k, v }() } } // want g11[...].func1 [k=value v=value .dict]
func g12[F func(T), T any](f F, x T) { go f(x); defer f(x) } // want g12[...].gowrap1 [.autotmp .autotmp]; g12[...].deferwrap2 [.autotmp .autotmp]
func g13[S ~[]E, E any](s S) { s = append(s, *new(E)); keep(func() { _ = s }) } // want g13[...].func1 [s=value .dict]
func g14[T any]() { type loc struct{ t T }; var v loc; keep(func() { _ = v }) } // want g14[...].func1 [v=value .dict]
func g15[T any](x any) { switch v := x.(type) { case T: keep(func() { _ = v }); case []T: keep(func() { _ = v }) } } // want g15[...].func1 [v=value .dict]; g15[...].func2 [v=value .dict]
func g16[T any](c chan T) { select { case v := <-c: keep(func() { _ = v }) } } // want g16[...].func1 [v=value .dict]
func g17[T any](x T) { var p *T; p = &x; _ = p; keep(func() { _ = x }) } // want g17[...].func1 [x=ref .dict]
func g18[A any](x struct{ a A; b byte }) { keep(func() { _ = x }) } // want g18[...].func1 [x=value .dict]
func g19[K comparable, V any](m map[K]V) { var k K; keep(func() { _ = m[k] }); k = *new(K) } // want g19[...].func1 [m=value k=ref .dict]

type T int

func (t T) M() {}

type PT struct{ n int }

func (t *PT) M() {}

func uses() {
	var l L[int]
	l.P(); l.V(); l.M1(); l.M2(); l.M3(1); l.M4(1); l.M5(); l.M6(); l.M7()
	var e Em[int]
	e.M(); e.W()
	g1(1); g2(1); g3(T(1)); g4(T(1)); g6[PT](PT{}); g10(1)
	g11(map[string]int{}); g12(func(int) {}, 1); g13([]int{}); g14[int](); g15[int](nil); g16(make(chan int)); g17(1) // want uses.func1 []
	g18(struct { a int; b byte }{}); g19(map[int]int{})
}

func plain() { l := L[int]{}; keep(l.P); f := l.V; _ = f; go l.P(); defer l.V(); for x := range l.All { _ = x } } // want (*L[...]).P-fm [l=value]; L[...].V-fm [l=value]; plain.gowrap1 [.autotmp .autotmp]; plain.deferwrap2 [.autotmp .autotmp]; plain-range1 [#state1]

func mapper[A, B any](a []A, f func(A) B) (bs []B) { for _, x := range a { bs = append(bs, f(x)) }; return }

func inf() { bs := mapper([]int{1}, func(i int) string { return "" }); keep(func() { _ = bs }); y := mapper(bs, func(s string) [20]int { return [20]int{} })[0]; keep(func() { _ = y }) } // want inf.func1 []; inf.func2 [bs=value]; inf.func3 []; inf.func4 [y=ref]
