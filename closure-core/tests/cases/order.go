// Amendment 1: an assignment before the first capture, in the order of the tree, does not count,
// unless the capture is in a deeper loop than the declaration.
package order

func keep(f func()) { sink = f }

var sink func()

func before() { x := 1; x = 2; keep(func() { _ = x }) } // want before.func1 [x=value]

func after() { x := 1; keep(func() { _ = x }); x = 2 } // want after.func1 [x=ref]

func between() { x := 1; keep(func() { _ = x }); x = 2; keep(func() { _ = x }) } // want between.func1 [x=ref]; between.func2 [x=ref]

func twiceBefore() { x := 1; x = 2; keep(func() { _ = x }); keep(func() { _ = x }) } // want twiceBefore.func1 [x=value]; twiceBefore.func2 [x=value]

func inIf(b bool) {
	x := 1
	if b {
		x = 2
	}
	keep(func() { _ = x }) // want inIf.func1 [x=value]
}

func inElse(b bool) {
	x := 1
	if b {
		keep(func() { _ = x }) // want inElse.func1 [x=ref]
	} else {
		x = 2
	}
}

func inThen(b bool) {
	x := 1
	if b {
		x = 2
	} else {
		keep(func() { _ = x }) // want inThen.func1 [x=value]
	}
}

func inLoopBefore(n int) {
	x := 1
	for range n {
		x++
	}
	keep(func() { _ = x }) // want inLoopBefore.func1 [x=value]
}

func inDeeperLoop(n int) {
	x := 1
	x = 2
	for range n {
		keep(func() { _ = x }) // want inDeeperLoop.func1 [x=ref]
	}
}

func notAssignedInDeeperLoop(n int) {
	x := 1
	for range n {
		keep(func() { _ = x }) // want notAssignedInDeeperLoop.func1 [x=value]
	}
}

func declaredInTheLoop(n int) {
	for range n {
		x := 1
		x = 2
		keep(func() { _ = x }) // want declaredInTheLoop.func1 [x=value]
	}
}

// The first capture clears the flag for all that follow, though they are in loops.
func firstOutside(n int) {
	x := 1
	x = 2
	keep(func() { _ = x }) // want firstOutside.func1 [x=value]
	for range n {
		keep(func() { _ = x }) // want firstOutside.func2 [x=value]
	}
}

// The address is never forgotten.
func addressBefore() {
	x := 1
	p := &x
	_ = p
	keep(func() { _ = x }) // want addressBefore.func1 [x=ref]
}

func assignedInTheClosure() { x := 1; _ = x; keep(func() { x = 2 }) } // want assignedInTheClosure.func1 [x=ref]

func assignedBeforeAndInTheClosure() { x := 1; x = 2; _ = x; keep(func() { x = 3 }) } // want assignedBeforeAndInTheClosure.func1 [x=ref]

func assignedInASibling() { x := 1; keep(func() { x = 2 }); keep(func() { _ = x }) } // want assignedInASibling.func1 [x=ref]; assignedInASibling.func2 [x=ref]

func innermostAssigns() { x := 1; _ = x; keep(func() { keep(func() { x = 2 }) }) } // want innermostAssigns.func1 [x=ref]; innermostAssigns.func1.1 [x=ref]

func parameter(x int) { x = 2; keep(func() { _ = x }) } // want parameter.func1 [x=value]

func parameterAfter(x int) { keep(func() { _ = x }); x = 2 } // want parameterAfter.func1 [x=ref]


type T struct{ n int }

func (t T) assignsReceiver() { keep(func() { _ = t }); t = T{} } // want T.assignsReceiver.func1 [t=ref]

func (t T) assignsField() { keep(func() { _ = t }); t.n = 1 } // want T.assignsField.func1 [t=ref]

func (t *T) assignsThroughPointer() { keep(func() { _ = t }); t.n = 1 } // want (*T).assignsThroughPointer.func1 [t=value]

func zeroValue() { var x int; keep(func() { _ = x }) } // want zeroValue.func1 [x=value]

func zeroValueThenAssigned() { var x int; x = 1; keep(func() { _ = x }) } // want zeroValueThenAssigned.func1 [x=value]

func recursive() {
	var f func(int) int
	f = func(n int) int { return f(n) } // want recursive.func1 [f=ref]
	_ = f(1)
}

func assignedFromItself() {
	f := func() {} // want assignedFromItself.func1 []
	f = func() { f() } // want assignedFromItself.func2 [f=ref]
	f()
}
