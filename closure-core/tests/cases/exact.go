// Constants whose exact value, or type, decides what code is dead.
package exact

import "unsafe"

func keep(f func()) { sink = f }

var sink func()

type F32 float32
type S string

type Inner struct {
	x byte
	y int32
}

type Outer struct {
	n byte
	Inner
	*Far
}

type Far struct{ z int }

const (
	tenth   float32 = 0.1
	huge            = 1 << 200
	greeting        = "hé" + "llo\n"
)

// Switches over strings, runes, floats and complex numbers.
func s1(x, y int) { keep(func() { switch greeting { case "hello\n": _ = x; case "h\xc3\xa9llo\n": _ = y } }) } // want s1.func1 [y=value]
func s2(x, y int) { keep(func() { switch 'a' { case 98: _ = x; case 97: _ = y } }) } // want s2.func1 [y=value]
func s3(x, y int) { keep(func() { switch 0.5 { case 1 / 2: _ = x; case 1 / 2.0: _ = y } }) } // want s3.func1 [y=value]
func s4(x, y int) { keep(func() { switch tenth { case 0.2: _ = x; case 0.1: _ = y } }) } // want s4.func1 [y=value]
func s5(x, y int) { keep(func() { switch 0.1 { case 0.1000000000000000000000001: _ = x; default: _ = y } }) } // want s5.func1 [x=value]
func s6(x, y int) { keep(func() { switch 2i { case 2: _ = x; case 2i * 1: _ = y } }) } // want s6.func1 [y=value]
func s7(x, y int) { keep(func() { switch S("a") { case "b", "c": _ = x; case "a": _ = y } }) } // want s7.func1 [y=value]
func s8(x, y int) { keep(func() { switch "b" { case "a": _ = x; default: _ = y } }) } // want s8.func1 [y=value]
func s9(x, y int) { keep(func() { switch len(greeting) { case 6: _ = x; case 7: _ = y } }) } // want s9.func1 [y=value]
func s10(x, y, z int) { keep(func() { switch greeting { case "a": _ = x; case "b": _ = y }; _ = z }) } // want s10.func1 [z=value]
func s11(x, y, z int) { keep(func() { switch 1.5 { case 1.5: _ = x; fallthrough; case 2: _ = y; default: _ = z } }) } // want s11.func1 [x=value y=value z=value]
func s12(x, y int, s string) { keep(func() { switch "a" { case s: _ = x; case "a": _ = y } }) } // want s12.func1 [s=value x=value y=value]
func s13(x, y int, s string) { keep(func() { switch "a" { case "a": _ = x; case s: _ = y } }) } // want s13.func1 [x=value]
func s14(x, y int) { keep(func() { switch { case greeting < "h": _ = x; case greeting > "h": _ = y } }) } // want s14.func1 [y=value]
func s15(x, y int) { keep(func() { switch uint8(200) { case 100 + 100: _ = x; default: _ = y } }) } // want s15.func1 [x=value]
func s16(x, y int) { keep(func() { switch any("a") { case "b": _ = x; case "a": _ = y } }) } // want s16.func1 [x=value y=value]

// Numbers without end.
func n1(x int) { keep(func() { if huge>>199 != 2 { _ = x } }) } // want n1.func1 []
func n2(x int) { keep(func() { if huge/(huge-1) != 1 || huge%7 == 100 { _ = x } }) } // want n2.func1 []
func n3(x int) { keep(func() { if 0.1+0.2 != 0.3 { _ = x } }) } // want n3.func1 []
func n4(x int) { keep(func() { if float64(0.1)+0.2 == 0.3 { _ = x } }) } // want n4.func1 []
func n5(x int) { keep(func() { if tenth != 0.1 { _ = x } }) } // want n5.func1 []
func n6(x int) { keep(func() { if float64(tenth) == 0.1 { _ = x } }) } // want n6.func1 []
func n7(x int) { keep(func() { if 1e1000/1e999 != 10 { _ = x } }) } // want n7.func1 []
func n8(x int) { keep(func() { if 1/3.0*3 != 1 { _ = x } }) } // want n8.func1 []
func n9(x int) { keep(func() { if F32(16777217) != 16777216 { _ = x } }) } // want n9.func1 []
func n10(x int) { keep(func() { if (1+2i)*(1-2i) != 5 { _ = x } }) } // want n10.func1 []
func n11(x int) { keep(func() { if real(3+4i) != 3 || imag(3+4i) != 4 { _ = x } }) } // want n11.func1 []
func n12(x int) { keep(func() { if complex(1, 2) != 1+2i { _ = x } }) } // want n12.func1 []
func n13(x int) { keep(func() { if ^uint64(0) != 1<<64-1 { _ = x } }) } // want n13.func1 []
func n14(x int) { keep(func() { if uint64(1<<63)/3 < 1<<61 { _ = x } }) } // want n14.func1 []
func n15(x int) { keep(func() { if 1.0<<3 != 8 || 1<<3.0 != 8 { _ = x } }) } // want n15.func1 []
func n16(x int) { keep(func() { if int(2.5*2) != 5 { _ = x } }) } // want n16.func1 []
func n17(x int) { keep(func() { if 0x1p-2 != 0.25 || 0b11 != 3 || 0o17 != 15 || 017 != 15 || 1_0 != 10 { _ = x } }) } // want n17.func1 []
func n18(x int) { keep(func() { if 'x' != '\x78' || '\u00e9' != 'é' || '\'' != 39 { _ = x } }) } // want n18.func1 []
func n19(x int) { keep(func() { const big = 1e100; if big > 1e99 { return }; _ = x }) } // want n19.func1 []
func n20(x int) { keep(func() { const ( a = iota * 0.5; b; c ); if c != 1 { _ = x } }) } // want n20.func1 []
func n21(x int) { keep(func() { const a = 1; { const ( a = a + 1; b ); if b != 3 { _ = x } } }) } // want n21.func1 []

// Strings.
func t1(x int) { keep(func() { if string('a'+1) != "b" { _ = x } }) } // want t1.func1 []
func t2(x int) { keep(func() { if string(rune(-1)) != "\uFFFD" { _ = x } }) } // want t2.func1 []
func t3(x int) { keep(func() { if len("é") != 2 || len("\xff\377") != 2 || len(`\n`) != 2 { _ = x } }) } // want t3.func1 []
func t4(x int) { keep(func() { if "a\tb" != `a	b` { _ = x } }) } // want t4.func1 []
func t5(x int) { keep(func() { if S("a")+"b" != "ab" { _ = x } }) } // want t5.func1 []
func t6(x int) { keep(func() { if "abc"[1] != 'b' { _ = x } }) } // want t6.func1 [x=value]
func t7(x int) { keep(func() { if len("abc"[1:]) != 2 { _ = x } }) } // want t7.func1 [x=value]
func t8(x int) { keep(func() { if len([]byte("abc")) != 3 { _ = x } }) } // want t8.func1 [x=value]

// Predeclared functions.
func p1(x int) { keep(func() { if min(1, 2.5) != 1 || max("a", "b") != "b" { _ = x } }) } // want p1.func1 []
func p2(x int) { keep(func() { if unsafe.Offsetof(Outer{}.y) != 4 || unsafe.Offsetof(Outer{}.Inner) != 4 { _ = x } }) } // want p2.func1 [x=value]
func p3(o Outer) { keep(func() { _ = unsafe.Offsetof(o.y) }) } // want p3.func1 []
func p4(o *Outer) { keep(func() { _ = unsafe.Offsetof(o.y) + unsafe.Alignof(o.x) }) } // want p4.func1 []
func p5(a [3]int, f func() int) { keep(func() { _ = len([2]int{len(a), 1}); _ = len([2]int{f(), 1}) }) } // want p5.func1 [f=value]
func p6(a [3]int, f func() [3]int) { keep(func() { _ = len([2]uintptr{unsafe.Sizeof(a)}) }) } // want p6.func1 []
func p7(a [3]int, f func() [3]int) { keep(func() { _ = len([2]uintptr{unsafe.Sizeof(f())}) }) } // want p7.func1 []
func p8(a [3][4]int, i int) { keep(func() { _ = len(a[i]) }) } // want p8.func1 []
func p9(a *[3]int) { keep(func() { _ = cap(a) }) } // want p9.func1 []
func p10(a [3]int, c chan int) { keep(func() { _ = len([2]int{a[<-c]}) }) } // want p10.func1 [a=value c=value]
func p11(a [2]func(), n int) { keep(func() { _ = len([2]func(){func() { println(n) }}); _ = len(a) }) } // want p11.func1 []
func p12(a []int) { keep(func() { _ = len([3]int(a)) }) } // want p12.func1 []
func p13(f func() int) { keep(func() { _ = len([3]float64{float64(f())}) }) } // want p13.func1 [f=value]
func p14(a [3]int) { keep(func() { const n = len(a); _ = n }) } // want p14.func1 []

// In generic functions, sizes may be no constants.
func g1[T any](t T, x int) { keep(func() { if unsafe.Sizeof(t) == 0 { _ = x } }) } // want g1[...].func1 [x=value .dict]
func g2[T any](t *T, x int) { keep(func() { if unsafe.Sizeof(t) == 0 { _ = x } }) } // want g2[...].func1 [.dict]
func g3[T any](t [4]T, x int) { keep(func() { if len(t) == 5 { _ = x } }) } // want g3[...].func1 [.dict]
func g4[T [4]int | [4]string](t T, x int) { keep(func() { if len(t) == 5 { _ = x } }) } // want g4[...].func1 [t=value x=value .dict]
func g5[T any](x int) { keep(func() { type s struct{ a int8; b []T }; var v s; if unsafe.Offsetof(v.b) != 8 { _ = x } }) } // want g5[...].func1 [.dict]
func g6[T any](x int) { keep(func() { type s struct{ a int8; b T }; var v s; if unsafe.Offsetof(v.a) != 0 { _ = x } }) } // want g6[...].func1 [x=value .dict]
func g7[T ~int](t T, x int) { keep(func() { if T(1) == 1 { _ = x } }) } // want g7[...].func1 [x=value .dict]

func instances() {
	g1(1, 2)
	g2(new(int), 2)
	g3([4]int{}, 2)
	g4([4]int{}, 2)
	g5[int](2)
	g6[int](2)
	g7(1, 2)
}
