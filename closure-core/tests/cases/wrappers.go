// `go` and `defer`: calls with operands are wrapped.
package wrappers

func keep(f func()) { sink = f }

var sink func()

type T struct{ n int }

func (t *T) Pointer()       { t.n++ }
func (t T) Value(n int) int { return n }

type I interface{ Do(int) }

func plain()                     {}
func takes(n int)                {}
func takesTwo(a string, b int)   {}
func gives() int                 { return 1 }
func variadic(xs ...any)         {}
func takesFunc(f func())         {}
func generic[A any](a A)         {}

func noOperands() { go plain(); defer plain() }

func constant() { go takes(1); defer takes(1 + 2) } // want constant.gowrap1 []; constant.deferwrap2 []

func variable(n int) { go takes(n); defer takes(n) } // want variable.gowrap1 [.autotmp]; variable.deferwrap2 [.autotmp]

func twoVariables(a string, b int) { go takesTwo(a, b) } // want twoVariables.gowrap1 [.autotmp .autotmp]

func oneConstant(a string) { defer takesTwo(a, 7) } // want oneConstant.deferwrap1 [.autotmp]

func result() { go gives(); defer gives() } // want result.gowrap1 []; result.deferwrap2 []

func functionValue(f func(int), n int) { go f(n) } // want functionValue.gowrap1 [.autotmp .autotmp]

func plainFunctionValue(f func()) { go f(); defer f() }

func pointerMethod(t *T) { go t.Pointer(); defer t.Pointer() } // want pointerMethod.gowrap1 [.autotmp]; pointerMethod.deferwrap2 [.autotmp]

func addressedMethod() { var t T; defer t.Pointer() } // want addressedMethod.deferwrap1 [.autotmp]

func valueMethod(t T) { go t.Value(1) } // want valueMethod.gowrap1 [.autotmp]

func interfaceMethod(i I, n int) { go i.Do(n) } // want interfaceMethod.gowrap1 [.autotmp .autotmp]

func methodExpression(t T) { go T.Value(t, 1) } // want methodExpression.gowrap1 [.autotmp]

func literalPlain() { x := 1; go func() { _ = x }(); defer func() { _ = x }() } // want literalPlain.func1 [x=value]; literalPlain.func2 [x=value]

func literalWithArgument(n int) { go func(n int) { _ = n }(n) } // want literalWithArgument.gowrap1 [.autotmp .autotmp]; literalWithArgument.func1 []

func literalWithCaptureAndArgument(n int) { x := 1; go func(n int) { _ = x }(n) } // want literalWithCaptureAndArgument.gowrap1 [.autotmp .autotmp]; literalWithCaptureAndArgument.func1 [x=value]

func literalWithResult() { x := 1; defer func() int { return x }() } // want literalWithResult.deferwrap1 [.autotmp]; literalWithResult.func1 [x=value]

func builtinPrint(n int) { defer println(n, "x") } // want builtinPrint.deferwrap1 [.autotmp]

func builtinClose(c chan int) { defer close(c) } // want builtinClose.deferwrap1 [.autotmp]

func builtinPanic() { defer panic(1) } // want builtinPanic.deferwrap1 [.autotmp]

func builtinPanicValue(err error) { defer panic(err) } // want builtinPanicValue.deferwrap1 [.autotmp]

func builtinDelete(m map[int]int, k int) { defer delete(m, k) } // want builtinDelete.deferwrap1 [.autotmp .autotmp]

func builtinCopy(a, b []int) { defer copy(a, b) } // want builtinCopy.deferwrap1 [.autotmp .autotmp]

func builtinRecover() { defer recover() } // want builtinRecover.deferwrap1 []

func variadicCall(a int, b string) { defer variadic(a, b) } // want variadicCall.deferwrap1 [.autotmp .autotmp]

func variadicSpread(xs []any) { defer variadic(xs...) } // want variadicSpread.deferwrap1 [.autotmp]

func nilArgument() { defer variadic(nil) } // want nilArgument.deferwrap1 []

func functionArgument() { defer takesFunc(plain) } // want functionArgument.deferwrap1 []

func literalArgument(n int) { defer takesFunc(func() { _ = n }) } // want literalArgument.deferwrap1 [.autotmp]; literalArgument.func1 [n=value]

func genericCall(n int) { defer generic(n) } // want genericCall.deferwrap1 [.autotmp .autotmp]

func inLoop(xs []int) { for _, x := range xs { defer takes(x) } } // want inLoop.deferwrap1 [.autotmp]

func nested(n int) { go func() { defer takes(n) }() } // want nested.func1 [n=value]; nested.func1.deferwrap1 [.autotmp]

func inLiteral(n int) { keep(func() { go takes(n) }) } // want inLiteral.func1 [n=value]; inLiteral.func1.gowrap1 [.autotmp]

func parenthesized(n int) { go (takes)(n) } // want parenthesized.gowrap1 [.autotmp]
