// Goexit on the main goroutine, whose deferred call waits for another one.
package main

import "runtime"

func main() {
	c := make(chan int)
	go func() {
		defer close(c)
		runtime.Gosched()
		println("other")
	}()
	defer func() { <-c; println("main deferred") }()
	runtime.Goexit()
}
