package main

func Example() {
	main()
	// Output:
	// 11 11
	// 5 7
}
