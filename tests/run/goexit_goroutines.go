// Goexit ends a goroutine, after its deferred calls; the main one too, and then the others go on.
package main

import "runtime"

func deep(n int, c chan int) {
	defer func() { c <- n }()
	if n == 0 {
		runtime.Goexit()
	}
	deep(n-1, c)
	println("never")
}

func main() {
	c := make(chan int)
	go deep(3, c)
	for i := 0; i < 4; i++ {
		println(<-c)
	}
	go func() {
		defer func() {
			println("recovered", recover() != nil)
			c <- 1
		}()
		defer func() {
			defer func() { println(recover().(string)) }()
			panic("on the way out")
		}()
		runtime.Goexit()
	}()
	<-c
	runtime.Gosched()
	println(runtime.NumGoroutine())
	go func() {
		for i := 0; i < 3; i++ {
			println("still here", i)
			runtime.Gosched()
		}
	}()
	defer println("main leaves")
	runtime.Goexit()
}
