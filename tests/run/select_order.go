// What a select's only clause assigns to is looked for when something has been received.

package main

var x int

func channel(c chan int) chan int {
	println("channel")
	return c
}

func place(what string) *int {
	println("place", what)
	return &x
}

func main() {
	c := make(chan int, 2)
	c <- 1
	c <- 2
	select {
	case *place("alone") = <-channel(c):
	}
	println(x)
	var ok bool
	select {
	case *place("with ok"), ok = <-channel(c):
	}
	println(x, ok)
}
