// Groups: iota, repetition, types.
package iota

const (
	a0 = iota // = untyped int 0
	a1 // = untyped int 1
	a2 // = untyped int 2
	_ // = untyped int 3
	a4 // = untyped int 4
	a5 = "s" // = untyped string "s"
	a6 // = untyped string "s"
	a7 = iota // = untyped int 7
	a8 // = untyped int 8
)

const (
	b0, c0 = iota, iota * 10 // = untyped int 0; untyped int 0
	b1, c1 // = untyped int 1; untyped int 10
	_, _ // = untyped int 2; untyped int 20
	b3, c3 // = untyped int 3; untyped int 30
)

type Weekday uint8

const (
	Sunday Weekday = iota // = Weekday 0
	Monday // = Weekday 1
	Tuesday // = Weekday 2
	Other = 9 // = untyped int 9
	Again // = untyped int 9
	Last Weekday = iota // = Weekday 5
)

const (
	_  = iota // = untyped int 0
	KB = 1 << (10 * iota) // = untyped int 1024
	MB // = untyped int 1048576
	GB // = untyped int 1073741824
	TB // = untyped int 1099511627776
	PB // = untyped int 1125899906842624
	EB // = untyped int 1152921504606846976
	ZB // = untyped int 1180591620717411303424
	YB // = untyped int 1208925819614629174706176
)

const (
	f0 float32 = iota * 0.1 // = float32 0
	f1 // = float32 13421773/134217728
	f2 // = float32 13421773/67108864
)

const (
	d0 = len([iota + 1]int{}) // = int 1
	d1 // = int 2
	d2 // = int 3
)

const (
	e0 = 'a' + iota // = untyped rune 97
	e1 // = untyped rune 98
	e2 = 1.5 * iota // = untyped float 3
	e3 // = untyped float 9/2
	e4 = iota == 4 // = untyped bool true
	e5 // = untyped bool false
	e6 = min(iota, 3) // = untyped int 3
	e7 // = untyped int 3
	e8 = iota * 1i // = untyped complex (0, 8)
	e9 // = untyped complex (0, 9)
	e10 = string('a' + iota) // = string "k"
	e11 // = string "l"
	e12 uint8 = ^iota & 0xff // = uint8 243
	e13 // = uint8 242
)

const single = iota // = untyped int 0

const (
	u0     = 1 << iota // = untyped int 1
	u1     = 1 << iota // = untyped int 2
	u2, u3 = 1 << iota, 2 << iota // = untyped int 4; untyped int 8
)

const (
	k0 Kind = iota << 1 // = Kind 0
	k1 // = Kind 2
	k2 // = Kind 4
	k3 = -k2 // = Kind -4
	k4 // = Kind -4
)

type Kind int8

func locals() {
	const (
		x0 = iota + base // = untyped int 50
		x1 // = untyped int 51
		x2 // = untyped int 52
	)
	const base = 100 // = untyped int 100
	const (
		y0 = iota + base // = untyped int 100
		y1 // = untyped int 101
		y2 = len([y1]int{}) // = int 101
		y3 // = int 101
	)
	{
		const base = "inner" // = untyped string "inner"
		const z0, z1 = base + "!", len(base) // = untyped string "inner!"; int 5
		type local [iota0]int
		const z2 = len(local{}) // = int 3
	}
	const iota0 = 7 // = untyped int 7
	var _ = func() { // = not constant
		const (
			w0       = iota // = untyped int 0
			w1 uint8 = iota + y1 // = uint8 102
			w2 // = uint8 103
		)
	}
	const (
		iota = iota + 5 // = untyped int 5
		shadowed // = untyped int 10
	)
	const after = iota // = untyped int 5
}

const base = 50 // = untyped int 50
const iota0 = 3 // = untyped int 3

// What is repeated is repeated as it is written.
func redeclared() {
	const x = 5 // = untyped int 5
	const s = "s" // = untyped string "s"
	{
		const (
			x = x + 1 // = untyped int 6
			y // = untyped int 7
			z // = untyped int 7
		)
	}
	{
		const (
			x, s = len(s) + x, "new" // = int 6; untyped string "new"
			a, b // = int 9; untyped string "new"
			c, d // = int 9; untyped string "new"
		)
	}
	{
		const (
			n    = len([x]int{}) + iota // = int 5
			x    = 2 * n // = int 10
			p, q = iota, n // = untyped int 2; int 5
			r, t // = untyped int 3; int 5
			iota, u // = untyped int 4; int 5
			v, w // = untyped int 4; int 5
		)
	}
}
