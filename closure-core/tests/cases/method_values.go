// Method values keep their receiver.
package method_values

import "cases/flags"

func keep(f func()) { sink = f }

var sink func()

type T struct{ n int }

func (t *T) Pointer() {}
func (t T) Value()    {}

type Large struct{ a [200]byte }

func (l Large) Value() {}

type I interface{ Do() }

type Embeds struct {
	T
	*Large
	I
}

type G[E any] struct{ e E }

func (g *G[E]) Pointer() {}
func (g G[E]) Value()    {}

func pointerOfVariable() { var t T; keep(t.Pointer) } // want (*T).Pointer-fm [t=value]

func pointerOfPointer(t *T) { keep(t.Pointer) } // want (*T).Pointer-fm [t=value]

func value(t T) { keep(t.Value) } // want T.Value-fm [t=value]

func valueOfPointer(t *T) { keep(t.Value) } // want T.Value-fm [t=value]

func large(l Large) { keep(l.Value) } // want Large.Value-fm [l=value]

func ofInterface(i I) { keep(i.Do) } // want I.Do-fm [i=value]

func promoted(e Embeds) { keep(e.Pointer) } // want (*T).Pointer-fm [e=value]

func promotedInterface(e Embeds) { keep(e.Do) } // want I.Do-fm [e=value]

func ofField(e *Embeds) { keep(e.T.Pointer) } // want (*T).Pointer-fm [e.T=value]

func ofError(err error) { f := err.Error; _ = f } // want error.Error-fm [err=value]

func ofOtherPackage(p *flags.Point) { keep(p.Move) } // want cases/flags.(*Point).Move-fm [p=value]

func valueOfOtherPackage(p flags.Point) { f := p.Norm; _ = f } // want cases/flags.Point.Norm-fm [p=value]

func ofInstance(g *G[int]) { keep(g.Pointer); keep(g.Value) } // want (*G[...]).Pointer-fm [g=value]; G[...].Value-fm [g=value]

func inClosure(t T) { keep(func() { keep(t.Value) }) } // want inClosure.func1 [t=value]; T.Value-fm [t=value]

func pointerInClosure(t T) { keep(func() { keep(t.Pointer) }) } // want pointerInClosure.func1 [t=ref]; (*T).Pointer-fm [t=value]

func called(t T) { keep(func() { t.Value() }) } // want called.func1 [t=value]

func expression() { keep(func() { _ = T.Value; _ = (*T).Pointer }) } // want expression.func1 []

func expressionsAreStatic() { f := T.Value; _ = f }

// Methods declared on an alias are the type's, and have its name.

type Aliased struct{ n int }

type alias = (Aliased)

type aliasOfAlias = alias

type aliasOfPointer = *aliasOfAlias

func (a aliasOfAlias) byValue() { keep(func() { _ = a.n }) } // want Aliased.byValue.func1 [a=value]

func (p aliasOfPointer) byPointer() { keep(func() { p.n++ }) } // want (*Aliased).byPointer.func1 [p=value]

func ofAliased(a Aliased) { keep(a.byPointer); keep(a.byValue) } // want (*Aliased).byPointer-fm [a=value]; Aliased.byValue-fm [a=value]

func aliasedInClosure(a alias) { keep(func() { a.byPointer() }) } // want aliasedInClosure.func1 [a=ref]
