// Package inference: what type arguments follow from, each variable with the type that Go gives it.
package inference

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"strconv"
	"sync/atomic"
)

type (
	Celsius        float64
	Names          []string
	Table          map[string]Names
	Pair[A, B any] struct {
		First  A
		Second B
	}
	List[T any] struct {
		next  *List[T]
		value T
	}
	Tree[K cmp.Ordered, V any] struct {
		left, right *Tree[K, V]
		key         K
		value       V
	}
	Vector[T any]     = []T
	Swapped[A, B any] = Pair[B, A]
	Strings[B any]    = Pair[string, B]
	Func[A, B any]    func(A) B
	Number            interface{ ~int | ~int64 | ~float64 }
	Bytes             interface{ ~[]byte | ~string }
	Setter[T any]     interface {
		*T
		Set(string)
	}
	Getter[T any] interface{ Get() T }
	Both[T any]   interface {
		Getter[T]
		Put(T)
	}
	Flag       struct{ on bool }
	Box[T any] struct{ inner T }
	Signal     chan<- int
)

func (f *Flag) Set(s string)         { f.on = s == "on" }
func (b Box[T]) Get() T              { return b.inner }
func (b Box[T]) Put(T)               {}
func (l *List[E]) Push(v E) *List[E] { return &List[E]{l, v} }
func (l *List[E]) All() iter.Seq2[int, E] {
	return func(yield func(int, E) bool) {}
}
func (t *Tree[Key, Val]) Find(k Key) (Val, bool) { return t.value, true }

func Identity[T any](x T) T                                   { return x }
func Map[S ~[]E, E, R any](s S, f func(E) R) []R              { return nil }
func Filter[S ~[]E, E any](s S, keep func(E) bool) S          { return s }
func Keys[M ~map[K]V, K comparable, V any](m M) []K           { return nil }
func MakePair[A, B any](a A, b B) Pair[A, B]                  { return Pair[A, B]{a, b} }
func Sum[T Number](xs ...T) T                                 { var t T; return t }
func Max2[T cmp.Ordered](a, b T) T                            { return a }
func Parse[T any, P Setter[T]](s string) T                    { var t T; P(&t).Set(s); return t }
func Pointer[P interface{ *T }, T any](p P) T                 { return *p }
func Read[T any](g Getter[T]) T                               { return g.Get() }
func ReadAll[G Getter[T], T any](gs ...G) []T                 { return nil }
func Compose[A, B, C any](f func(A) B, g func(B) C) func(A) C { return nil }
func Apply[A, B any](a A, f Func[A, B]) B                     { return f(a) }
func Receive[T any](c <-chan T) T                             { return <-c }
func Forward[C ~chan<- T, T any](c C, v T) C                  { return c }
func Join[B Bytes](parts ...B) B                              { return parts[0] }
func Zero[T any]() T                                          { var t T; return t }
func Convert[To, From Number](f From) To                      { return To(f) }
func Two() (int, string)                                      { return 0, "" }
func Reduce[T, A any](xs []T, start A, f func(A, T) A) A      { return start }
func First[T any, L interface{ ~[]T }](l L) T                 { return l[0] }
func Nested[T any](x T, n int) T {
	if n > 0 {
		return Nested(x, n-1)
	}
	return x
}

func Walk[N interface {
	comparable
	Children() []N
}](n N) []N {
	return n.Children()
}

type Dir struct{ names []string }

func (d *Dir) Children() []*Dir { return nil }

func Calls(c chan int, signal Signal, list *List[Celsius], tree *Tree[string, []int], box Box[Names]) {
	a1 := Identity(1)                                                                //= int
	a2 := Identity('x')                                                              //= rune
	a3 := Identity(2.5)                                                              //= float64
	a4 := Identity("s")                                                              //= string
	a5 := Identity(Celsius(1))                                                       //= inference.Celsius
	a6 := Identity(1 < 2)                                                            //= bool
	a7 := Identity(2i)                                                               //= complex128
	a8 := Identity[any](nil)                                                         //= any
	b1 := Map([]int{1}, strconv.Itoa)                                                //= []string
	b2 := Map(Names{"x"}, func(s string) Celsius { return 0 })                       //= []inference.Celsius
	b3 := Filter(Names{"x"}, func(s string) bool { return true })                    //= inference.Names
	b4 := Keys(Table{})                                                              //= []string
	b5 := Map(Keys(Table{}), func(s string) func() { return nil })                   //= []func()
	c1 := MakePair(1, "x")                                                           //= inference.Pair[int, string]
	c2 := MakePair(Two())                                                            //= inference.Pair[int, string]
	c3 := MakePair[int64](1, 'x')                                                    //= inference.Pair[int64, rune]
	c4 := MakePair(Names{}, MakePair(1.5, c))                                        //= inference.Pair[inference.Names, inference.Pair[float64, chan int]]
	d1 := Sum(1, 2.5, 3)                                                             //= float64
	d2 := Sum(1, Celsius(2))                                                         //= inference.Celsius
	d3 := Sum([]int64{1}...)                                                         //= int64
	d4 := Max2(1, 2.5)                                                               //= float64
	d5 := Max2('a', 2)                                                               //= rune
	d6 := Max2("a", "b")                                                             //= string
	e1 := Parse[Flag]("on")                                                          //= inference.Flag
	e2 := Pointer(&a1)                                                               //= int
	f1 := Read(box)                                                                  //= inference.Names
	f2 := Read[Names](box)                                                           //= inference.Names
	f3 := ReadAll(box, box)                                                          //= []inference.Names
	var both Both[Celsius]                                                           //= inference.Both[inference.Celsius]
	f4 := Read(both)                                                                 //= inference.Celsius
	g1 := Compose(strconv.Itoa, func(s string) Names { return nil })                 //= func(int) inference.Names
	g2 := Compose(Identity[int], strconv.Itoa)                                       //= func(int) string
	g3 := Apply(1, strconv.Itoa)                                                     //= string
	g4 := Apply(Names{}, slices.Max[Names])                                          //= string
	g5 := Map([]int{1}, Identity)                                                    //= []int
	g6 := Compose(strconv.Itoa, Identity)                                            //= func(int) string
	h1 := Receive(c)                                                                 //= int
	h2 := Forward(signal, 1)                                                         //= inference.Signal
	h3 := Join([]byte("x"), []byte("y"))                                             //= []byte
	h4 := Join("x", "y")                                                             //= string
	i1 := Zero[map[string]int]()                                                     //= map[string]int
	i2 := Convert[Celsius](1)                                                        //= inference.Celsius
	i3 := Reduce([]string{"a"}, 0, func(n int, s string) int { return n })           //= int
	i4 := First(Names{"x"})                                                          //= string
	i5 := Walk(&Dir{})                                                               //= []*inference.Dir
	j1 := Vector[int]{1}                                                             //= []int
	j2 := Swapped[int, string]{"x", 1}                                               //= inference.Pair[string, int]
	j3 := Strings[bool]{}                                                            //= inference.Pair[string, bool]
	j4 := list.Push(3)                                                               //= *inference.List[inference.Celsius]
	j5, j6 := tree.Find("x")                                                         //= []int
	k1 := slices.Collect(maps.Keys(Table{}))                                         //= []string
	k2 := slices.SortedFunc(maps.Values(Table{}), func(a, b Names) int { return 0 }) //= []inference.Names
	k3 := slices.IndexFunc(Names{}, func(s string) bool { return true })             //= int
	k4 := slices.Clone(Names{})                                                      //= inference.Names
	k5 := slices.Insert(Names{}, 0, "x")                                             //= inference.Names
	k6, k7 := slices.BinarySearch([]Celsius{}, 1)                                    //= int
	k8 := atomic.Pointer[Names]{}                                                    //= atomic.Pointer[inference.Names]
	k9 := k8.Load()                                                                  //= *inference.Names
	l1 := max(1, 2.5, Celsius(3))                                                    //= inference.Celsius
	l2 := append([]byte("x"), "y"...)                                                //= []byte
	l3 := min("a", "b")                                                              //= string
	l4 := new(Celsius)                                                               //= *inference.Celsius
	for m1, m2 := range list.All() {                                                 //= int
		_, _ = m1, m2
	}
	for m3 := range maps.Keys(Table{}) { //= string
		_ = m3
	}
	for m4 := range slices.Values([]Celsius{}) { //= inference.Celsius
		_ = m4
	}
	for m5 := range uint8(3) { //= uint8
		_ = m5
	}
	_, _, _, _, _, _, _, _, _ = a1, a2, a3, a4, a5, a6, a7, a8, b1
	_, _, _, _, _, _, _, _, _ = b2, b3, b4, b5, c1, c2, c3, c4, d1
	_, _, _, _, _, _, _, _, _ = d2, d3, d4, d5, d6, e1, e2, f1, f2
	_, _, _, _, _, _, _, _, _ = f3, f4, g1, g2, g3, g4, g5, g6, h1
	_, _, _, _, _, _, _, _, _ = h2, h3, h4, i1, i2, i3, i4, i5, j1
	_, _, _, _, _, _, _, _, _ = j2, j3, j4, j5, j6, k1, k2, k3, k4
	_, _, _, _, _, _, _, _, _ = k5, k6, k7, k8, k9, l1, l2, l3, l4
}

func Inside[T any, K comparable, N Number](t T, k K, n N, m map[K][]T) {
	a1 := Identity(t)                                               //= T
	a2 := MakePair(k, []T{t})                                       //= inference.Pair[K, []T]
	a3 := Keys(m)                                                   //= []K
	a4 := Sum(n, 1)                                                 //= N
	a5 := Map([]T{t}, func(t T) Pair[K, T] { return Pair[K, T]{} }) //= []inference.Pair[K, T]
	a6 := Identity(func(K) T { return t })                          //= func(K) T
	a7 := m[k]                                                      //= []T
	a8 := n + 1                                                     //= N
	type local struct{ t T }
	b1 := Identity(local{t}) //= local
	b2 := b1.t               //= T
	_, _, _, _, _, _, _, _, _, _ = a1, a2, a3, a4, a5, a6, a7, a8, b1, b2
}
