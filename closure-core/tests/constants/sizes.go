// Sizes, alignments and offsets, on a machine with 64 bits.
package sizes

import "unsafe"

type T struct {
	a bool
	b int64
	c bool
	d string
	e []int
	f any
	g complex64
	h [3]int16
	i struct{}
}

type Inner struct {
	x byte
	y int32
}

type Middle struct {
	p byte
	Inner
	q int16
}

type Outer struct {
	n byte
	Middle
	*Deep
	m int64
}

type Deep struct{ z, w int }

type Shadow struct {
	x int64
	Inner
}

type Named [3]Inner
type Alias = Outer

type rec struct {
	next *rec
	v    byte
	tail int32
}

var t T
var o Outer
var po *Outer
var sh Shadow
var fn func()

const (
	s1  = unsafe.Sizeof(t) // = uintptr 96
	s2  = unsafe.Sizeof(T{}) // = uintptr 96
	s3  = unsafe.Sizeof(1) // = uintptr 8
	s4  = unsafe.Sizeof(1.5) // = uintptr 8
	s5  = unsafe.Sizeof('a') // = uintptr 4
	s6  = unsafe.Sizeof("abc") // = uintptr 16
	s7  = unsafe.Sizeof(1i) // = uintptr 16
	s8  = unsafe.Sizeof(true) // = uintptr 1
	s9  = unsafe.Sizeof(int8(1)) // = uintptr 1
	s10 = unsafe.Sizeof(t.h) // = uintptr 6
	s11 = unsafe.Sizeof([0]int{}) // = uintptr 0
	s12 = unsafe.Sizeof(struct{}{}) // = uintptr 0
	s13 = unsafe.Sizeof(o) // = uintptr 40
	s14 = unsafe.Sizeof(po) // = uintptr 8
	s15 = unsafe.Sizeof(*po) // = uintptr 40
	s16 = unsafe.Sizeof(fn) // = uintptr 8
	s17 = unsafe.Sizeof(Named{}) // = uintptr 24
	s18 = unsafe.Sizeof(rec{}) // = uintptr 16
	s19 = unsafe.Sizeof(rec{}.next.next.tail) // = uintptr 4
	s20 = unsafe.Sizeof(unsafe.Sizeof(0)) // = uintptr 8
	s21 = unsafe.Sizeof(unsafe.Pointer(nil)) // = uintptr 8
	s22 = unsafe.Sizeof(f()) // = uintptr 96
	s23 = unsafe.Sizeof(any(nil)) // = uintptr 16
	s24 = unsafe.Sizeof(uintptr(0)) // = uintptr 8
	s25 = unsafe.Sizeof(1 == 2) // = uintptr 1
	s26 = unsafe.Sizeof([1 << 20][1 << 10]int64{}) // = uintptr 8589934592
	s27 = unsafe.Sizeof(Alias{}) // = uintptr 40
	s28 = unsafe.Sizeof(o.Inner.y) // = uintptr 4
)

func f() T { return t }

const (
	a1 = unsafe.Alignof(t) // = uintptr 8
	a2 = unsafe.Alignof(t.a) // = uintptr 1
	a3 = unsafe.Alignof(t.g) // = uintptr 4
	a4 = unsafe.Alignof(int64(0)) // = uintptr 8
	a5 = unsafe.Alignof("") // = uintptr 8
	a6 = unsafe.Alignof(t.i) // = uintptr 1
	a7 = unsafe.Alignof(Inner{}) // = uintptr 4
	a8 = unsafe.Alignof([4]int16{}) // = uintptr 2
	a9 = unsafe.Alignof(1i) // = uintptr 8
)

const (
	o1  = unsafe.Offsetof(t.a) // = uintptr 0
	o2  = unsafe.Offsetof(t.b) // = uintptr 8
	o3  = unsafe.Offsetof(t.c) // = uintptr 16
	o4  = unsafe.Offsetof(t.d) // = uintptr 24
	o5  = unsafe.Offsetof(t.e) // = uintptr 40
	o6  = unsafe.Offsetof(t.f) // = uintptr 64
	o7  = unsafe.Offsetof(t.g) // = uintptr 80
	o8  = unsafe.Offsetof(t.h) // = uintptr 88
	o9  = unsafe.Offsetof(t.i) // = uintptr 94
	o10 = unsafe.Offsetof(o.Middle) // = uintptr 4
	o11 = unsafe.Offsetof(o.Inner) // = uintptr 8
	o12 = unsafe.Offsetof(o.y) // = uintptr 12
	o13 = unsafe.Offsetof(o.q) // = uintptr 16
	o14 = unsafe.Offsetof(po.y) // = uintptr 12
	o15 = unsafe.Offsetof(o.Middle.Inner) // = uintptr 4
	o16 = unsafe.Offsetof(o.Middle.y) // = uintptr 8
	o17 = unsafe.Offsetof(o.Deep) // = uintptr 24
	o18 = unsafe.Offsetof(o.Deep.w) // = uintptr 8
	o19 = unsafe.Offsetof(sh.x) // = uintptr 0
	o20 = unsafe.Offsetof(sh.y) // = uintptr 12
	o21 = unsafe.Offsetof((T{}).d) // = uintptr 24
	o22 = unsafe.Offsetof((*po).m) // = uintptr 32
	o23 = unsafe.Offsetof((t.b)) // = uintptr 8
	o24 = unsafe.Offsetof(po.Middle.Inner.y) // = uintptr 4
	o25 = unsafe.Offsetof(rec{}.tail) // = uintptr 12
	o26 = unsafe.Offsetof(o.w) // = unknown
	o27 = unsafe.Offsetof(new(T).e) // = uintptr 40
	o28 = unsafe.Offsetof(Alias{}.Inner.y) // = uintptr 4
	o29 = unsafe.Offsetof(t) // = unknown
	o30 = unsafe.Offsetof(t.b) + unsafe.Sizeof(t.b) // = uintptr 16
)
