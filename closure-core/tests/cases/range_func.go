// A loop over a function: its body becomes a closure.
package range_func

func keep(f func()) { sink = f }

var sink func()

type Seq func(yield func(int) bool)

type Seq2 func(yield func(int, string) bool)

func use(int) {}

func plain(seq Seq) { for x := range seq { use(x) } } // want plain-range1 [#state1]

func noVariables(seq Seq) { for range seq { use(1) } } // want noVariables-range1 [#state1]

func two(seq Seq2) { for k, v := range seq { use(k); keep(func() { _ = v }) } } // want two-range1 [#state1]; two-range1.1 [v=value]

func assignsOuter(seq Seq) int { n := 0; for x := range seq { n += x }; return n } // want assignsOuter-range1 [#state1 n=ref]

func readsOuter(seq Seq, n int) { for range seq { use(n) } } // want readsOuter-range1 [#state1 n=value]

func assignsVariable(seq Seq) { var x int; for x = range seq { use(x) } } // want assignsVariable-range1 [x=ref #state1]

func breaks(seq Seq) { for x := range seq { if x > 1 { break } } } // want breaks-range1 [#state1]

func continues(seq Seq) { for x := range seq { if x > 1 { continue }; use(x) } } // want continues-range1 [#state1]

func returnsNothing(seq Seq) { for x := range seq { if x > 1 { return } } } // want returnsNothing-range1 [#state1 #next]

func returnsValue(seq Seq) int { for x := range seq { if x > 1 { return x } }; return 0 } // want returnsValue-range1 [#state1 #rv1 #next]

func returnsTwo(seq Seq) (int, error) { for x := range seq { return x, nil }; return 0, nil } // want returnsTwo-range1 [#state1 #rv1 #rv2 #next]

func returnsNamed(seq Seq) (n int) { for x := range seq { return x }; return } // want returnsNamed-range1 [#state1 n=ref #next]

func returnsBareNamed(seq Seq) (n int) { for range seq { return }; return } // want returnsBareNamed-range1 [#state1 #next]

func defers(seq Seq) { for x := range seq { defer use(x) } } // want defers-range1 [#state1 #defers]; defers-range1.deferwrap1 [.autotmp]

func defersLiteral(seq Seq) { for x := range seq { defer func() { use(x) }() } } // want defersLiteral-range1 [#state1 #defers]; defersLiteral-range1.1 [x=value]

func goes(seq Seq) { for x := range seq { go use(x) } } // want goes-range1 [#state1]; goes-range1.gowrap1 [.autotmp]

func nested(seq Seq) { for x := range seq { for y := range seq { use(x + y) } } } // want nested-range1 [#state1 seq=value #next]; nested-range1-range1 [#state2 x=value]

func nestedBreak(seq Seq) {
outer:
	for x := range seq { // want nestedBreak-range1 [#state1 #next seq=value]
		for y := range seq { // want nestedBreak-range1-range1 [#state2 x=value #next]
			if x == y {
				break outer
			}
		}
	}
}

func nestedContinue(seq Seq) {
outer:
	for x := range seq { // want nestedContinue-range1 [#state1 #next seq=value]
		for y := range seq { // want nestedContinue-range1-range1 [#state2 x=value #next]
			if x == y {
				continue outer
			}
		}
	}
}

func nestedReturn(seq Seq) int {
	for x := range seq { // want nestedReturn-range1 [#state1 #rv1 #next seq=value]
		for y := range seq { // want nestedReturn-range1-range1 [#state2 #rv1 x=value #next]
			return x + y
		}
	}
	return 0
}

func inPlainLoop(seq Seq, n int) {
outer:
	for range n {
		for x := range seq { // want inPlainLoop-range1 [#state1 #next]
			if x > 1 {
				continue outer
			}
		}
	}
}

func plainLoopInside(seq Seq, n int) {
	for x := range seq { // want plainLoopInside-range1 [#state1 n=value]
		for range n {
			if x > 1 {
				break
			}
		}
	}
}

func twoLoops(seq Seq) {
	for x := range seq { // want twoLoops-range1 [#state1]
		use(x)
	}
	for x := range seq { // want twoLoops-range2 [#state2]
		use(x)
	}
}

func inLiteral(seq Seq) { keep(func() { for x := range seq { use(x) } }) } // want inLiteral.func1 [seq=value]; inLiteral.func1-range1 [#state1]

func literalInside(seq Seq) { for x := range seq { keep(func() { use(x) }) } } // want literalInside-range1 [#state1]; literalInside-range1.1 [x=value]

func literalReturns(seq Seq) { for x := range seq { keep(func() { use(x); return }) } } // want literalReturns-range1 [#state1]; literalReturns-range1.1 [x=value]

func ofCall(f func() Seq) { for x := range f() { use(x) } } // want ofCall-range1 [#state1]

func ofMethodValue(t T) { for x := range t.All { use(x) } } // want ofMethodValue-range1 [#state1]

func ofLiteral(n int) { for x := range func(yield func(int) bool) { yield(n) } { use(x) } } // want ofLiteral-range1 [#state1]; ofLiteral.func1 [n=value] called

func gotoOut(seq Seq) {
	for x := range seq { // want gotoOut-range1 [#state1 #next]
		if x > 1 {
			goto end
		}
	}
end:
}

type T struct{ n int }

func (t T) All(yield func(int) bool) { yield(t.n) }

func keepInt(f func() int) { sinkInt = f }

var sinkInt func() int

// The variables of a literal's loops are its own, whatever stands around it.
func literalInBody(seq Seq) {
	keepInt(func() int { // want literalInBody.func1 [seq=value]
		for x := range seq { // want literalInBody.func1-range1 [#state1 seq=value #defers #rv1 #next]
			f := func() int { // want literalInBody.func1-range1.1 [seq=value]
				for y := range seq { // want literalInBody.func1-range1.1-range1 [#state1 #defers #rv1 #next]
					defer use(y) // want literalInBody.func1-range1.1-range1.deferwrap1 [.autotmp]
					return y
				}
				return 0
			}
			if x > 1 {
				defer use(x) // want literalInBody.func1-range1.deferwrap1 [.autotmp]
				return f()
			}
		}
		return 0
	})
}
