// A literal that is only the value of a variable which live code never reads is not compiled.
package dropped

func keep(f func()) { sink = f }

var sink func()

func blank(x int) { _ = func() { _ = x } } // want blank.func1 [x=value]

func readByBlank(x int) { f := func() { _ = x }; _ = f } // want readByBlank.func1 [x=value]

func neverRead(x int) { f := func() { _ = x }; if false { f() } }

func readInDeadLiteral(x int) { f := func() { _ = x }; g := func() { f() }; if false { g() } }

func onlyByItself() { var f func(); f = func() { f() } }

func called(x int) { f := func() { _ = x }; f() } // want called.func1 [x=value]

func calledAtOnce(x int) { func() { _ = x }() } // want calledAtOnce.func1 [x=value] called

func calledAtOnceWithArguments(x int) { func(n int) { _ = x + n }(1) } // want calledAtOnceWithArguments.func1 [x=value] called

func calledInExpression(x int) int { return 1 + func() int { return x }() } // want calledInExpression.func1 [x=value] called

func calledInParentheses(x int) { (func() { x++ })() } // want calledInParentheses.func1 [x=ref] called

func calledInDefer(x int) { defer func() { _ = x }() } // want calledInDefer.func1 [x=value]
