// Reclaim: when is a captured variable recycled? When the last closure that holds it is gone, and
// a closure is gone when nothing holds it any more.
//
//	heldby closures examples/go/reclaim
package main

import (
	"fmt"
	"runtime"
	"sort"
	"strings"
	"sync"
	"time"
)

// What holds the closures: two global variables and, later, a timer.
var (
	f1, f2 func() byte
	timer  *time.Timer
)

// closures makes three buffers and two closures. Each closure has an object of its own, which holds
// the variables that this closure uses and no others:
//
//	closures.func1  struct { F uintptr; one []byte; shared []byte }
//	closures.func2  struct { F uintptr; two []byte; shared []byte }
func closures() (func() byte, func() byte) {
	one, two, shared := newBuffer("one"), newBuffer("two"), newBuffer("shared")
	return func() byte { return one[0] + shared[0] },
		func() byte { return two[0] + shared[0] }
}

// callLater returns a timer that holds a closure, which holds f, which holds what f captured.
//
//	callLater.func1  struct { F uintptr; done chan byte; f func() byte }
func callLater(f func() byte, done chan byte) *time.Timer {
	return time.AfterFunc(time.Hour, func() { done <- f() })
}

func main() {
	f1, f2 = closures()
	// Both closures are held by global variables.
	report("f1 and f2 held")

	// Only f1 held `one`. It held `shared` too, but so does f2.
	f1 = nil
	report("f1 dropped")

	// The variable f2 is empty now, but the timer's closure has a copy of what was in it.
	done := make(chan byte, 1)
	timer = callLater(f2, done)
	f2 = nil
	report("f2 dropped, timer pending")

	// That the timer has fired, and will not fire again, makes it hold no less.
	timer.Reset(0)
	<-done
	report("timer fired")

	// Now nothing leads to f2 any more.
	timer = nil
	report("timer dropped")
}

// newBuffer returns a megabyte that says so when it is reclaimed.
func newBuffer(name string) []byte {
	buffer := make([]byte, 1<<20)
	// The function must not capture the buffer: it would hold what it waits to see go.
	runtime.AddCleanup(&buffer[0], func(name string) {
		mutex.Lock()
		defer mutex.Unlock()
		reclaimed = append(reclaimed, name)
	}, name)
	return buffer
}

var (
	mutex     sync.Mutex
	reclaimed []string
)

// report collects garbage and prints which buffers went with it.
func report(when string) {
	for range 5 {
		runtime.GC()
		time.Sleep(10 * time.Millisecond) // cleanups run in a goroutine of their own
	}
	mutex.Lock()
	defer mutex.Unlock()
	sort.Strings(reclaimed)
	names := strings.Join(reclaimed, " ")
	if names == "" {
		names = "nothing"
	}
	fmt.Printf("%s: reclaimed %s\n", when, names)
	reclaimed = nil
}
