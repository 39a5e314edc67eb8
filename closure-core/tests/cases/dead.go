// Code that is never compiled captures nothing and assigns nothing.
package dead

import (
	"unsafe"

	"cases/flags"
)

func keep(f func()) { sink = f }

var sink func()

const debug = false
const level = 2

type T struct{ a, b int }

func ifFalse(x int) { keep(func() { if false { _ = x } }) } // want ifFalse.func1 []

func ifConstant(x int) { keep(func() { if debug { _ = x } }) } // want ifConstant.func1 []

func ifNotConstant(x int) { keep(func() { if !debug { _ = x } }) } // want ifNotConstant.func1 [x=value]

func elseOfTrue(x, y int) { keep(func() { if true { _ = x } else { _ = y } }) } // want elseOfTrue.func1 [x=value]

func comparison(x int) { keep(func() { if level > 2 { _ = x } }) } // want comparison.func1 []

func comparisonThatHolds(x int) { keep(func() { if level == 2 { _ = x } }) } // want comparisonThatHolds.func1 [x=value]

func andFalse(x int, b bool) { keep(func() { if b && false { _ = x } }) } // want andFalse.func1 [b=value]

func falseAnd(x int, b bool) { keep(func() { if false && b { _ = x } }) } // want falseAnd.func1 []

func orTrue(x int, b bool) { keep(func() { if b || true { _ = b } else { _ = x } }) } // want orTrue.func1 [b=value]

func otherPackage(x, y int) { keep(func() { if flags.Debug { _ = x }; if flags.Enabled { _ = y } }) } // want otherPackage.func1 [y=value]

func otherPackageCompared(x int) { keep(func() { if flags.Level < 3 || flags.Name == "c" { _ = x } }) } // want otherPackageCompared.func1 []

func otherPackageVariable(x int) { keep(func() { if flags.Variable { _ = x } }) } // want otherPackageVariable.func1 [x=value]

func forFalse(x int) { keep(func() { for false { _ = x } }) } // want forFalse.func1 []

func switchConstant(x, y, z int) {
	keep(func() { // want switchConstant.func1 [y=value]
		switch level {
		case 1:
			_ = x
		case 2:
			_ = y
		default:
			_ = z
		}
	})
}

func switchDefault(x, y int) {
	keep(func() { // want switchDefault.func1 [y=value]
		switch level {
		case 1:
			_ = x
		default:
			_ = y
		}
	})
}

func switchTrue(x, y int) {
	keep(func() { // want switchTrue.func1 [y=value]
		switch {
		case debug:
			_ = x
		case true:
			_ = y
		}
	})
}

func switchNotConstant(x, y, n int) {
	keep(func() { // want switchNotConstant.func1 [n=value x=value y=value]
		switch n {
		case 1:
			_ = x
		default:
			_ = y
		}
	})
}

func switchFallthrough(x, y int) {
	keep(func() { // want switchFallthrough.func1 [x=value y=value]
		switch level {
		case 2:
			_ = x
			fallthrough
		case 3:
			_ = y
		}
	})
}

func switchString(x, y int) {
	keep(func() { // want switchString.func1 [x=value]
		switch flags.Name {
		case "go":
			_ = x
		case "c":
			_ = y
		}
	})
}

func behindReturn(x int) { keep(func() { return; _ = x }) } // want behindReturn.func1 []

func behindPanic(x int) { keep(func() { panic(1); _ = x }) } // want behindPanic.func1 []

func behindBlock(x int) { keep(func() { { return }; _ = x }) } // want behindBlock.func1 []

func behindBothBranches(x int, b bool) { keep(func() { if b { return } else { panic(1) }; _ = x }) } // want behindBothBranches.func1 [b=value]

func behindOneBranch(x int, b bool) { keep(func() { if b { return }; _ = x }) } // want behindOneBranch.func1 [b=value x=value]

func behindConstantBranch(x int) { keep(func() { if true { return }; _ = x }) } // want behindConstantBranch.func1 []

func behindForever(x int) { keep(func() { for { }; _ = x }) } // want behindForever.func1 [x=value]

func behindSwitch(x, n int) { keep(func() { switch n { default: return }; _ = x }) } // want behindSwitch.func1 [n=value x=value]

func behindBreak(x int) { keep(func() { for { break; _ = x } }) } // want behindBreak.func1 [x=value]

func lenOfArray(a [3]int) { keep(func() { _ = len(a) }) } // want lenOfArray.func1 []

func lenOfSlice(a []int) { keep(func() { _ = len(a) }) } // want lenOfSlice.func1 [a=value]

func lenOfCall(f func() [3]int) { keep(func() { _ = len(f()) }) } // want lenOfCall.func1 [f=value]

func capOfPointer(a *[3]int) { keep(func() { _ = cap(a) }) } // want capOfPointer.func1 []

func lenOfField(t struct{ a [3]int }) { keep(func() { _ = len(t.a) }) } // want lenOfField.func1 []

func sizeof(t T) { keep(func() { _ = unsafe.Sizeof(t) }) } // want sizeof.func1 []

func offsetof(t T) { keep(func() { _ = unsafe.Offsetof(t.b) }) } // want offsetof.func1 []

func alignof(t T) { keep(func() { _ = unsafe.Alignof(t) }) } // want alignof.func1 []

func keyOnly(a [3]int) { keep(func() { for i := range a { _ = i } }) } // want keyOnly.func1 []

func keyOnlyOfSlice(a []int) { keep(func() { for i := range a { _ = i } }) } // want keyOnlyOfSlice.func1 [a=value]

func keyAndValue(a [3]int) { keep(func() { for i, x := range a { _, _ = i, x } }) } // want keyAndValue.func1 [a=value]

func noKey(a [3]int) { keep(func() { for range a { } }) } // want noKey.func1 []

func assignedInDeadCode() { x := 1; keep(func() { _ = x }); if false { x = 2 } } // want assignedInDeadCode.func1 [x=value]

func addressInDeadCode() { x := 1; if debug { _ = &x }; keep(func() { _ = x }) } // want addressInDeadCode.func1 [x=value]

func assignedBehindReturn() { x := 1; keep(func() { _ = x }); return; x = 2 } // want assignedBehindReturn.func1 [x=value]

func literalInDeadCode(x int) { if false { keep(func() { _ = x }) } }

func literalBehindReturn(x int) { return; keep(func() { _ = x }) }

func shiftedConstant(x int) { keep(func() { const bits = 1 << 3; if bits&7 != 0 { _ = x } }) } // want shiftedConstant.func1 []

func sizeCompared(x int) { keep(func() { if unsafe.Sizeof(x) == 4 { _ = x } }) } // want sizeCompared.func1 []

func localConstant(x int) { const on = !debug; keep(func() { if on { _ = x } }) } // want localConstant.func1 [x=value]

func iotaConstant(x, y int) {
	const (
		a = iota
		b
	)
	keep(func() { // want iotaConstant.func1 [y=value]
		if a == 1 {
			_ = x
		}
		if b == 1 {
			_ = y
		}
	})
}
