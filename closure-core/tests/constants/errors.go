// What the language calls an error is unknown, and so is what depends on it.
package errors

const (
	e1          = 1 << 512 // = unknown
	e2          = 1<<511 + 1<<511 // = unknown
	e3          = 1 << 1075 // = unknown
	e4          = 1 << -1 // = unknown
	e5          = 1 << 1000000000 // = unknown
	e6          = 1 << 10000000000000000000000 // = unknown
	e7          = 1 / 0 // = unknown
	e8          = 1 % 0 // = unknown
	e9          = 1.0 / 0.0 // = unknown
	e10         = 1i / 0 // = unknown
	e11         = 1 << 1.5 // = unknown
	e12         = 1.5 << 1 // = unknown
	e13         = 1 << 1i // = unknown
	e14         = e1 + 1 // = unknown
	e15         = -e7 // = unknown
	e16         = e7 == 1 // = unknown
	e17         = int8(200) // = unknown
	e18         = uint8(256) // = unknown
	e19         = uint8(-1) // = unknown
	e20         = int8(100) + 100 // = unknown
	e21         = -uint8(1) // = unknown
	e22         = uint32(1) << 32 // = unknown
	e23         = int(1.5) // = unknown
	e24         = int64(1 << 63) // = unknown
	e25         = uint64(1 << 64) // = unknown
	e26         = float32(1e39) // = unknown
	e27         = float64(1e309) // = unknown
	e28         = float64(1e308) * 10 // = unknown
	e29         = complex64(1e39i) // = unknown
	e30         = float64(1i) // = unknown
	e31         = int(1i) // = unknown
	e32         = bool(1) // = unknown
	e33         = string(1.5) // = unknown
	e34         = string(true) // = unknown
	e35         = -"a" // = unknown
	e36         = !1 // = unknown
	e37         = ^1.5 // = unknown
	e38         = "a" - "b" // = unknown
	e39         = 1.5 % 1 // = unknown
	e40         = 1.5 & 1 // = unknown
	e41         = true + false // = unknown
	e42         = true < false // = unknown
	e43         = 1i < 2i // = unknown
	e44         = -int8(-128) // = unknown
	e45         = int8(-128) / -1 // = unknown
	e46 int8    = 128 // = unknown
	e47 uint    = -1 // = unknown
	e48 float32 = 1e40 // = unknown
	e49 int     = 2.5 // = unknown
	e50 string  = 5 // = unknown
	e51 bool    = 1 // = unknown
	e52         = 1 << 400 * (1 << 400) // = unknown
	e53         = e53 + 1 // = unknown
	e54         = e55 // = unknown
	e55         = e54 // = unknown
	e56         = 0x1p2147483646 * 4 // = unknown
	e57         = len(5) // = unknown
	e59         = min("a", 1) // = unknown
	e60         = complex(1, "a") // = unknown
	e61         = complex(1i, 2) // = unknown
	e62         = real("a") // = unknown
	e63         = undefined + 1 // = unknown
	e64         = 9999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999 // = untyped int 9999999999999999999999999999999999999999… 151 bytes 48f67de18e398226
	e65         = int64(9223372036854775807) + 1 // = unknown
	e66         = uint64(0) - 1 // = unknown
	e67         = string(float32(1)) // = unknown
	e68         = 1 / (0.0 + 0i) // = unknown
	e69         = int32(1e10) // = unknown
	e70         = 'a' << 600 // = unknown
)
