// Sizes, alignments and offsets, on a machine with 32 bits.
package sizes_386

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
	s1  = unsafe.Sizeof(t) // = uintptr 60
	s2  = unsafe.Sizeof(T{}) // = uintptr 60
	s3  = unsafe.Sizeof(1) // = uintptr 4
	s4  = unsafe.Sizeof(1.5) // = uintptr 8
	s5  = unsafe.Sizeof('a') // = uintptr 4
	s6  = unsafe.Sizeof("abc") // = uintptr 8
	s7  = unsafe.Sizeof(1i) // = uintptr 16
	s8  = unsafe.Sizeof(true) // = uintptr 1
	s9  = unsafe.Sizeof(int8(1)) // = uintptr 1
	s10 = unsafe.Sizeof(t.h) // = uintptr 6
	s11 = unsafe.Sizeof([0]int{}) // = uintptr 0
	s12 = unsafe.Sizeof(struct{}{}) // = uintptr 0
	s13 = unsafe.Sizeof(o) // = uintptr 32
	s14 = unsafe.Sizeof(po) // = uintptr 4
	s15 = unsafe.Sizeof(*po) // = uintptr 32
	s16 = unsafe.Sizeof(fn) // = uintptr 4
	s17 = unsafe.Sizeof(Named{}) // = uintptr 24
	s18 = unsafe.Sizeof(rec{}) // = uintptr 12
	s19 = unsafe.Sizeof(rec{}.next.next.tail) // = uintptr 4
	s20 = unsafe.Sizeof(unsafe.Sizeof(0)) // = uintptr 4
	s21 = unsafe.Sizeof(unsafe.Pointer(nil)) // = uintptr 4
	s22 = unsafe.Sizeof(f()) // = uintptr 60
	s23 = unsafe.Sizeof(any(nil)) // = uintptr 8
	s24 = unsafe.Sizeof(uintptr(0)) // = uintptr 4
	s25 = unsafe.Sizeof(1 == 2) // = uintptr 1
	s27 = unsafe.Sizeof(Alias{}) // = uintptr 32
	s28 = unsafe.Sizeof(o.Inner.y) // = uintptr 4
)

func f() T { return t }

const (
	a1 = unsafe.Alignof(t) // = uintptr 4
	a2 = unsafe.Alignof(t.a) // = uintptr 1
	a3 = unsafe.Alignof(t.g) // = uintptr 4
	a4 = unsafe.Alignof(int64(0)) // = uintptr 4
	a5 = unsafe.Alignof("") // = uintptr 4
	a6 = unsafe.Alignof(t.i) // = uintptr 1
	a7 = unsafe.Alignof(Inner{}) // = uintptr 4
	a8 = unsafe.Alignof([4]int16{}) // = uintptr 2
	a9 = unsafe.Alignof(1i) // = uintptr 4
)

const (
	o1  = unsafe.Offsetof(t.a) // = uintptr 0
	o2  = unsafe.Offsetof(t.b) // = uintptr 4
	o3  = unsafe.Offsetof(t.c) // = uintptr 12
	o4  = unsafe.Offsetof(t.d) // = uintptr 16
	o5  = unsafe.Offsetof(t.e) // = uintptr 24
	o6  = unsafe.Offsetof(t.f) // = uintptr 36
	o7  = unsafe.Offsetof(t.g) // = uintptr 44
	o8  = unsafe.Offsetof(t.h) // = uintptr 52
	o9  = unsafe.Offsetof(t.i) // = uintptr 58
	o10 = unsafe.Offsetof(o.Middle) // = uintptr 4
	o11 = unsafe.Offsetof(o.Inner) // = uintptr 8
	o12 = unsafe.Offsetof(o.y) // = uintptr 12
	o13 = unsafe.Offsetof(o.q) // = uintptr 16
	o14 = unsafe.Offsetof(po.y) // = uintptr 12
	o15 = unsafe.Offsetof(o.Middle.Inner) // = uintptr 4
	o16 = unsafe.Offsetof(o.Middle.y) // = uintptr 8
	o17 = unsafe.Offsetof(o.Deep) // = uintptr 20
	o18 = unsafe.Offsetof(o.Deep.w) // = uintptr 4
	o19 = unsafe.Offsetof(sh.x) // = uintptr 0
	o20 = unsafe.Offsetof(sh.y) // = uintptr 12
	o21 = unsafe.Offsetof((T{}).d) // = uintptr 16
	o22 = unsafe.Offsetof((*po).m) // = uintptr 24
	o23 = unsafe.Offsetof((t.b)) // = uintptr 4
	o24 = unsafe.Offsetof(po.Middle.Inner.y) // = uintptr 4
	o25 = unsafe.Offsetof(rec{}.tail) // = uintptr 8
	o26 = unsafe.Offsetof(o.w) // = unknown
	o27 = unsafe.Offsetof(new(T).e) // = uintptr 24
	o28 = unsafe.Offsetof(Alias{}.Inner.y) // = uintptr 4
	o29 = unsafe.Offsetof(t) // = unknown
	o30 = unsafe.Offsetof(t.b) + unsafe.Sizeof(t.b) // = uintptr 12
)

// What an int holds.
const (
	i1  = int(1<<31 - 1) // = int 2147483647
	i2  = int(1 << 31) // = unknown
	i3  = uint(1<<32 - 1) // = uint 4294967295
	i4  = uint(1 << 32) // = unknown
	i5  = ^uint(0) // = uint 4294967295
	i6  = ^uintptr(0) // = uintptr 4294967295
	i7  = ^uint64(0) // = uint64 18446744073709551615
	i8  = uint(1) << 31 // = uint 2147483648
	i9  = int(-1 << 31) // = int -2147483648
	i10 = len("x") << 30 // = int 1073741824
	i11 = int64(1) << 40 // = int64 1099511627776
)
