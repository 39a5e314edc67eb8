// Which variable a name is: shadowing, keys of composite literals, labels, fields.
package scopes

import "cases/flags"

func keep(f func()) { sink = f }

var sink func()

var global = 1

type T struct {
	x int
	m map[string]int
}

func shadowed(x int) { { x := x; keep(func() { _ = x }) }; x = 2 } // want shadowed.func1 [x=value]

func shadowedInside(x int) { keep(func() { x := x; _ = x }) } // want shadowedInside.func1 [x=value]

func shadowedByParameter(x int) { keep(func() { func(x int) { _ = x }(1) }) } // want shadowedByParameter.func1 []; shadowedByParameter.func1.1 []

func shadowedBehind(x int) { keep(func() { _ = x; x := 2; _ = x }) } // want shadowedBehind.func1 [x=value]

func shadowsGlobal() { global := global; keep(func() { _ = global }) } // want shadowsGlobal.func1 [global=value]

func usesGlobal() { keep(func() { _ = global }) } // want usesGlobal.func1 []

func shadowsType(T int) { keep(func() { _ = T }) } // want shadowsType.func1 [T=value]

func shadowsBuiltin(len func([]int) int, s []int) { keep(func() { _ = len(s) }) } // want shadowsBuiltin.func1 [len=value s=value]

func shadowsConstant(x int) { const true = false; keep(func() { if true { _ = x } }) } // want shadowsConstant.func1 []

func shadowsPackage(x int) { flags := T{}; keep(func() { _ = flags.x }) } // want shadowsPackage.func1 [flags=value]

func structKey(x int) { keep(func() { _ = T{x: 1} }) } // want structKey.func1 []

func structKeyAndValue(x int) { keep(func() { _ = T{x: x} }) } // want structKeyAndValue.func1 [x=value]

func structKeyOfPointer(x int) { keep(func() { _ = &T{x: 1} }) } // want structKeyOfPointer.func1 []

func elidedStructKey(x int) { keep(func() { _ = []T{{x: 1}} }) } // want elidedStructKey.func1 []

func elidedPointerKey(x int) { keep(func() { _ = []*T{{x: 1}} }) } // want elidedPointerKey.func1 []

func elidedMapValue(x string) { keep(func() { _ = map[string]T{x: {x: 1}} }) } // want elidedMapValue.func1 [x=value]

func structKeyOfOther(X int) { keep(func() { _ = flags.Point{X: 1} }) } // want structKeyOfOther.func1 []

func mapKey(x string) { keep(func() { _ = map[string]int{x: 1} }) } // want mapKey.func1 [x=value]

func arrayIndex() { const x = 1; keep(func() { _ = [...]int{x: 1} }) } // want arrayIndex.func1 []

func fieldName(x int, t T) { keep(func() { _ = t.x }) } // want fieldName.func1 [t=value]

func labelName(x int) { keep(func() { x: for { break x } }) } // want labelName.func1 []

func onlyAssigned(x int) { keep(func() { x = 1 }) } // want onlyAssigned.func1 [x=ref]

func onlyInType(x [3]int) { keep(func() { var y [len(x)]int; _ = y }) } // want onlyInType.func1 []

func definedBySelf() { x := 1; keep(func() { x, y := x, 2; _, _ = x, y }) } // want definedBySelf.func1 [x=value]

func redeclaredPart() { x := 1; _ = x; keep(func() { x, y := 3, 2; _, _ = x, y }) } // want redeclaredPart.func1 []

func ownVariables() { keep(func() { x := 1; _ = x }) } // want ownVariables.func1 []

func siblingScopes() { { x := 1; keep(func() { _ = x }) }; { x := 2; keep(func() { _ = x }); x = 3 } } // want siblingScopes.func1 [x=value]; siblingScopes.func2 [x=ref]

func parameterOfLiteral() { _ = func(x int) { keep(func() { _ = x }) } } // want parameterOfLiteral.func1 []; parameterOfLiteral.func1.1 [x=value]

func dotCall(t *T) { keep(func() { t.m["x"] = 1 }) } // want dotCall.func1 [t=value]
