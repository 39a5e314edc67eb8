// The closure object: the code's address, then the captures in order of first use, each aligned.
package layout

import "cases/flags"

func keep(f func()) { sink = f }

var sink func()

type Trailing struct {
	n int
	_ struct{}
}

type Named int16

func ordered(a, b, c int) { keep(func() { _, _, _ = c, a, b }) } // want ordered.func1 [c=value:8@8 a=value:8@16 b=value:8@24] size=32

func orderOfEvaluation(a, b, c int) { keep(func() { c = a + b }) } // want orderOfEvaluation.func1 [c=ref:8@8 a=value:8@16 b=value:8@24] size=32

func small(a bool, b int64, c bool) { keep(func() { _, _, _ = a, b, c }) } // want small.func1 [a=value:1@8 b=value:8@16 c=value:1@24] size=32

func packed(a, b, c, d byte) { keep(func() { _, _, _, _ = a, b, c, d }) } // want packed.func1 [a=value:1@8 b=value:1@9 c=value:1@10 d=value:1@11] size=16

func halfWords(a int16, b int32, c int16) { keep(func() { _, _, _ = a, b, c }) } // want halfWords.func1 [a=value:2@8 b=value:4@12 c=value:2@16] size=24

func mixed(a bool, s string, b bool) { keep(func() { _, _, _ = a, s, b; b = true }) } // want mixed.func1 [a=value:1@8 s=value:16@16 b=ref:8@32] size=40

func words(s []int, m map[int]int, i any, f func()) { keep(func() { _, _, _, _ = s, m, i, f }) } // want words.func1 [s=value:24@8 m=value:8@32 i=value:16@40 f=value:8@56] size=64

func empty(x struct{}) { keep(func() { _ = x }) } // want empty.func1 [x=value:0@8] size=16

func emptyLast(a int, x struct{}) { keep(func() { _, _ = a, x }) } // want emptyLast.func1 [a=value:8@8 x=value:0@16] size=24

func emptyFirst(a int, x struct{}) { keep(func() { _, _ = x, a }) } // want emptyFirst.func1 [x=value:0@8 a=value:8@8] size=16

func arrays(a [3]byte, b [3]int16, c [0]int) { keep(func() { _, _, _ = a, b, c }) } // want arrays.func1 [a=value:3@8 b=value:6@12 c=value:0@24] size=32

func structs(a struct{ x byte; y int32; z byte }, b bool) { keep(func() { _, _ = a, b }) } // want structs.func1 [a=value:12@8 b=value:1@20] size=24

func trailing(t Trailing) { keep(func() { _ = t }) } // want trailing.func1 [t=value:16@8] size=24

func floats(a float32, b float64, c complex64, d complex128) { keep(func() { _, _, _, _ = a, b, c, d }) } // want floats.func1 [a=value:4@8 b=value:8@16 c=value:8@24 d=value:16@32] size=48

func named(a Named, b uintptr, c rune) { keep(func() { _, _, _ = a, b, c }) } // want named.func1 [a=value:2@8 b=value:8@16 c=value:4@24] size=32

func channels(c chan int, d <-chan int, e *int) { keep(func() { _, _, _ = c, d, e }) } // want channels.func1 [c=value:8@8 d=value:8@16 e=value:8@24] size=32

func errors(err error, b byte) { keep(func() { _, _ = err, b }) } // want errors.func1 [err=value:16@8 b=value:1@24] size=32

func otherPackage(a flags.Array, p flags.Point) { keep(func() { _, _ = p, a }) } // want otherPackage.func1 [p=value:16@8 a=value:24@24] size=48

func referenceBetween(a byte, b int, c byte) { keep(func() { _, _, _ = a, b, c; b++ }) } // want referenceBetween.func1 [a=value:1@8 b=ref:8@16 c=value:1@24] size=32

func throughInner(a, b int) { keep(func() { keep(func() { _ = b }); _ = a }) } // want throughInner.func1 [b=value:8@8 a=value:8@16] size=24; throughInner.func1.1 [b=value:8@8] size=16

func inferred() {
	i, f, r, s, b, c := 1, 1.5, 'x', "", true, 1i
	keep(func() { _, _, _, _, _, _ = i, f, r, s, b, c }) // want inferred.func1 [i=value:8@8 f=value:8@16 r=value:4@24 s=value:16@32 b=value:1@48 c=value:16@56] size=72
}

func computed(xs []uint8, m map[string]int32, p *[4]int16, t struct{ u uint16 }) {
	a, b, c, d := xs[0], m["a"], p[1], t.u
	e, ok := m["b"]
	keep(func() { _, _, _, _, _, _ = a, b, c, d, e, ok }) // want computed.func1 [a=value:1@8 b=value:4@12 c=value:2@16 d=value:2@18 e=value:4@20 ok=value:1@24] size=32
}

// The key that a deferred call of `delete` keeps is of the map's type.
func deletes(m map[any]int, key uint16) {
	defer delete(m, key) // want deletes.deferwrap1 [.autotmp:8@8 .autotmp:16@16] size=32
}
