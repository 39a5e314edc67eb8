// Parts of conditions that are dropped, though the condition is not constant.
package conditions

func keep(f func()) { sink = f }

var sink func()

func d2(x int, b bool) { keep(func() { if b && (false && x > 1) { } }) } // want d2.func1 [b=value x=value]
func d4(x int, b bool) { keep(func() { if true || x > 1 && b { } }) } // want d4.func1 []
func d5(x int, b bool) { keep(func() { if b && (true || x > 1) { } }) } // want d5.func1 [b=value x=value]
func d7(x int, b bool) { keep(func() { if !(true || x > 1) || b { } }) } // want d7.func1 [x=value b=value]
func d8(x int, b bool) { keep(func() { switch { case false && x > 1: } }) } // want d8.func1 [x=value]
func d9(x int, b bool) { keep(func() { if b && true && false && x > 1 { } }) } // want d9.func1 [b=value]
func d10(x int, b bool) { keep(func() { if true && x > 1 { } }) } // want d10.func1 [x=value]
func d11(x int, b bool) { keep(func() { if (x > 1) || true { } }) } // want d11.func1 [x=value]
func d12(x int, b bool) { keep(func() { if b == (false && x > 1) { } }) } // want d12.func1 [b=value x=value]
func d13(x int, b bool) { keep(func() { if x > 1 && false { } }) } // want d13.func1 [x=value]
func d14(x int, b bool) { keep(func() { if x > 1 && false || b { } }) } // want d14.func1 [x=value b=value]
func d15(x int, b bool) { keep(func() { for x > 1 && false { } }) } // want d15.func1 [x=value]
func d16(x int, b bool) { keep(func() { for true || x > 1 { } }) } // want d16.func1 []
func d17(x int, b bool) { keep(func() { for ; false; x++ { _ = b } }) } // want d17.func1 []
func d18(x int, b bool) { keep(func() { for x = 1; false; { _ = b } }) } // want d18.func1 [x=ref]
func d19(x int, b bool) { keep(func() { if x := 1; false { _ = x } }) } // want d19.func1 []
func d20(x int, b bool) { keep(func() { if x++; true { } else { _ = b } }) } // want d20.func1 [x=ref]

type G[T any] struct{}

func (G[T]) M() {}

func e3(g G[int]) { defer g.M(); go g.M() } // want e3.deferwrap1 [.autotmp .autotmp]; e3.gowrap2 [.autotmp .autotmp]
func e4[T any](g G[T]) { defer g.M() } // want e4[...].deferwrap1 [.autotmp .autotmp]
func e5() { e4(G[int]{}); e7(func() {}) } // want e5.func1 []
func e7[F func()](f F) { defer f(); go f() }
