// Floats and complex numbers: exact as long as they are untyped, rounded where they are typed.
package floats

type F32 float32
type F64 float64
type C64 complex64

const third = 1.0 / 3 // = untyped float 1/3
const huge = 1e5000 // = untyped float 1632863297144553135610451729038583186688… 159 bytes fd72bdbdea6c7b14
const tiny = 1e-5000 // = untyped float 8601134976009275808068045807820167007502… 161 bytes 856f81db5f9a8040

const (
	u1  = 0.1 + 0.2 // = untyped float 3/10
	u2  = 0.1+0.2 == 0.3 // = untyped bool true
	u3  = third * 3 // = untyped float 1
	u4  = third*3 == 1 // = untyped bool true
	u5  = 1 / 2.0 // = untyped float 1/2
	u6  = 1 / 2 // = untyped int 0
	u7  = 5 / 2 * 1.0 // = untyped float 2
	u8  = 5.0 / 2 // = untyped float 5/2
	u9  = 'a' / 2.0 // = untyped float 97/2
	u10 = -third // = untyped float -1/3
	u11 = third < 0.34 // = untyped bool true
	u12 = third >= 1.0/3 // = untyped bool true
	u13 = 1e1000 / 1e999 // = untyped float 10
	u14 = 1e1000 * 1e1000 // = untyped float 1516968635395823103137098701862094264234… 159 bytes c396f9f49177221c
	u15 = 1e1000*1e1000/1e2000 == 1 // = untyped bool true
	u16 = huge * huge // = untyped float 8145201311234335178018961236165827778033… 160 bytes 5275cb325f28ba5a
	u17 = huge / huge // = untyped float 1
	u18 = huge * tiny // = untyped float 1
	u19 = huge + 1 // = untyped float 1632863297144553135610451729038583186688… 159 bytes fd72bdbdea6c7b14
	u20 = huge+1 == huge // = untyped bool true
	u21 = huge - huge // = untyped float 0
	u22 = huge - 1 // = untyped float 1632863297144553135610451729038583186688… 159 bytes fd72bdbdea6c7b14
	u23 = tiny - huge // = untyped float -163286329714455313561045172903858318668… 160 bytes 8c12f289aa7eef77
	u24 = -huge < tiny // = untyped bool true
	u25 = tiny > 0 // = untyped bool true
	u26 = tiny + tiny // = untyped float 8601134976009275808068045807820167007502… 161 bytes 856f82db5f9a81f3
	u27 = huge*3 - huge // = untyped float 1632863297144553135610451729038583186688… 159 bytes fd72bebdea6c7cc7
	u28 = 0x1p2147483646 * 0.5 // = untyped float 1p2147483645
	u29 = 0x1p-2147483647 * 0x1p-10 // = untyped float 0
	u30 = 1e6000000 + 1 // = untyped float 9947442511746151307297943206294346315447… 163 bytes af46760c93056136
	u31 = 1e6000000 - 1e-6000000 // = untyped float 9947442511746151307297943206294346315447… 163 bytes af46760c93056136
	u32 = 1e600000000 == 1e600000000 // = untyped bool true
	u33 = 1e-600000000 < 1e600000000 // = untyped bool true
	u34 = 1.0 + 1e-5000 // = untyped float 1
	u35 = 3.0000000000000000000000000000000000000001 - 3 // = untyped float 1/10000000000000000000000000000000000000000
	u36 = 1<<500 + 0.5 // = untyped float 6546781215792283740026379393655198304433… 153 bytes 798aa8603004358c
	u37 = huge != tiny // = untyped bool true
	u38 = 2 * huge / 7 // = untyped float 2332661853063647336586359612912261695269… 158 bytes f89e439469e1287f
	u39 = (1<<400)/3.0 + tiny // = untyped float 8938538619961731399716016665470564084986… 190 bytes 2acf0d90b4a3beb4
	u40 = 0.5 == 1/2.0 && 0.5 != 0.25 // = untyped bool true
	u41 = third / 7 * 7 * 3 // = untyped float 1
	u42 = 1e4000 / 3e4000 * 3 // = untyped float 1
)

// Rounded to 32 and to 64 bits.
const (
	t1  = float32(0.1) // = float32 13421773/134217728
	t2  = float64(0.1) // = float64 3602879701896397/36028797018963968
	t3  = float32(0.1) == 0.1 // = untyped bool true
	t4  = float64(0.1) == 0.1 // = untyped bool true
	t5  = float64(float32(0.1)) == 0.1 // = untyped bool false
	t6  = float32(0.1) + 0.2 // = float32 5033165/16777216
	t7  = float64(0.1) + 0.2 // = float64 1351079888211149/4503599627370496
	t8  = float64(0.1)+0.2 == 0.3 // = untyped bool false
	t9  = float32(1) / 3 // = float32 11184811/33554432
	t10 = float64(1) / 3 // = float64 6004799503160661/18014398509481984
	t11 = F32(1) / 3 // = F32 11184811/33554432
	t12 = float32(16777217) // = float32 16777216
	t13 = float32(16777219) // = float32 16777220
	t14 = float64(9007199254740993) // = float64 9007199254740992
	t15 = float64(9007199254740995) // = float64 9007199254740996
	t16 = float64(1<<63 - 1) // = float64 9223372036854775808
	t17 = float32(1e-45) // = float32 1/713623846352979940529142984724747568191373312
	t18 = float32(0.7e-45) // = float32 0
	t19 = float32(1e-46) // = float32 0
	t20 = float64(5e-324) // = float64 1/20240225330731061835249534671891730704… 326 bytes c3aa5efe41a4631b
	t21 = float64(2e-324) // = float64 0
	t22 = float64(2.5e-324) // = float64 1/20240225330731061835249534671891730704… 326 bytes c3aa5efe41a4631b
	t23 = float32(3.4028235e38) // = float32 340282346638528859811704183484516925440
	t24 = float32(3.40282356e38) // = float32 340282346638528859811704183484516925440
	t25 = float64(1.7976931348623157e308) // = float64 1797693134862315708145274237317043567980… 309 bytes 1dbf41baf9aba190
	t26 = float64(1.7976931348623158e308) // = float64 1797693134862315708145274237317043567980… 309 bytes 1dbf41baf9aba190
	t27 = float32(1.1754943e-38) // = float32 1/85070591730234615865843651857942052864
	t28 = float64(2.2250738585072011e-308) // = float64 4503599627370495/20240225330731061835249… 341 bytes b115a8178f32850c
	t29 = float64(third) // = float64 6004799503160661/18014398509481984
	t30 = float32(third) // = float32 11184811/33554432
	t31 = float64(tiny) // = float64 0
	t32 = float32(-0.0) // = float32 0
	t33 = -float64(0) // = float64 0
	t34 = float64(1e23) // = float64 99999999999999991611392
	t35 = float32(1e23) // = float32 99999997781963083612160
	t36 = float64(1e308) * 1.5 // = float64 1500000000000000016468595444160683126107… 309 bytes 24dfd87d3df2c2a5
	t37 = float32(1.00000017881393432617187499) // = float32 8388609/8388608
	t38 = float32(1.00000017881393432617187500) // = float32 4194305/4194304
	t39 = float32(1.00000017881393432617187501) // = float32 4194305/4194304
	t40 = 1 / float64(3) // = float64 6004799503160661/18014398509481984
	t41 = float64(1e300 * 1e300 / 1e301) // = float64 1000000000000000052504760255204420248704… 300 bytes f7bda2116845d209
	t42 = float64(int64(1)<<53 + 1) // = float64 9007199254740992
	t43 = float32(float64(1.0000000596046448)) // = float32 1
)

// Types given by declaration.
const (
	d1  float32 = 0.1 // = float32 13421773/134217728
	d2  float64 = 0.1 // = float64 3602879701896397/36028797018963968
	d3  F32     = 1 / 3.0 // = F32 11184811/33554432
	d4  F64     = 3 // = F64 3
	d5  float32 = 'a' // = float32 97
	d6  float64 = 2 + 0i // = float64 2
	d7          = d1 == 0.1 // = untyped bool true
	d8          = d1 * 3 // = float32 5033165/16777216
	d9  float64 = 1 << 62 // = float64 4611686018427387904
	d10 float32 = 1e-50 // = float32 0
)

// Back to integers.
const (
	i1  = int(3.0) // = int 3
	i2  = int64(1e18) // = int64 1000000000000000000
	i3  = uint8(2.5 * 2) // = uint8 5
	i4  = int(float32(16777216.0)) // = int 16777216
	i5  = int(third * 3) // = int 1
	i6  = uint64(1e19) // = uint64 10000000000000000000
	i7  = int(float64(5) / 2 * 2) // = int 5
	i8  = int(1e4000 / 1e3999) // = int 10
	i9  = int(huge / (huge / 12)) // = int 12
	i10 = int(2 + 0i) // = int 2
	i11 = rune(65.0) // = rune 65
	i12 = int(1e4000 / 3e4000 * 3) // = int 1
)

// Complex numbers.
const (
	c1             = 1 + 2i // = untyped complex (1, 2)
	c2             = (1 + 2i) * (3 - 4i) // = untyped complex (11, 2)
	c3             = (1 + 2i) / (3 - 4i) // = untyped complex (-1/5, 2/5)
	c4             = -(1 + 2i) // = untyped complex (-1, -2)
	c5             = (1 + 2i) - 1 // = untyped complex (0, 2)
	c6             = 1i * 1i // = untyped complex -1
	c7             = 1i*1i == -1 // = untyped bool true
	c8             = 1+2i != 1+2i // = untyped bool false
	c9             = 1+2i == 1+3i // = untyped bool false
	c10            = complex64(0.1 + 0.2i) // = complex64 (13421773/134217728, 13421773/67108864)
	c11            = complex128(0.1 + 0.2i) // = complex128 (3602879701896397/36028797018963968, 3602879701896397/18014398509481984)
	c12            = complex64(1) / 3 // = complex64 11184811/33554432
	c13            = C64(0.1i) == 0.1i // = untyped bool true
	c14            = 'a' + 1i // = untyped complex (97, 1)
	c15            = 2.5 + 0i // = untyped complex 5/2
	c16            = (2.5 + 0i) * 2 // = untyped complex 5
	c17            = complex128(1+1i) * 0.1 // = complex128 (3602879701896397/36028797018963968, 3602879701896397/36028797018963968)
	c18            = (1e5000 + 1i) * 1i // = untyped complex (-1, 16328632971445531356104517290385831… 165 bytes cccfc3d9deb09413
	c19            = complex64(1e-50 + 1i) // = complex64 (0, 1)
	c20            = 1i / 1i // = untyped complex 1
	c21            = (1<<300 + 1i) * (1<<300 + 1i) // = untyped complex (414951556888099295851240786369116115101… 276 bytes 4bb019dfee7455ec
	c22 complex64  = 0.1 // = complex64 13421773/134217728
	c23 C64        = 0.1i // = C64 (0, 13421773/134217728)
	c24 complex128 = 1 / 3.0 // = complex128 6004799503160661/18014398509481984
	c25            = (3 + 4i) / 5 // = untyped complex (3/5, 4/5)
	c26            = complex64(complex128(0.1i)) // = complex64 (0, 13421773/134217728)
	c27            = 1+0i == 1 // = untyped bool true
	c28            = (1/3.0 + 1i) * 3 // = untyped complex (1, 3)
)
