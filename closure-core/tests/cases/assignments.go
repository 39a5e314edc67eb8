// What counts as an assignment, and what does not.
package assignments

func keep(f func()) { sink = f }

var sink func()

type T struct {
	n   int
	a   [3]int
	in  struct{ m int }
	ptr *T
	s   []int
}

func two() (int, int) { return 1, 2 }

func plain() { x := 1; keep(func() { _ = x }); x = 2 } // want plain.func1 [x=ref]

func op() { x := 1; keep(func() { _ = x }); x <<= 2 } // want op.func1 [x=ref]

func increment() { x := 1; keep(func() { _ = x }); x++ } // want increment.func1 [x=ref]

func decrement() { x := 1; keep(func() { _ = x }); x-- } // want decrement.func1 [x=ref]

func tuple() { x, y := 1, 2; keep(func() { _, _ = x, y }); x, _ = 3, 4 } // want tuple.func1 [x=ref y=value]

func fromCall() { x, y := two(); keep(func() { _, _ = x, y }); x, y = two() } // want fromCall.func1 [x=ref y=ref]

func redeclared() { x, y := two(); keep(func() { _, _ = x, y }); x, z := two(); _ = z } // want redeclared.func1 [x=ref y=value]

func fromMap(m map[int]int) { x, ok := 1, false; keep(func() { _, _ = x, ok }); x, ok = m[1] } // want fromMap.func1 [x=ref ok=ref]

func fromAssert(v any) { x, ok := 1, false; keep(func() { _, _ = x, ok }); x, ok = v.(int) } // want fromAssert.func1 [x=ref ok=ref]

func fromReceive(c chan int) { x, ok := 1, false; keep(func() { _, _ = x, ok }); x, ok = <-c } // want fromReceive.func1 [x=ref ok=ref]

func byRange(xs []int) { x := 0; keep(func() { _ = x }); for x = range xs { } } // want byRange.func1 [x=ref]

func byRangeValue(xs []int) { x := 0; keep(func() { _ = x }); for _, x = range xs { } } // want byRangeValue.func1 [x=ref]

func bySelect(c chan int) { x := 0; keep(func() { _ = x }); select { case x = <-c: } } // want bySelect.func1 [x=ref]

func field() { var t T; keep(func() { _ = t }); t.n = 1 } // want field.func1 [t=ref]

func fieldOfField() { var t T; keep(func() { _ = t }); t.in.m = 1 } // want fieldOfField.func1 [t=ref]

func element() { var a [3]int; keep(func() { _ = a }); a[1] = 1 } // want element.func1 [a=ref]

func elementOfField() { var t T; keep(func() { _ = t }); t.a[1]++ } // want elementOfField.func1 [t=ref]

func parenthesized() { var t T; keep(func() { _ = t }); (t).n = 1 } // want parenthesized.func1 [t=ref]

func throughPointer() { t := &T{}; keep(func() { _ = t }); t.n = 1 } // want throughPointer.func1 [t=value]

func throughFieldPointer() { var t T; keep(func() { _ = t }); t.ptr.n = 1 } // want throughFieldPointer.func1 [t=value]

func throughSlice() { var t T; keep(func() { _ = t }); t.s[0] = 1 } // want throughSlice.func1 [t=value]

func throughStar() { x := new(int); keep(func() { _ = x }); *x = 1 } // want throughStar.func1 [x=value]

func inMap() { m := map[int]int{}; keep(func() { _ = m }); m[1] = 2; delete(m, 1); clear(m) } // want inMap.func1 [m=value]

func sent() { c := make(chan int, 1); keep(func() { _ = c }); c <- 1 } // want sent.func1 [c=value]

func blank() { x := 1; keep(func() { _ = x }); _ = x } // want blank.func1 [x=value]

func appended() { var s []int; keep(func() { _ = s }); s = append(s, 1) } // want appended.func1 [s=ref]

func copied() { s := []int{1}; keep(func() { _ = s }); copy(s, []int{2}) } // want copied.func1 [s=value]
