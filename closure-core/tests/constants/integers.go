// Operators on integers and runes, untyped and typed.
package integers

const big = 1 << 100 // = untyped int 1267650600228229401496703205376

const (
	a1  = 7 / 2 // = untyped int 3
	a2  = -7 / 2 // = untyped int -3
	a3  = 7 % 3 // = untyped int 1
	a4  = -7 % 3 // = untyped int -1
	a5  = 7 % -3 // = untyped int 1
	a6  = 1 << 62 // = untyped int 4611686018427387904
	a7  = 1 << 63 // = untyped int 9223372036854775808
	a8  = 1<<63 - 1 // = untyped int 9223372036854775807
	a9  = -1 << 63 // = untyped int -9223372036854775808
	a10 = -(-1 << 63) // = untyped int 9223372036854775808
	a11 = -(-9223372036854775808) // = untyped int 9223372036854775808
	a12 = 9223372036854775807 + 1 // = untyped int 9223372036854775808
	a13 = -9223372036854775808 - 1 // = untyped int -9223372036854775809
	a14 = 4294967296 * 4294967296 // = untyped int 18446744073709551616
	a15 = 9223372036854775807 * 9223372036854775807 // = untyped int 85070591730234615847396907784232501249
	a16 = big / 3 // = untyped int 422550200076076467165567735125
	a17 = -big / 3 // = untyped int -422550200076076467165567735125
	a18 = big % 1000 // = untyped int 376
	a19 = -big % 1000 // = untyped int -376
	a20 = big - big + 5 // = untyped int 5
	a21 = big >> 98 // = untyped int 4
	a22 = -big >> 98 // = untyped int -4
	a23 = -(big + 1) >> 98 // = untyped int -5
	a24 = -1 >> 200 // = untyped int -1
	a25 = 5 >> 64 // = untyped int 0
	a26 = big & (big - 1) // = untyped int 0
	a27 = big | 1 // = untyped int 1267650600228229401496703205377
	a28 = big ^ -1 // = untyped int -1267650600228229401496703205377
	a29 = -big &^ 7 // = untyped int -1267650600228229401496703205376
	a30 = -big & 0xFFFF // = untyped int 0
	a31 = ^0 // = untyped int -1
	a32 = ^big // = untyped int -1267650600228229401496703205377
	a33 = ^-1 // = untyped int 0
	a34 = 6 &^ 3 // = untyped int 4
	a35 = 6 ^ 3 // = untyped int 5
	a36 = -6 | 3 // = untyped int -5
	a37 = -6 & 3 // = untyped int 2
	a38 = +5 // = untyped int 5
	a39 = -9223372036854775808 / -1 // = untyped int -9223372036854775808
	a40 = -9223372036854775808 % -1 // = untyped int 0
	a41 = 1<<511 + (1<<511 - 1) // = untyped int 1340780792994259709957402499820584612747… 155 bytes 51cd5ae3c30f32e9
	a42 = -(1 << 511) - (1<<511 - 1) // = untyped int -134078079299425970995740249982058461274… 156 bytes 494f2d90020e2b62
	a43 = 1 << 500 >> 498 // = untyped int 4
	a44 = big * big * big * big * big // = untyped int 3273390607896141870013189696827599152216… 151 bytes 0d331763413fb922
	a45 = big == 1<<100 // = untyped bool true
	a46 = big != big+1 // = untyped bool true
	a47 = big > 1 && -big < 1 // = untyped bool true
	a48 = big >= big && big <= big // = untyped bool true
	a49 = 3 < 2 || 2 >= 3 // = untyped bool false
	a50 = !(1 == 1) // = untyped bool false
)

// Runes.
const (
	r1  = 'a' + 1 // = untyped rune 98
	r2  = 1 + 'a' // = untyped rune 98
	r3  = 'a' * 2 // = untyped rune 194
	r4  = 'z' - 'a' // = untyped rune 25
	r5  = 'a' < 'b' // = untyped bool true
	r6  = ^'a' // = untyped rune -98
	r7  = 'a' << 3 // = untyped rune 776
	r8  = 1 << 'a' // = untyped int 158456325028528675187087900672
	r9  = 'a' / 2 // = untyped rune 48
	r10 = 'a' == 97 // = untyped bool true
)

type myInt int16
type myByte byte

// Typed.
const (
	t1  = int8(100) // = int8 100
	t2  = int8(-128) // = int8 -128
	t3  = uint8(255) // = uint8 255
	t4  = ^uint8(1) // = uint8 254
	t5  = ^uint16(0) // = uint16 65535
	t6  = ^uint32(5) // = uint32 4294967290
	t7  = ^uint64(0) // = uint64 18446744073709551615
	t8  = ^uint(0) // = uint 18446744073709551615
	t9  = ^uintptr(0) // = uintptr 18446744073709551615
	t10 = ^int8(1) // = int8 -2
	t11 = ^myByte(0xF0) // = myByte 15
	t12 = -int64(-9223372036854775807) // = int64 9223372036854775807
	t13 = uint64(1)<<63 + (1<<63 - 1) // = uint64 18446744073709551615
	t14 = myInt(5) / 2 // = myInt 2
	t15 = 2 * myInt(5) // = myInt 10
	t16 = int32(7) % 4 // = int32 3
	t17 = uint32(1) << 31 // = uint32 2147483648
	t18 = int64(1) << 62 // = int64 4611686018427387904
	t19 = uint8(200) >> 3 // = uint8 25
	t20 = uint8(3) &^ 1 // = uint8 2
	t21 = uint64(1<<64-1) / 3 // = uint64 6148914691236517205
	t22 = int(1) << uint8(3) // = int 8
	t23 = myInt(1) == 1 // = untyped bool true
	t24 = uint64(18446744073709551615) > 1 // = untyped bool true
	t25 = byte('a') + 1 // = byte 98
	t26 = rune(1) + 'a' // = rune 98
	t27 = uint64(1<<63) % 10 // = uint64 8
)

// Types given by declaration.
const (
	d1 int8    = 5 // = int8 5
	d2 int     = 3.0 // = int 3
	d3 int64   = 1e18 // = int64 1000000000000000000
	d4 uint8   = 'a' // = uint8 97
	d5 myInt   = 2 + 2i - 2i // = myInt 2
	d6 rune    = 'x' // = rune 120
	d7 uintptr = 1 << 40 // = uintptr 1099511627776
	d8 myByte  = 0x7F // = myByte 127
)

// Shifts of what is an integer, and by what is one.
const (
	s1  = 1.0 << 3 // = untyped int 8
	s2  = 8.0 >> 1 // = untyped int 4
	s3  = 1 << 3.0 // = untyped int 8
	s4  = (2 + 0i) << 1 // = untyped int 4
	s5  = 1.5 * 2 << 2 // = untyped int 12
	s6  = 1e2 << 1 // = untyped int 200
	s7  = 'a' << 1.0 // = untyped rune 194
	s8  = 1 << (2 + 0i) // = untyped int 4
	s9  = 0 << 1000 // = untyped int 0
	s10 = 1 << 511 // = untyped int 6703903964971298549787012499102923063739… 154 bytes 91f4dee2f0d10448
	s11 = 1 >> 1074 // = untyped int 0
	s12 = 0x1p100 << 5 // = untyped int 40564819207303340847894502572032
	s13 = 1e300 >> 900 // = untyped int 118305218616677471097275159751
)
