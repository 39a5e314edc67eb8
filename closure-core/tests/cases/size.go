// Up to 128 bytes by value; more by reference.
package size

func keep(f func()) { sink = f }

var sink func()

type Exact struct{ a [16]int }

type Over struct {
	a [16]int
	b byte
}

type Padded struct {
	a byte
	b int64
	c [14]int64
}

type OverByPadding struct {
	a byte
	b int64
	c [14]int64
	d byte
}

func bytes128() { var x [128]byte; keep(func() { _ = x }) } // want bytes128.func1 [x=value:128@8] size=136

func bytes129() { var x [129]byte; keep(func() { _ = x }) } // want bytes129.func1 [x=ref:8@8] size=16

func exact() { var x Exact; keep(func() { _ = x }) } // want exact.func1 [x=value:128@8] size=136

func over() { var x Over; keep(func() { _ = x }) } // want over.func1 [x=ref:8@8] size=16

func padded() { var x Padded; keep(func() { _ = x }) } // want padded.func1 [x=value:128@8] size=136

func overByPadding() { var x OverByPadding; keep(func() { _ = x }) } // want overByPadding.func1 [x=ref:8@8] size=16

func strings8() { var x [8]string; keep(func() { _ = x }) } // want strings8.func1 [x=value:128@8] size=136

func strings9() { var x [9]string; keep(func() { _ = x }) } // want strings9.func1 [x=ref:8@8] size=16

func interfaces8() { var x [8]any; keep(func() { _ = x }) } // want interfaces8.func1 [x=value:128@8] size=136

func complexes() { var x [8]complex128; keep(func() { _ = x }) } // want complexes.func1 [x=value:128@8] size=136

func complexesOver() { var x [9]complex128; keep(func() { _ = x }) } // want complexesOver.func1 [x=ref:8@8] size=16

func pointerToLarge() { x := &[1000]int{}; keep(func() { _ = x }) } // want pointerToLarge.func1 [x=value:8@8] size=16

func sliceOfLarge() { var x [][1000]int; keep(func() { _ = x }) } // want sliceOfLarge.func1 [x=value:24@8] size=32

func computed() { const n = 4 * 4; var x [n + 1]int64; keep(func() { _ = x }) } // want computed.func1 [x=ref:8@8] size=16

func counted() { x := [...]int64{20: 1}; keep(func() { _ = x }) } // want counted.func1 [x=ref:8@8] size=16

func parameter(x [17]int) { keep(func() { _ = x }) } // want parameter.func1 [x=ref:8@8] size=16

func emptyStructs() { var x [1000]struct{}; keep(func() { _ = x }) } // want emptyStructs.func1 [x=value:0@8] size=16
