// Package cases has one rule about captures in each function, with what to expect above it.
//
//	heldby closures examples/go/cases
//
// By value: the closure object has a copy. By reference: it has the variable's address, and the
// variable is shared. The compiler takes a copy where nobody can tell the difference (the variable
// is not assigned after the capture, and its address is not taken) and it is not large.
package cases

import (
	"errors"
	"iter"
	"sync"
)

// sink holds closures, so that they are real objects.
var sink func()

// n by value: assignments before the first capture do not count.
func assignedBefore() {
	n := 1
	n = 2
	sink = func() { println(n) }
}

// n by reference: it is assigned after the capture.
func assignedAfter() {
	n := 1
	sink = func() { println(n) }
	n = 2
}

// n by reference in both closures: a variable has one mode, and the second one assigns to it.
func siblings() (get, increment func() int) {
	n := 0
	get = func() int { return n }
	increment = func() int { n++; return n }
	return
}

// n by reference: through its address it may change at any time.
func addressTaken() *int {
	n := 1
	sink = func() { println(n) }
	return &n
}

// mu by reference: Lock has a pointer receiver, so the call takes the address of mu.
func pointerReceiver() {
	var mu sync.Mutex
	sink = func() { mu.Lock(); mu.Unlock() }
}

type point struct{ x, y int }

// p by reference, as a field of it is assigned; q by value, as a field of what it points to is not
// a part of it. The same goes for the elements of an array and of a slice.
func fieldAssigned() {
	p, q := point{1, 2}, &point{1, 2}
	sink = func() { println(p.x, q.x) }
	p.x, q.x = 3, 3
}

// fits by value, large by reference: 128 bytes are the most that is copied.
func large() {
	var fits [128]byte
	var large [129]byte
	sink = func() { println(fits[0], large[0]) }
}

// i by value: from Go 1.22 on there is one i for each iteration, and i++ belongs to the next one.
func loopVariable() {
	for i := 0; i < 3; i++ {
		sink = func() { println(i) }
	}
}

// i by reference: it is assigned in its iteration.
func loopVariableAssigned() {
	for i := 0; i < 3; i++ {
		sink = func() { println(i) }
		i++
	}
}

// i by reference, j by value: the capture stands in a deeper loop than the declaration of i.
func loopVariableBelow() {
	for i := range 3 {
		for j := range 3 {
			sink = func() { println(i, j) }
		}
	}
}

// x by reference, though nothing in the body assigns to it: under a return, where there is no next
// iteration, the compiler does not make it one for each iteration.
func loopVariableReturned(xs []int) func() int {
	for _, x := range xs {
		return func() int { return x }
	}
	return nil
}

// n by reference, m by value: an assignment before the capture counts where a loop stands between
// the declaration and the capture, since it could run again.
func assignedBeforeLoop() {
	n, m := 1, 1
	n = 2
	for range 3 {
		sink = func() { println(n, m) }
	}
}

// err by reference: a return assigns to every named result.
func namedResult() (err error) {
	defer func() { println(err != nil) }()
	return errors.New("no")
}

// err by value: there is no return.
func namedResultNeverReturned() (err error) {
	defer func() { println(err != nil) }()
	panic("no")
}

// x by value in the first closure, by reference in the second: each clause has an x of its own.
func typeSwitch(v any) {
	switch x := v.(type) {
	case int:
		sink = func() { println(x) }
	case string:
		sink = func() { println(x) }
		x = ""
	}
}

const debug = false

// No captures in either: dead code is dropped first, and the length of an array is a constant.
// There is one read-only object of each, in no heap.
func deadCode() {
	n, array := 1, [4]int{}
	sink = func() {
		if debug {
			println(n)
		}
	}
	sink = func() { println(len(array)) }
}

// n by value, twice: what an inner closure captures, those around it must hold as well.
func nested() func() func() int {
	n := 1
	return func() func() int {
		return func() int { return n }
	}
}

// n by reference and m by value, but in no object: the literal is called where it stands, and what
// it captures is passed as arguments.
func calledInPlace() int {
	n, m := 1, 2
	func() { n += m }()
	return n
}

type counter struct{ n int }

func (c *counter) increment()    { c.n++ }
func (c counter) get() int       { return c.n }
func (c counter) String() string { return "counter" }

type stringer interface{ String() string }

// A method value is a closure whose one field is the receiver: of increment the pointer &c, of get
// a copy of c, of an interface's method the interface.
func methodValues(c counter, s stringer) (func(), func() int, func() string) {
	return c.increment, c.get, s.String
}

// Calls with operands are wrapped: .deferwrap1 keeps c, .gowrap2 the literal that it calls and the
// buffer. The last literal has no parameters, is started as it is, and captures the buffer.
func goAndDefer(c *counter, buffer []byte) {
	defer c.increment()
	go func(buffer []byte) { println(len(buffer)) }(buffer)
	go func() { println(len(buffer)) }()
}

// The loop's body is a closure, rangeOverFunc-range1: sum is assigned in it and so by reference, as
// are the result #rv1 and the compiler's notes on how the loop goes on, #state1 and #next.
func rangeOverFunc(numbers iter.Seq[int]) int {
	sum := 0
	for n := range numbers {
		if n < 0 {
			return n
		}
		sum += n
	}
	return sum
}

// value by value, and behind it .dict: what the type arguments are. For a T of more than 128 bytes
// value would be by reference.
func generic[T any](value T) func() T {
	return func() T { return value }
}

var _, _ = generic(1), generic("")

// Static: what is declared at package level is not captured. This one is init.func1.
var global = func() { sink = nil }
