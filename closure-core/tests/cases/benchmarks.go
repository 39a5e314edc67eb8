// The loop of a benchmark, `for b.Loop()`: the compiler keeps alive what its statements assign and pass
// to functions without results, by taking addresses.
package benchmarks

import "testing"

type Point struct{ x, y int }

func (p Point) value()       {}
func (p *Point) pointer()    {}
func (p Point) result() int  { return p.x }
func take(x any)             {}
func many(more ...int)       {}
func text(s string)          {}
func keep(f func())          { sink = f }

var sink func()

func assigned(b *testing.B, n int) { keep(func() { for b.Loop() { n := n; _ = n } }) } // want assigned.func1 [b=value n=value]

func passed(b *testing.B, n int) { keep(func() { for b.Loop() { take(n) } }) } // want passed.func1 [b=value n=ref]

func passedBefore(b *testing.B, n int) { take(n); keep(func() { for b.Loop() { } }); keep(func() { _ = n }) } // want passedBefore.func1 [b=value]; passedBefore.func2 [n=value]

func notPassedAlone(b *testing.B, n int) { keep(func() { for b.Loop() { take(n + 1) } }) } // want notPassedAlone.func1 [b=value n=value]

func oneOfMany(b *testing.B, n, m int) { keep(func() { for b.Loop() { many(n, m+1) } }) } // want oneOfMany.func1 [b=value n=ref m=value]

func spread(b *testing.B, xs []int) { keep(func() { for b.Loop() { many(xs...) } }) } // want spread.func1 [b=value xs=ref]

func elements(b *testing.B, xs []int, m map[int]int) { keep(func() { for b.Loop() { take(xs[0]); m[0]++ } }) } // want elements.func1 [b=value xs=ref m=ref]

func slices(b *testing.B, xs []int, s string) { keep(func() { for b.Loop() { take(xs[1:]); take(s[1:]) } }) } // want slices.func1 [b=value xs=ref s=value]

func fields(b *testing.B, p Point, q *Point) { keep(func() { for b.Loop() { take(p.x); q.y = 1 } }) } // want fields.func1 [b=value p=ref q=ref]

func converted(b *testing.B, n int, s string) { keep(func() { for b.Loop() { take(int8(n)); take([]byte(s)) } }) } // want converted.func1 [b=value n=ref s=value]

func receivers(b *testing.B, p, q, r Point) { keep(func() { for b.Loop() { p.value(); q.pointer(); _ = r.result() } }) } // want receivers.func1 [b=value p=ref q=ref r=value]

func receiversByPointer(b *testing.B, p, q *Point) { keep(func() { for b.Loop() { p.value(); q.pointer() } }) } // want receiversByPointer.func1 [b=value p=value q=ref]

func withResult(b *testing.B, p Point) { keep(func() { for b.Loop() { p.result() } }) } // want withResult.func1 [b=value p=value]

func functionValue(b *testing.B, f func(int), n int) { keep(func() { for b.Loop() { f(n) } }) } // want functionValue.func1 [b=value f=value n=ref]

func throughInterface(b *testing.B, i interface{ m(int) }, n int) { keep(func() { for b.Loop() { i.m(n) } }) } // want throughInterface.func1 [b=value i=value n=ref]

func builtins(b *testing.B, m map[int]int, k, n int, s []int) { keep(func() { for b.Loop() { delete(m, k); println(n); clear(s) } }) } // want builtins.func1 [b=value m=ref k=ref n=ref s=value]

func nested(b *testing.B, n, m, k int) { keep(func() { for b.Loop() { if n > 0 { take(m) } else { for range 2 { take(k) } } } }) } // want nested.func1 [b=value n=value m=ref k=ref]

func inClause(b *testing.B, n, m int) { keep(func() { for b.Loop() { switch { case n > 0: take(m) } } }) } // want inClause.func1 [b=value n=value m=ref]

func inLiteral(b *testing.B, n int) { keep(func() { for b.Loop() { func() { take(n) }() } }) } // want inLiteral.func1 [b=value n=value]; inLiteral.func1.1 [n=value] called

func inInit(b *testing.B, n int) { keep(func() { for b.Loop() { if n++; n > 0 { } } }) } // want inInit.func1 [b=value n=ref]

func otherCondition(b *testing.B, n int) { keep(func() { for b.Loop() && true { take(n) } }) } // want otherCondition.func1 [b=value n=value]

func otherLoop(b interface{ Loop() bool }, n int) { keep(func() { for b.Loop() { take(n) } }) } // want otherLoop.func1 [b=value n=value]

func declared(b *testing.B) {
	for b.Loop() {
		var n int
		m := 1
		keep(func() { _, _ = n, m }) // want declared.func1 [n=ref m=ref]
	}
	n := 1
	keep(func() { _ = n }) // want declared.func2 [n=value]
}
