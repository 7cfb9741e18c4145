// Not there yet, and refused: nothing is compiled to something else.
package main

func main() {
	c := make(chan int, 1)
	c <- 1
	println(<-c)
}
