package main

func Example() {
	main()
	// Output:
	// f1 and f2 held: reclaimed nothing
	// f1 dropped: reclaimed one
	// f2 dropped, timer pending: reclaimed nothing
	// timer fired: reclaimed nothing
	// timer dropped: reclaimed shared two
}
