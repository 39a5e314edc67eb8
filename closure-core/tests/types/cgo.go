// Types of C: those that the machine decides, and those that the package's own C declares. Go says
// the same of them, as `%T` and `unsafe.Sizeof` have it.
package cgo

/*
#include "cgo.h"
#include <stdlib.h>
#include <stdint.h>

#define LIMIT 12
#define GREETING "hello"

enum color { RED, GREEN = 5, BLUE };
typedef enum { LOW = -1, HIGH } level;

typedef struct {
	int a;
	unsigned int flag : 3, other : 7;
	long long b;
	short c;
} fields;

struct packed { char c; int n; } __attribute__((packed));
typedef struct fields2 { fields f[3]; struct fields2 *up; int64_t big; uint8_t small; char tail[]; } fields2;
typedef union { int64_t n; void *p; char bytes[20]; } choice;
typedef void *opaque;
typedef struct hidden *hidden_ref;
typedef int (*compare)(const void *, const void *);
typedef unsigned char id[16];

int global_count;
struct node first_node;
static inline fields make_fields(int n) { fields f = { n, 1, 2 }; return f; }
static void nothing(hidden_ref r, choice *c) { if (r) { (void)c; } }
static opaque get_opaque(void) { return 0; }
static hidden_ref get_hidden(id key) { (void)key; return 0; }
static level get_level(enum color c) { return LOW + c; }
static int sum(int n, int *values) { int s = 0; for (int i = 0; i < n; i++) { s += values[i]; } return s; }
*/
import "C"
import "unsafe"

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

func functions() {
	made := C.make_fields(1)
	var made_size [unsafe.Sizeof(made)]byte //= [24]byte
	level := C.get_level(C.BLUE) //= _Ctype_level
	pointer := C.get_opaque() //= _Ctype_opaque
	var key C.id //= _Ctype_id
	hidden := C.get_hidden(&key[0]) //= _Ctype_hidden_ref
	s, _ := C.sum(0, nil) //= _Ctype_int
	none, err := C.nothing(hidden, nil) //= _Ctype_void
	failed := err //= error
	number := C.strtol(nil, nil, 10) //= _Ctype_long
	bigger := C.realloc(nil, 8) //= unsafe.Pointer
	last := C.node_last(nil) //= *_Ctype_struct_node
	hook := C.node_hook(0) //= *[0]uint8
	_, _, _, _, _, _, _, _, _, _, _, _ = made_size, level, pointer, hidden, s, none, failed, number, bigger, last, hook, made
}

func structs(record C.fields2, choice C.choice, node C.node) {
	var record_size [unsafe.Sizeof(record)]byte //= [96]byte
	var small_offset [unsafe.Offsetof(record.small)]byte //= [88]byte
	up := record.up //= *_Ctype_struct_fields2
	b := record.f[1].b //= _Ctype_longlong
	var choice_size [unsafe.Sizeof(choice)]byte //= [24]byte
	var node_size [unsafe.Sizeof(node)]byte //= [32]byte
	ty := node._type //= _Ctype_uchar
	value := node.value //= [8]uint8
	name := node.name //= [8]_Ctype_char
	first := C.first_node.next //= *_Ctype_struct_node
	_, _, _, _, _, _, _, _, _, _ = record_size, small_offset, up, b, choice_size, node_size, ty, value, name, first
}

func others() {
	color := C.enum_color(C.GREEN) //= uint32
	count := C.global_count //= _Ctype_int
	limit := C.LIMIT //= int
	greeting := C.GREETING //= string
	var compare C.compare //= _Ctype_compare
	var compare_size [unsafe.Sizeof(compare)]byte //= [8]byte
	var handle C.handle_t //= _Ctype_int
	var items [C.N_ITEMS + C.BLUE]C.int //= [14]_Ctype_int
	_, _, _, _, _, _, _, _ = color, count, limit, greeting, compare, compare_size, handle, items
}
