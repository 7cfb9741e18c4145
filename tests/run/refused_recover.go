// Not there yet, and refused: nothing is compiled to something else.
package main

func main() {
	defer func() { println(recover() != nil) }()
	panic("x")
}
