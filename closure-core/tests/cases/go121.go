//go:build go1.21

// The same loops under Go 1.21: one variable for all iterations.
package go121

func keep(f func()) { sink = f }

var sink func()

func three(n int) { for i := 0; i < n; i++ { keep(func() { _ = i }) } } // want three.func1 [i=ref]

func key(xs []int) { for i := range xs { keep(func() { _ = i }) } } // want key.func1 [i=ref]

func value(xs []int) { for _, x := range xs { keep(func() { _ = x }) } } // want value.func1 [x=ref]

func copied(xs []int) { for _, x := range xs { x := x; keep(func() { _ = x }) } } // want copied.func1 [x=value]

func notCaptured(xs []int) { for _, x := range xs { y := x; keep(func() { _ = y }) } } // want notCaptured.func1 [y=value]
