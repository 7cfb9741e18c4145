// The smallest program that says something.
package main

func main() {
	println("hello")
}
