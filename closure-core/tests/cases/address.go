// What takes a variable's address, also without an ampersand.
package address

func keep(f func()) { sink = f }

var sink func()

type T struct {
	n int
	a [4]int
	s []int
	u U
}

type U struct{ m int }

func (u *U) Set()     { u.m = 1 }
func (u U) Get() int  { return u.m }
func (t *T) Pointer() { t.n = 1 }
func (t T) Value()    {}

type Embeds struct{ U }
type EmbedsPointer struct{ *U }
type Deep struct{ Embeds }

type Ints [4]int

func (i *Ints) Add() { i[0]++ }

func explicit() { x := 1; _ = &x; keep(func() { _ = x }) } // want explicit.func1 [x=ref]

func ofField() { var t T; _ = &t.n; keep(func() { _ = t }) } // want ofField.func1 [t=ref]

func ofFieldOfField() { var t T; _ = &t.u.m; keep(func() { _ = t }) } // want ofFieldOfField.func1 [t=ref]

func ofElement() { var a [4]int; _ = &a[1]; keep(func() { _ = a }) } // want ofElement.func1 [a=ref]

func ofElementOfField() { var t T; _ = &t.a[1]; keep(func() { _ = t }) } // want ofElementOfField.func1 [t=ref]

func ofSliceElement() { s := []int{1}; _ = &s[0]; keep(func() { _ = s }) } // want ofSliceElement.func1 [s=value]

func ofSliceElementOfField() { var t T; _ = &t.s[0]; keep(func() { _ = t }) } // want ofSliceElementOfField.func1 [t=value]

func ofFieldThroughPointer() { t := &T{}; _ = &t.n; keep(func() { _ = t }) } // want ofFieldThroughPointer.func1 [t=value]

func parenthesized() { x := 1; _ = &(x); keep(func() { _ = x }) } // want parenthesized.func1 [x=ref]

func ofLiteral() { x := 1; _ = &T{n: x}; keep(func() { _ = x }) } // want ofLiteral.func1 [x=value]

func inTheClosure() { x := 1; keep(func() { _ = &x }) } // want inTheClosure.func1 [x=ref]

func sliced() { var a [4]int; _ = a[:]; keep(func() { _ = a }) } // want sliced.func1 [a=ref]

func slicedField() { var t T; _ = t.a[1:2]; keep(func() { _ = t }) } // want slicedField.func1 [t=ref]

func slicedSlice() { s := []int{1}; _ = s[:]; keep(func() { _ = s }) } // want slicedSlice.func1 [s=value]

func slicedString() { s := "abc"; _ = s[1:]; keep(func() { _ = s }) } // want slicedString.func1 [s=value]

func slicedPointer() { p := &[4]int{}; _ = p[:]; keep(func() { _ = p }) } // want slicedPointer.func1 [p=value]

func slicedNamed() { var a Ints; _ = a[:2:3]; keep(func() { _ = a }) } // want slicedNamed.func1 [a=ref]

func pointerMethod() { var t T; t.Pointer(); keep(func() { _ = t }) } // want pointerMethod.func1 [t=ref]

func valueMethod() { var t T; t.Value(); keep(func() { _ = t }) } // want valueMethod.func1 [t=value]

func methodOfField() { var t T; t.u.Set(); keep(func() { _ = t }) } // want methodOfField.func1 [t=ref]

func methodOfPointer() { t := &T{}; t.Pointer(); keep(func() { _ = t }) } // want methodOfPointer.func1 [t=value]

func promoted() { var e Embeds; e.Set(); keep(func() { _ = e }) } // want promoted.func1 [e=ref]

func promotedValue() { var e Embeds; e.Get(); keep(func() { _ = e }) } // want promotedValue.func1 [e=value]

func promotedThroughPointer() { e := EmbedsPointer{&U{}}; e.Set(); keep(func() { _ = e }) } // want promotedThroughPointer.func1 [e=value]

func promotedTwice() { var d Deep; d.Set(); keep(func() { _ = d }) } // want promotedTwice.func1 [d=ref]

func methodOfArray() { var a Ints; a.Add(); keep(func() { _ = a }) } // want methodOfArray.func1 [a=ref]

func methodOfElement() { var a [2]U; a[1].Set(); keep(func() { _ = a }) } // want methodOfElement.func1 [a=ref]

func methodOfSliceElement() { s := make([]U, 2); s[1].Set(); keep(func() { _ = s }) } // want methodOfSliceElement.func1 [s=value]

func methodInTheClosure() { var u U; keep(func() { u.Set() }) } // want methodInTheClosure.func1 [u=ref]

func methodExpression() { var u U; U.Get(u); (*U).Get(&u); keep(func() { _ = u }) } // want methodExpression.func1 [u=ref]

func methodExpressionOfValue() { var u U; U.Get(u); keep(func() { _ = u }) } // want methodExpressionOfValue.func1 [u=value]

func rangedByValue() { var a [4]int; for _, x := range a { _ = x }; keep(func() { _ = a }) } // want rangedByValue.func1 [a=value]

func rangedByAddress() { var a [4]int; for _, x := range &a { _ = x }; keep(func() { _ = a }) } // want rangedByAddress.func1 [a=ref]

func converted() { var u U; var i any = u; _ = i; keep(func() { _ = u }) } // want converted.func1 [u=value]

func measured() { var a [4]int; _ = len(a); keep(func() { _ = a }) } // want measured.func1 [a=value]

func deferred() { var u U; defer u.Set(); keep(func() { _ = u }) } // want deferred.deferwrap1 [.autotmp]; deferred.func1 [u=ref]

// By reference in the inner closure makes it so in the outer one.
func throughClosures() { x := 1; keep(func() { keep(func() { x++ }); _ = x }) } // want throughClosures.func1 [x=ref]; throughClosures.func1.1 [x=ref]
