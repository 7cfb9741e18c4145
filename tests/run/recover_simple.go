// A program whose only deferred call recovers: nothing prints the panic.
package main

func main() {
	defer func() { println(recover() != nil) }()
	panic("x")
}
