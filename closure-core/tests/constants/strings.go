// Strings: bytes, put together, compared, converted.
package strings

type S string

const abc = "abc" // = untyped string "abc"
const long = "0123456789012345678901234567890123456789012345678901234567890123456789" // = untyped string "0123456789012345678901234567890123456789012345678901234567890123456789"

const (
	a1  = "a" + "b" // = untyped string "ab"
	a2  = "a"+"b"+"c" == abc // = untyped bool true
	a3  = abc < "abd" // = untyped bool true
	a4  = "" < "a" // = untyped bool true
	a5  = "a" < "B" // = untyped bool false
	a6  = "Z" < "a" // = untyped bool true
	a7  = "ä" > "z" // = untyped bool true
	a8  = "\xff" > "ä" // = untyped bool true
	a9  = "abc" != "abc" // = untyped bool false
	a10 = "ab" <= "abc" // = untyped bool true
	a11 = "abc" >= "abcd" // = untyped bool false
	a12 = S("x") + "y" // = S "xy"
	a13 = S(abc) == "abc" // = untyped bool true
	a14 = string(S("x")) // = string "x"
	a15 = long + long // = untyped string 140 bytes ad59a1dbb0732b0d
	a16 = long+long == long+long // = untyped bool true
	a17 = long+"a" < long+"b" // = untyped bool true
	a18 = long+long+"a" == long+(long+"a") // = untyped bool true
	a19 = len(long + long) // = int 140
	a20 = "" + abc + "" // = untyped string "abc"
	a21 = S(long)+long > long // = untyped bool true
	a22 = (long + "x") + (long + "x") // = untyped string 142 bytes 18dc8345e460ee03
)

const (
	l1 = len("") // = int 0
	l2 = len("abc") // = int 3
	l3 = len("日本語") // = int 9
	l4 = len("\u65e5") // = int 3
	l5 = len("\xff\377") // = int 2
	l6 = len(`a\n`) // = int 3
	l7 = len(S("four")) // = int 4
	l8 = len(abc + "x") // = int 4
)

const (
	c1         = string(65) // = string "A"
	c2         = string('ä') // = string "\xc3\xa4"
	c3         = string(0x65e5) // = string "\xe6\x97\xa5"
	c4         = string(-1) // = string "\xef\xbf\xbd"
	c5         = string(0x10FFFF) // = string "\xf4\x8f\xbf\xbf"
	c6         = string(0x110000) // = string "\xef\xbf\xbd"
	c7         = string(0xD800) // = string "\xef\xbf\xbd"
	c8         = string(1 << 40) // = string "\xef\xbf\xbd"
	c9         = S(rune(66)) // = S "B"
	c10        = string(byte(200)) // = string "\xc3\x88"
	c11        = string(uint64(1) << 63) // = string "\xef\xbf\xbd"
	c12        = string("x") // = string "x"
	c13 string = "typed" // = string "typed"
	c14 S      = "named" // = S "named"
	c15        = len(string(0x65e5)) // = int 3
	c16        = string(0) // = string "\x00"
	c17        = string(1 << 100) // = string "\xef\xbf\xbd"
)

// Indexed and sliced, they are no constants.
var (
	v1 = "abc"[1] // = not constant
	v2 = abc[1:] // = not constant
	v3 = len("abc"[1:]) // = not constant
	v4 = []byte("abc") // = not constant
	v5 = []rune(abc) // = not constant
	v6 = len([]byte("abc")) // = not constant
	v7 = any("abc") // = not constant
	v8 = abc // = string "abc"
	v9 = S(abc) // = S "abc"
)
