// Predeclared functions of constants and of arrays.
package builtins

import "unsafe"

type F32 float32
type C64 complex64

const (
	m1  = min(1, 2) // = untyped int 1
	m2  = max(1, 2) // = untyped int 2
	m3  = min(1, 2.5) // = untyped float 1
	m4  = max(1, 2.0) // = untyped float 2
	m5  = min('a', 1) // = untyped rune 1
	m6  = max('a', 1.5) // = untyped float 97
	m7  = min("b", "a") // = untyped string "a"
	m8  = max("b", "a", "c") // = untyped string "c"
	m9  = min(int8(3), 2) // = int8 2
	m10 = max(F32(0.1), 0.1) // = F32 13421773/134217728
	m11 = min(7) // = untyped int 7
	m12 = max(1e1000, 1e5000, 1) // = untyped float 1632863297144553135610451729038583186688… 159 bytes fd72bdbdea6c7b14
	m13 = min(1<<100, 1<<101, 5.5) // = untyped float 11/2
	m14 = min(float32(0.2), 0.1) // = float32 13421773/134217728
	m15 = max(-1, -1.5, 'a') // = untyped float 97
)

const (
	c1  = complex(1, 2) // = untyped complex (1, 2)
	c2  = complex(1.5, 'a') // = untyped complex (3/2, 97)
	c3  = complex(float32(0.1), 0.2) // = complex64 (13421773/134217728, 13421773/67108864)
	c4  = complex(0.1, float64(0.2)) // = complex128 (3602879701896397/36028797018963968, 3602879701896397/18014398509481984)
	c5  = complex(F32(1), 2) // = complex64 (1, 2)
	c6  = real(1 + 2i) // = untyped float 1
	c7  = imag(1 + 2i) // = untyped float 2
	c8  = real(5) // = untyped float 5
	c9  = imag(5) // = untyped float 0
	c10 = real(complex64(0.1 + 0.2i)) // = float32 13421773/134217728
	c11 = imag(complex128(0.1 + 0.2i)) // = float64 3602879701896397/18014398509481984
	c12 = real(C64(1)) // = float32 1
	c13 = real('a') // = untyped float 97
	c14 = real(2.5) // = untyped float 5/2
	c15 = real(7) / 2 // = untyped float 7/2
	c16 = complex(1, 0) == 1 // = untyped bool true
	c17 = real(1<<100) * 2 // = untyped float 2535301200456458802993406410752
	c18 = complex(2, 3) * 1i // = untyped complex (-3, 2)
	c19 = complex(1+0i, 2) // = untyped complex (1, 2)
	c20 = int(real(2+1i)) << 1 // = int 4
)

var arr [5]int
var matrix [3][7]string
var ptr *[9]byte
var slice []int
var ch chan [4]int
var m map[string][6]int
var pm map[string]*[6]int
var st struct {
	a [8]int
	p *[2]int
}

func f() [5]int  { return [5]int{} }
func p() *[5]int { return nil }
func n() int     { return 0 }

type A [11]int
type PA *[12]int

var va A
var vpa PA

// Lengths of arrays: not evaluated, unless there is a call or a receive in them.
var (
	l1  = len(arr) // = int 5
	l2  = cap(arr) // = int 5
	l3  = len(ptr) // = int 9
	l4  = cap(ptr) // = int 9
	l5  = len(matrix) // = int 3
	l6  = len(matrix[0]) // = int 7
	l7  = len(matrix[n()]) // = not constant
	l8  = len(slice) // = not constant
	l9  = cap(slice) // = not constant
	l10 = len(f()) // = not constant
	l11 = len(p()) // = not constant
	l12 = len(*p()) // = not constant
	l13 = len(<-ch) // = not constant
	l14 = len(m["x"]) // = int 6
	l15 = len(pm["x"]) // = int 6
	l16 = len(st.a) // = int 8
	l17 = len(st.p) // = int 2
	l18 = len([3]int{}) // = int 3
	l19 = len([...]int{1, 2, 3}) // = int 3
	l20 = len([...]int{5: 1, 2}) // = int 7
	l21 = len([...]string{2: "a", "b", 1: "c"}) // = int 4
	l22 = len([3]int{n(), 1, 2}) // = not constant
	l23 = len([3]int{<-make(chan int)}) // = not constant
	l24 = len([3]int{len(arr)}) // = int 3
	l25 = len([3]int{len(slice)}) // = not constant
	l26 = len([3]int{len(f())}) // = not constant
	l27 = len([3]func(){func() { n() }}) // = int 3
	l28 = len([3]int{int(5)}) // = int 3
	l29 = len([3]float64{float64(n())}) // = not constant
	l30 = len(va) // = int 11
	l31 = len(vpa) // = int 12
	l32 = len(&arr) // = int 5
	l33 = len((*[3]int)(nil)) // = int 3
	l34 = len((*[3]int)(slice)) // = int 3
	l35 = len([3]int(slice)) // = int 3
	l36 = len([3]uintptr{unsafe.Sizeof(n())}) // = not constant
	l37 = len([3]uintptr{unsafe.Sizeof(arr)}) // = int 3
	l38 = len([3]int{min(1, 2)}) // = int 3
	l39 = len([3]int{min(1, arr[0])}) // = not constant
	l40 = len([3]*int{new(int)}) // = not constant
	l41 = len([unsafe.Sizeof(n())]int{}) // = not constant
	l42 = len([3]int{len([3]int{n()})}) // = not constant
	l43 = len(m) // = not constant
	l44 = len("a" + string('b')) // = int 2
	l45 = len(func() [3]int { return [3]int{} }()) // = not constant
	l46 = len([2]A{}[0]) // = int 11
	l47 = len(struct{ x [4]int }{}.x) // = int 4
	l48 = len(any(arr).([5]int)) // = int 5
	l49 = len([...]byte{'a': 1}) // = int 98
	l50 = cap([3]int{}) // = int 3
	l51 = len([1]any{append(slice, 1)}) // = not constant
	l52 = len([len(arr)]int{}) // = int 5
	l53 = len([3]func(){nil, n2(), nil}) // = not constant
	l54 = len([3]bool{n() == 1}) // = not constant
	l55 = len([3]int{arr[n()]}) // = not constant
	l56 = len(slice[:n()]) // = not constant
	l57 = len([3][]int{slice[n():]}) // = not constant
	l58 = len([3]map[[unsafe.Sizeof(n())]int]int{}) // = not constant
	l59 = len([1]unsafe.Pointer{unsafe.Pointer(ptr)}) // = int 1
	l60 = len([3]float64{real(2i)}) // = int 3
	l61 = len([2]struct{ b [unsafe.Sizeof(p())]byte }{}) // = not constant
	l62 = len([2]func([unsafe.Sizeof(p())]byte){}) // = not constant
	l63 = len([2]interface { // = not constant
		M([unsafe.Sizeof(p())]byte)
	}{})
	l64 = len([2]func(){func() { _ = [unsafe.Sizeof(p())]byte{} }}) // = int 2
)

func n2() func() { return nil }

func generic[T any, Arr [7]T, P *[8]T](t T, a Arr, p P) {
	var b [6]T
	var c Arr
	var (
		g1  = len(a) // = not constant
		g2  = len(b) // = int 6
		g3  = len(c) // = not constant
		g4  = cap(&b) // = int 6
		g5  = len(p) // = not constant
		g6  = len([2]T{t}) // = int 2
		g7  = unsafe.Sizeof(t) // = not constant
		g8  = unsafe.Sizeof(b) // = not constant
		g9  = unsafe.Sizeof(&t) // = uintptr 8
		g10 = unsafe.Sizeof([]T{}) // = uintptr 24
		g11 = unsafe.Alignof(t) // = not constant
		g12 = unsafe.Sizeof(func(T) {}) // = uintptr 8
		g13 = unsafe.Offsetof(struct { // = not constant
			a int
			t T
		}{}.a)
		g14 = unsafe.Offsetof(struct { // = uintptr 8
			a int8
			t *T
		}{}.t)
		g15 = unsafe.Sizeof(struct{ x [0]T }{}) // = not constant
		g16 = unsafe.Sizeof(map[T]T(nil)) // = uintptr 8
		g17 = unsafe.Sizeof(Pair[T]{}) // = not constant
		g18 = unsafe.Sizeof(Pair[int]{}) // = uintptr 16
		g19 = unsafe.Sizeof(PtrPair[T]{}) // = uintptr 16
		g20 = unsafe.Offsetof(Pair[T]{}.a) // = not constant
		g21 = unsafe.Offsetof(PtrPair[T]{}.b) // = uintptr 8
	)
	_, _, _, _, _, _, _, _, _, _, _ = g1, g2, g3, g4, g5, g6, g7, g8, g9, g10, g11
	_, _, _, _, _, _, _, _, _, _ = g12, g13, g14, g15, g16, g17, g18, g19, g20, g21
}

type Pair[T any] struct{ a, b T }
type PtrPair[T any] struct{ a, b *T }
