// The third recording: loops in loops, and loops over functions.
package recorded_n

func keep(f func()) { sink = f }

var sink func()

func n1(n int) { for i := 0; i < n; i++ { for j := 0; j < n; j++ { keep(func() { _ = i }) } } } // want n1.func1 [i=ref]
func n2(xs []int) { for i, x := range xs { for range xs { keep(func() { _ = i; _ = x }) } } } // want n2.func1 [i=ref x=ref]
func n3(n int) { for i := range n { for range n { keep(func() { _ = i }) } } } // want n3.func1 [i=ref]
func n4(xs []int) { for _, x := range xs { x := x; for range xs { keep(func() { _ = x }) } } } // want n4.func1 [x=value]
func n5(xs []int) { for _, x := range xs { if x > 3 { keep(func() { _ = x }) } } } // want n5.func1 [x=value]
func n6(xs []int) { for _, x := range xs { f := func() { keep(func() { _ = x }) }; for range xs { f() } } } // want n6.func1 [x=value]; n6.func1.1 [x=value]
func n7(xs []int) { y := 0; for range xs { keep(func() { _ = y }) } } // want n7.func1 [y=value]
func n8(xs []int) { y := 0; y = 1; for range xs { keep(func() { _ = y }) } } // want n8.func1 [y=ref]
func n9(p int) { p = 3; for range 3 { keep(func() { _ = p }) } } // want n9.func1 [p=ref]
func n10(xs []int) { var err error; _, err = f(); if err != nil { return }; keep(func() { _ = err }) } // want n10.func1 [err=value]
func n11(xs []int) { var err error; for range xs { _, err = f(); keep(func() { _ = err }) } } // want n11.func1 [err=ref]
func f() (int, error) { return 0, nil }
func n12(seq func(func(int) bool)) { for x := range seq { keep(func() { _ = x }) } } // want n12-range1 [#state1]; n12-range1.1 [x=value]
func n13(seq func(func(int) bool)) { y := 0; y = 2; for x := range seq { keep(func() { _ = x + y }) } } // want n13-range1 [#state1 y=value]; n13-range1.1 [x=value y=value]
func n14(seq func(func(int) bool)) { y := 0; for x := range seq { y += x }; println(y) } // want n14-range1 [#state1 y=ref]
