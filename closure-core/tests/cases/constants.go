// More conditions that are constants, and code that they make dead.
package constants

import (
	"unsafe"

	"cases/flags"
)

func keep(f func()) { sink = f }

var sink func()

type Kind uint8

const (
	A Kind = iota + 1
	B
	_
	D
)

const (
	KB = 1 << (10 * (iota + 1))
	MB
)

type S struct {
	a byte
	b int64
}

const size = unsafe.Sizeof(S{})

var arr [5]int

func c1(x int) { keep(func() { if len("abc") == 3 { return }; _ = x }) } // want c1.func1 []
func c2(x int) { keep(func() { if len([3]int{}) != 3 { _ = x } }) } // want c2.func1 []
func c4(x int) { keep(func() { if D == 4 { return }; _ = x }) } // want c4.func1 []
func c5(x int) { keep(func() { if MB != 1048576 { _ = x } }) } // want c5.func1 []
func c6(x int) { keep(func() { if size != 16 { _ = x } }) } // want c6.func1 []
func c7(x int) { keep(func() { if len(arr) != 5 { _ = x } }) } // want c7.func1 []
func c8(x int) { keep(func() { if 1.5*2 != 3 { _ = x } }) } // want c8.func1 []
func c9(x int) { keep(func() { if 'a'+1 != 'b' { _ = x } }) } // want c9.func1 []
func c10(x int) { keep(func() { if "a"+"b" != "ab" { _ = x } }) } // want c10.func1 []
func c12(x int) { keep(func() { if ^uint8(1) != 254 { _ = x } }) } // want c12.func1 []
func c13(x int) { keep(func() { if -7/2 != -3 || -7%3 != -1 { _ = x } }) } // want c13.func1 []
func c14(x int) { keep(func() { if 7&^5 != 2 || 6^3 != 5 || 6|1 != 7 { _ = x } }) } // want c14.func1 []
func c15(x int) { keep(func() { if uint32(1)<<31 == 0 { _ = x } }) } // want c15.func1 []
func c16(x int) { keep(func() { if ^uint(0)>>63 == 0 { _ = x } }) } // want c16.func1 []
func c17(x int) { keep(func() { if (flags.Debug) { _ = x } }) } // want c17.func1 []
func c18(x int) { keep(func() { if !(flags.Debug || false) { return }; _ = x }) } // want c18.func1 []
func c19(x int) { keep(func() { switch { case flags.Level > 2: return; default: _ = x } }) } // want c19.func1 []
func c20(x int) { keep(func() { switch D { case A, B: _ = x; case D: } }) } // want c20.func1 []
func c21(x, y int) { keep(func() { switch { case y > 1: return; case true: _ = x } }) } // want c21.func1 [y=value x=value]
func c22(x int) { keep(func() { const c = flags.Level * 2; if c == 6 { panic(c) }; _ = x }) } // want c22.func1 []
func c24(x int) { keep(func() { if s := flags.Name; s == "go" { _ = x } }) } // want c24.func1 [x=value]
func c25(x int) { keep(func() { if int8(-128)+0 > 0 { _ = x } }) } // want c25.func1 []
func c27(x int) { keep(func() { if flags.Name > "gp" { _ = x } }) } // want c27.func1 []
func c28(x int) { keep(func() { if len(flags.Name) != 2 { _ = x } }) } // want c28.func1 []
func c29(x int) { keep(func() { if flags.Name[0] != 'g' { _ = x } }) } // want c29.func1 [x=value]
func c30(x int) { keep(func() { if 1<<3|1 == 9 && true { return } else { _ = x }; _ = x }) } // want c30.func1 []
func c31(x int) { keep(func() { for true { return }; _ = x }) } // want c31.func1 [x=value]
func c32(x int) { keep(func() { if true { panic(1) } else { }; _ = x }) } // want c32.func1 []
func c33(x int) { keep(func() { { { panic(1) } }; _ = x }) } // want c33.func1 []
func c34(x int) { keep(func() { if x > 1 { return } else if x > 2 { panic(1) } else { return }; println(x) }) } // want c34.func1 [x=value]
func c35(x, y int) { keep(func() { if x > 1 { return } else if false { _ = y } else { return }; _ = y }) } // want c35.func1 [x=value]
func c36(x int) { keep(func() { var a [4]int; for range len(a) { _ = x } }) } // want c36.func1 [x=value]
func c37(a [3]int) { keep(func() { for i := range len(a) { _ = i } }) } // want c37.func1 []
func c38(a *[3]int) { keep(func() { for i := range a { _ = i } }) } // want c38.func1 []
func c39(a [3]int) { keep(func() { for i, _ := range a { _ = i } }) } // want c39.func1 [a=value]
func c40(a [3]chan int) { keep(func() { _ = len(a); _ = cap(a) }) } // want c40.func1 []
func c41(c chan [3]int) { keep(func() { _ = len(<-c) }) } // want c41.func1 [c=value]
func c42(a [][3]int) { keep(func() { _ = len(a[0]) }) } // want c42.func1 []
func c43(x int) { keep(func() { goto a; a: return; _ = x }) } // want c43.func1 [x=value]
func c44(x int) { keep(func() { select { }; _ = x }) } // want c44.func1 [x=value]
func c46(x int) { keep(func() { if x > 1 || true { return }; _ = x }) } // want c46.func1 [x=value]
func c47(x int) { keep(func() { b := false && x > 1; _ = b }) } // want c47.func1 [x=value]
func c48(x int) { keep(func() { b := true || x > 1; _ = b }) } // want c48.func1 [x=value]
func c49(x int) { keep(func() { recover(); panic(1); println(x) }) } // want c49.func1 []
func c50(x int) { panic := func(int) {}; keep(func() { panic(1); println(x) }) } // want c50.func1 []; c50.func2 [panic=value x=value]
