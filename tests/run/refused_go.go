// Not there yet, and refused: nothing is compiled to something else.
package main

func work() { println("work") }

func main() {
	go work()
}
