// Literals of all forms.
package literals

// Integers.
const i1 = 0 // = untyped int 0
const i2 = 42 // = untyped int 42
const i3 = 0x2A // = untyped int 42
const i4 = 0x2a // = untyped int 42
const i5 = 0b101010 // = untyped int 42
const i6 = 0b101010 // = untyped int 42
const i7 = 0o52 // = untyped int 42
const i8 = 0o52 // = untyped int 42
const i9 = 052 // = untyped int 42
const i10 = 00 // = untyped int 0
const i11 = 1_000_000 // = untyped int 1000000
const i12 = 0x_FFFF_FFFF // = untyped int 4294967295
const i13 = 0_52 // = untyped int 42
const i14 = 0b_1111_0000 // = untyped int 240
const i15 = 9223372036854775807 // = untyped int 9223372036854775807
const i16 = 9223372036854775808 // = untyped int 9223372036854775808
const i17 = 18446744073709551615 // = untyped int 18446744073709551615
const i18 = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF // = untyped int 340282366920938463463374607431768211455
const i19 = 170141183460469231731687303715884105728 // = untyped int 170141183460469231731687303715884105728
const i20 = 13407807929942597099574024998205846127479365820592393377723561443721764030073546976801874298166903427690031858186486050853753882811946569946433649006084095 // = untyped int 1340780792994259709957402499820584612747… 155 bytes 51cd5ae3c30f32e9
const i21 = 13407807929942597099574024998205846127479365820592393377723561443721764030073546976801874298166903427690031858186486050853753882811946569946433649006084096 // = unknown

// Floats.
const f1 = 1.5 // = untyped float 3/2
const f2 = .25 // = untyped float 1/4
const f3 = 3. // = untyped float 3
const f4 = 1e3 // = untyped float 1000
const f5 = 1e3 // = untyped float 1000
const f6 = 1e+3 // = untyped float 1000
const f7 = 1e-3 // = untyped float 1/1000
const f8 = 0.1 // = untyped float 1/10
const f9 = 012.5 // = untyped float 25/2
const f10 = 09e1 // = untyped float 90
const f11 = 1_5.0_5e1_0 // = untyped float 150500000000
const f12 = 0x1p-2 // = untyped float 1/4
const f13 = 0x2.p10 // = untyped float 2048
const f14 = 0x1.Fp+0 // = untyped float 31/16
const f15 = 0x.8p-0 // = untyped float 1/2
const f16 = 0x_1FFFp-16 // = untyped float 8191/65536
const f17 = 0x15e - 2 // = untyped int 348
const f18 = 0.0 // = untyped float 0
const f19 = 0e0 // = untyped float 0
const f20 = 0e999999999999999999999999 // = unknown
const f21 = 3.14159265358979323846264338327950288419716939937510582097494459 // = untyped float 3141592653589793238462643383279502884197… 127 bytes 8b5a26117af41828
const f22 = 1e100 // = untyped float 1000000000000000000000000000000000000000… 101 bytes d7e3b1dae1b617fc
const f23 = 1e-400 // = untyped float 1/10000000000000000000000000000000000000… 403 bytes fc98bc51c10ae6a8
const f24 = 1e1232 // = untyped float 1000000000000000000000000000000000000000… 1233 bytes 570d3b1c7a89fefc
const f25 = 1e1233 // = untyped float 6418972936498817235766803767101928772543… 159 bytes 18a9d71fa84ba2a0
const f26 = 1e1234 // = untyped float 4011858085311760772354252354438705482839… 159 bytes be59d6c841946d35
const f27 = 1e-1233 // = untyped float 1/10000000000000000000000000000000000000… 1236 bytes 40f224e21ffb8c48
const f28 = 1e-1234 // = untyped float 5601186210462057933822122181074085749146… 160 bytes 90cc68b5bfd60b4e
const f29 = 12345678901234567890e5000 // = untyped float 6993990787961611336909571221097254088310… 160 bytes 3dc1c194317ed95f
const f30 = 1e100000 // = untyped float 5874598355660626413036197048372988037087… 161 bytes f727a6cc25140159
const f31 = 1e-100000 // = untyped float 7650281032107074148437315243576735146229… 162 bytes 262475eccbb6156a
const f32 = 7e600000000 // = untyped float 5597465818011319586704726864118597568830… 165 bytes 1aab533dac40a8dd
const f33 = 7e-600000000 // = untyped float 6147240783276263536503851397061952437465… 166 bytes 60a1af827f660009
const f34 = 1e999999999 // = unknown
const f35 = 1e-999999999 // = untyped float 0
const f36 = 1e9999999999 // = unknown
const f37 = 1e-9999999999 // = unknown
const f38 = 1e99999999999999999999 // = unknown
const f39 = 0x1p2147483646 // = untyped float 1p2147483646
const f40 = 0x1p2147483647 // = unknown
const f41 = 0x1p-2147483648 // = untyped float 1p-2147483648
const f42 = 0x1p-2147483650 // = unknown
const f43 = 0x123456789abcdefp5000 // = untyped float 81985529216486895p5000
const f44 = 0.000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001 // = untyped float 1/10000000000000000000000000000000000000… 156 bytes 953484e9257bf748
const f45 = 1.000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001e-5000 // = untyped float 8601134976009275808068045807820167007502… 161 bytes 9e4ab97862e5ca83
const f46 = 0x1.00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000008p-6000 // = untyped float 1p-6000
const f47 = 0x1.00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000018p-6000 // = untyped float 1p-6000
const f48 = 4503599627370497.5 // = untyped float 9007199254740995/2

// Imaginary.
const c1 = 1i // = untyped complex (0, 1)
const c2 = 0i // = untyped complex 0
const c3 = 123i // = untyped complex (0, 123)
const c4 = 0o123i // = untyped complex (0, 83)
const c5 = 0xabci // = untyped complex (0, 2748)
const c6 = 0b11i // = untyped complex (0, 3)
const c7 = 2.71828i // = untyped complex (0, 67957/25000)
const c8 = 1.e+0i // = untyped complex (0, 1)
const c9 = .25i // = untyped complex (0, 1/4)
const c10 = 1_000i // = untyped complex (0, 1000)
const c11 = 1e5000i // = untyped complex (0, 163286329714455313561045172903858318… 164 bytes 563edaec3028857b

// Runes.
const r1 = 'a' // = untyped rune 97
const r2 = 'ä' // = untyped rune 228
const r3 = '本' // = untyped rune 26412
const r4 = '\t' // = untyped rune 9
const r5 = '\000' // = untyped rune 0
const r6 = '\007' // = untyped rune 7
const r7 = '\377' // = untyped rune 255
const r8 = '\x07' // = untyped rune 7
const r9 = '\xff' // = untyped rune 255
const r10 = '\u12e4' // = untyped rune 4836
const r11 = '\U00101234' // = untyped rune 1053236
const r12 = '\'' // = untyped rune 39
const r13 = '\\' // = untyped rune 92
const r14 = '\a' // = untyped rune 7
const r15 = '\b' // = untyped rune 8
const r16 = '\f' // = untyped rune 12
const r17 = '\n' // = untyped rune 10
const r18 = '\r' // = untyped rune 13
const r19 = '\v' // = untyped rune 11
const r20 = '"' // = untyped rune 34
const r21 = '😀' // = untyped rune 128512

// Strings.
const s1 = "" // = untyped string ""
const s2 = "abc" // = untyped string "abc"
const s3 = "日本語" // = untyped string "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e"
const s4 = "\u65e5本\U00008a9e" // = untyped string "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e"
const s5 = "\xff\u00FF" // = untyped string "\xff\xc3\xbf"
const s6 = "\a\b\f\n\r\t\v\\\"" // = untyped string "\x07\x08\x0c\x0a\x0d\x09\x0b\x5c\x22"
const s7 = "\101\102\377" // = untyped string "AB\xff"
const s8 = `a\n"b"` // = untyped string "a\x5cn\x22b\x22"
const s9 = ( // = untyped string "a\x0ab"
`a
b`)
const s10 = "'" // = untyped string "'"
const s11 = "a long string, which is longer than what is shown of strings, and so it is told by its length and by a hash of its bytes" // = untyped string 120 bytes b7b1b6f88309b1ed
