// What is recovered and panics again prints once.
package main

func main() {
	defer func() { r := recover(); panic(r) }()
	panic("first")
}
