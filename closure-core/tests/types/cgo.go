// Types of C whose size follows from the machine.
package cgo

import "C"

type kind C.int

func cgo() {
	var i C.int //= _Ctype_int
	var n C.size_t //= _Ctype_ulong
	var p *C.char //= *_Ctype_char
	var t C.uint64_t //= _Ctype_ulong
	var b C.bool //= _Ctype__Bool
	var k kind //= cgo.kind
	var o C.struct_other //= ?
	sum := i + 1 //= _Ctype_int
	long := C.long(1) << 3 //= _Ctype_long
	converted := int(i) //= int
	_, _, _, _, _, _, _, _, _, _ = i, n, p, t, b, k, o, sum, long, converted
}
