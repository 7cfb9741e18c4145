// Recursion without end comes to the limit of the stack.

package main

//go:noinline
func forever(n int) int { return forever(n+1) + 1 }

func main() {
	defer func() { recover() }()
	println(forever(0))
}

// stress: none; every call would copy the whole stack
