// Captures: what the objects of two closures look like.
//
//	heldby closures examples/go/captures
package main

import "fmt"

// foo returns a closure that only reads i, so its object holds a copy of i:
//
//	struct { F uintptr; i []int }
//
// The copy is of the slice's three words. The sixteen ints behind them stay where they are, and
// live as long as the closure does.
func foo() func(n int) int {
	i := []int{0: 10, 1: 11, 15: 128}
	return func(n int) int {
		n += i[0]
		return n
	}
}

// bar returns a closure that assigns to a, b and c, so its object holds their addresses:
//
//	struct { F uintptr; a *int; b *int; c *int }
func bar() func(n int) int {
	a, b, c := 1, 2, 3
	f := func(n int) int {
		a++
		b += n
		c = a + b
		return c
	}
	return f
}

func main() {
	f, g := foo(), bar()
	fmt.Println(f(1), f(1)) // 11 11: a call changes nothing that the next one sees
	fmt.Println(g(1), g(1)) // 5 7: a and b were kept from the first call
}
