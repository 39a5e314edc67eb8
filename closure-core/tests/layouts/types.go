// Types, and how they lie in memory. Behind each stand its size and alignment in bytes, and its
// words up to the last pointer, 1 for a pointer: on machines with words of 8 bytes; of 4 bytes.
// One type is one line, and so the file is not as gofmt would have it.
package layouts

import (
	"sync/atomic"
	"unsafe"
)

type (
	Bool       bool // want 1/1 -; 1/1 -
	Int        int // want 8/8 -; 4/4 -
	Int8       int8 // want 1/1 -; 1/1 -
	Int16      int16 // want 2/2 -; 2/2 -
	Int32      int32 // want 4/4 -; 4/4 -
	Int64      int64 // want 8/8 -; 8/4 -
	Uint       uint // want 8/8 -; 4/4 -
	Uint8      uint8 // want 1/1 -; 1/1 -
	Uint16     uint16 // want 2/2 -; 2/2 -
	Uint32     uint32 // want 4/4 -; 4/4 -
	Uint64     uint64 // want 8/8 -; 8/4 -
	Uintptr    uintptr // want 8/8 -; 4/4 -
	Byte       byte // want 1/1 -; 1/1 -
	Rune       rune // want 4/4 -; 4/4 -
	Float32    float32 // want 4/4 -; 4/4 -
	Float64    float64 // want 8/8 -; 8/4 -
	Complex64  complex64 // want 8/4 -; 8/4 -
	Complex128 complex128 // want 16/8 -; 16/4 -
	String     string // want 16/8 1; 8/4 1
	Pointer    unsafe.Pointer // want 8/8 1; 4/4 1
)

type (
	ToInt        *int // want 8/8 1; 4/4 1
	ToEmpty      *struct{} // want 8/8 1; 4/4 1
	Slice        []int // want 24/8 1; 12/4 1
	EmptySlice   []struct{} // want 24/8 1; 12/4 1
	Map          map[string]int // want 8/8 1; 4/4 1
	Chan         chan int // want 8/8 1; 4/4 1
	SendChan     chan<- struct{} // want 8/8 1; 4/4 1
	Func         func(int) string // want 8/8 1; 4/4 1
	Any          any // want 16/8 01; 8/4 01
	Error        error // want 16/8 01; 8/4 01
	Methods      interface{ M() } // want 16/8 01; 8/4 01
	Named        Int64 // want 8/8 -; 8/4 -
	NamedPointer ToInt // want 8/8 1; 4/4 1
)

type (
	Array0         [0]int64 // want 0/8 -; 0/4 -
	Array0Pointers [0]*int // want 0/8 -; 0/4 -
	Array1         [1]string // want 16/8 1; 8/4 1
	Array3         [3]int16 // want 6/2 -; 6/2 -
	Array7         [7]byte // want 7/1 -; 7/1 -
	ArrayStrings   [3]string // want 48/8 10101; 24/4 10101
	ArrayOfArrays  [2][2]*int // want 32/8 1111; 16/4 1111
	ArrayAny       [2]any // want 32/8 0101; 16/4 0101
	ArrayEmpty     [1 << 30]struct{} // want 0/1 -; 0/1 -
	ArrayFloats    [40]float64 // want 320/8 -; 320/4 -
	ArrayPointers  [70]*byte // want 560/8 1111111111111111111111111111111111111111111111111111111111111111111111; 280/4 1111111111111111111111111111111111111111111111111111111111111111111111
	ArrayStructs   [33]struct{ n int32; p *int32; b bool } // want 792/8 01001001001001001001001001001001001001001001001001001001001001001001001001001001001001001001001001; 396/4 01001001001001001001001001001001001001001001001001001001001001001001001001001001001001001001001001
	ArrayConst [unsafe.Sizeof(uintptr(0))]byte // want 8/1 -; 4/1 -
)

type (
	Empty        struct{} // want 0/1 -; 0/1 -
	EmptyNested  struct{ a, b struct{} } // want 0/1 -; 0/1 -
	OneByte      struct{ a byte } // want 1/1 -; 1/1 -
	ByteInt      struct{ a byte; n int } // want 16/8 -; 8/4 -
	ByteInt64    struct{ a byte; n int64 } // want 16/8 -; 12/4 -
	Int64Byte    struct{ n int64; a byte } // want 16/8 -; 12/4 -
	ByteFloat64  struct{ a byte; n float64 } // want 16/8 -; 12/4 -
	ByteComplex  struct{ a byte; c complex64 } // want 12/4 -; 12/4 -
	ByteComplex2 struct{ a byte; c complex128; b byte } // want 32/8 -; 24/4 -
	Packed       struct{ a byte; b byte; c int16; d int32 } // want 8/4 -; 8/4 -
	Unpacked     struct{ a byte; d int32; b byte; c int16 } // want 12/4 -; 12/4 -
	ByteString   struct{ a byte; s string; b byte } // want 32/8 01; 16/4 01
	Header       struct{ s []string; n int; e error } // want 48/8 100001; 24/4 100001
	Blank        struct{ _ int32; a byte; _ string } // want 24/8 01; 16/4 001
	LastEmpty    struct{ n int64; e struct{} } // want 16/8 -; 12/4 -
	LastEmpty32  struct{ n int32; e [0]func() } // want 16/8 -; 8/4 -
	FirstEmpty   struct{ e [0]func(); n int32 } // want 8/8 -; 4/4 -
	OnlyAligned  struct{ e [0]int64 } // want 0/8 -; 0/4 -
	MiddleEmpty  struct{ a byte; e struct{}; b byte } // want 2/1 -; 2/1 -
	LastArray0   struct{ p *int; e [0]int64 } // want 16/8 1; 8/4 1
	ByteArray0   struct{ a byte; e [0]int64; b byte } // want 16/8 -; 8/4 -
	PointerLast  struct{ a, b, c uint16; p unsafe.Pointer } // want 16/8 01; 12/4 001
	PointerFirst struct{ p unsafe.Pointer; a, b, c uint16 } // want 16/8 1; 12/4 1
	Mixed        struct{ p *int; n uintptr; f func(); m map[int]int; c chan int; u uint64; i any } // want 64/8 10111001; 36/4 101110001
	Embedded     struct{ Packed; *Header; Error } // want 32/8 0101; 20/4 00101
	Embedded64   struct{ a byte; Int64Byte; b byte } // want 32/8 -; 20/4 -
	Recursive    struct{ next *Recursive; list []Recursive; a byte } // want 40/8 11; 20/4 11
	Sync         struct{ state int32; sema uint32 } // want 8/4 -; 8/4 -
	Time         struct{ wall uint64; ext int64; loc *Empty } // want 24/8 001; 20/4 00001
	Wide         struct{ a [64]*int; b int; c *int } // want 528/8 111111111111111111111111111111111111111111111111111111111111111101; 264/4 111111111111111111111111111111111111111111111111111111111111111101
	Anonymous    struct{ a struct{ b struct{ c byte }; d *int }; e byte } // want 24/8 01; 12/4 01
)

type (
	Aligned        struct{ a byte; n atomic.Int64 } // want 16/8 -; 16/8 -
	AlignedTwice   struct{ a byte; n Aligned; b byte } // want 32/8 -; 32/8 -
	AlignedArray   struct{ a byte; n [2]atomic.Uint64; p *int } // want 32/8 0001; 32/8 0000001
	AlignedOnly    atomic.Int64 // want 8/8 -; 8/8 -
	AlignedNothing struct{ a byte; n [0]atomic.Int64 } // want 16/8 -; 16/8 -
	Atomic32       struct{ a byte; n atomic.Int32; b atomic.Bool } // want 12/4 -; 12/4 -
	AtomicPointer  struct{ a byte; p atomic.Pointer[int] } // want 16/8 01; 8/4 01
	AtomicValue    struct{ a byte; v atomic.Value } // want 24/8 001; 12/4 001
)

type Pair[A, B any] struct {
	a A
	b B
}

type List[T any] struct {
	value T
	next  *List[T]
}

type (
	PairBytes   Pair[byte, byte] // want 2/1 -; 2/1 -
	PairInt8Str Pair[int8, string] // want 24/8 01; 12/4 01
	PairNested  Pair[Pair[byte, int64], Pair[*int, bool]] // want 32/8 001; 20/4 0001
	ListBytes   List[[3]byte] // want 16/8 01; 8/4 01
	ListStrings List[string] // want 24/8 101; 12/4 101
)
