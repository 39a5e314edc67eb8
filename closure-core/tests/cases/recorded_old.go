//go:build go1.21

// The fourth recording: loop variables before Go 1.22.
package recorded_old

func keep(f func()) { sink = f }

var sink func()

func old1(n int) { for i := 0; i < n; i++ { keep(func() { _ = i }) } } // want old1.func1 [i=ref]
func old2(n []int) { for i := range n { keep(func() { _ = i }) } } // want old2.func1 [i=ref]
