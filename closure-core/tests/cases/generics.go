// In a generic function each literal captures the dictionary, last and always.
package generics

func keep(f func()) { sink = f }

var sink func()

type List[E any] struct {
	items []E
	first E
}

func (l *List[E]) Each(f func(E)) { keep(func() { f(l.first) }) } // want (*List[...]).Each.func1 [f=value l=value .dict]

func (l List[E]) Value() E { return l.first }

func (l *List[E]) Nothing() { keep(func() {}) } // want (*List[...]).Nothing.func1 [.dict]

func (l *List[_]) Blank() { keep(func() { _ = l }) } // want (*List[...]).Blank.func1 [l=value .dict]

func nothing[A any]() { keep(func() {}) } // want nothing[...].func1 [.dict]

func one[A any](a A) { keep(func() { _ = a }) } // want one[...].func1 [a=value .dict]

func many[A, B any](a A, b B, n int) { keep(func() { _, _, _ = n, b, a }) } // want many[...].func1 [n=value b=value a=value .dict]

func assigned[A any](a A) { keep(func() { _ = a }); a = *new(A) } // want assigned[...].func1 [a=ref .dict]

func pointer[A any](a *A) { keep(func() { _ = a }) } // want pointer[...].func1 [a=value .dict]

func slice[A any](a []A) { keep(func() { _ = len(a) }) } // want slice[...].func1 [a=value .dict]

func nested[A any](a A) { keep(func() { keep(func() { _ = a }) }) } // want nested[...].func1 [a=value .dict]; nested[...].func1.1 [a=value .dict]

func called[A any](a A) A { return func() A { return a }() } // want called[...].func1 [a=value .dict] called

func ranged[A any](seq func(func(A) bool)) { for a := range seq { _ = a } } // want ranged[...]-range1 [#state1 .dict]

func wrapped[A any](f func(A), a A) { go f(a) } // want wrapped[...].gowrap1 [.autotmp .autotmp]

func constrained[S ~[]E, E any](s S) { for _, e := range s { keep(func() { _ = e }) } } // want constrained[...].func1 [e=value .dict]

func arrayOf[A any](a [3]A) { keep(func() { _ = a }) } // want arrayOf[...].func1 [a=value .dict]

func notGeneric() { l := List[int]{}; keep(func() { _ = l }) } // want notGeneric.func1 [l=value]

func methodOfInstance() { var l List[int]; l.Each(nil); keep(func() { _ = l }) } // want methodOfInstance.func1 [l=ref]

func valueMethodOfInstance() { var l List[int]; l.Value(); keep(func() { _ = l }) } // want valueMethodOfInstance.func1 [l=value]

func instantiated() func(int) { return one[int] }

func localType() {
	type pair[A any] struct{ a, b A }
	p := pair[int]{1, 2}
	keep(func() { _ = p }) // want localType.func1 [p=value]
}

type Alias[E any] = List[E]

func throughAlias() { var l Alias[int]; l.Each(nil); keep(func() { _ = l }) } // want throughAlias.func1 [l=ref]

type Mapper struct{ n int }

func (m *Mapper) Map[A, B any](a A, f func(A) B) { keep(func() { f(a); _ = m }) } // want (*Mapper).Map[...].func1 [f=value a=value m=value .dict]

func inferred() {
	x := first([]int{1})
	y := pick(map[string][]byte{})
	keep(func() { _, _ = x, y }) // want inferred.func1 [x=value y=value]
}

func first[E any](s []E) E { return s[0] }

func pick[K comparable, V any](m map[K]V) V { return *new(V) }

func instances() {
	nothing[int]()
	one(1)
	many(1, "", 3)
	assigned(1)
	pointer(new(int))
	slice([]int{})
	nested(1)
	called(1)
	ranged[int](nil)
	wrapped(func(int) {}, 1) // want instances.func1 []
	constrained([]int{1})
	arrayOf([3]int{})
	var l List[int]
	l.Each(nil)
	l.Nothing()
	l.Blank()
	new(Mapper).Map(1, func(int) string { return "" }) // want instances.func2 []
}
