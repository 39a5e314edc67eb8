// Named results: any `return` behind the first capture assigns all of them.
package results

func keep(f func()) { sink = f }

var sink func()

func bare() (n int) { keep(func() { _ = n }); return } // want bare.func1 [n=ref]

func withValue() (n int) { keep(func() { _ = n }); return 1 } // want withValue.func1 [n=ref]

func ofItself() (n int) { keep(func() { _ = n }); return n } // want ofItself.func1 [n=ref]

func panics() (n int) { keep(func() { _ = n }); panic(1) } // want panics.func1 [n=value]

func forever() (n int) { keep(func() { _ = n }); for { } } // want forever.func1 [n=value]

func returnBefore(b bool) (n int) { if b { return 1 }; keep(func() { _ = n }); panic(1) } // want returnBefore.func1 [n=value]

func returnInDeadCode() (n int) { keep(func() { _ = n }); if false { return }; panic(1) } // want returnInDeadCode.func1 [n=value]

func another() (n int, err error) { defer func() { _ = err }(); return 1, nil } // want another.func1 [err=ref]

func unnamed() int { n := 1; keep(func() { _ = n }); return n } // want unnamed.func1 [n=value]

func recovered() (err error) {
	defer func() { // want recovered.func1 [err=ref]
		if r := recover(); r != nil {
			err = nil
		}
	}()
	return nil
}

// The literal's own result, not that of the function around it.
func ofLiteral() {
	_ = func() (n int) { // want ofLiteral.func1 []
		keep(func() { _ = n }) // want ofLiteral.func1.1 [n=ref]
		return 1
	}
}

func returnOfLiteral() (n int) {
	keep(func() { _ = n; return }) // want returnOfLiteral.func1 [n=value]
	panic(1)
}

func blankResult() (_ int, n int) { keep(func() { _ = n }); return } // want blankResult.func1 [n=ref]

func (t T) method() (n int) { keep(func() { _ = n }); return t.n } // want T.method.func1 [n=ref]

type T struct{ n int }
