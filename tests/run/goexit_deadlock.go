// Others still wait when main has left.
package main

import "runtime"

func main() {
	c := make(chan int)
	go func() { c <- 1 }()
	runtime.Goexit()
}
