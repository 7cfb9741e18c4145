// Goroutines that sleep while the event loop runs (wasm-boundary.md G12).
package main

import "time"

func main() {
	done := make(chan int)
	go func() { time.Sleep(20 * time.Millisecond); println("slept 20"); done <- 1 }()
	go func() { time.Sleep(5 * time.Millisecond); println("slept 5"); done <- 2 }()
	println(<-done, <-done)
	t := time.NewTicker(3 * time.Millisecond)
	for i := range 3 {
		<-t.C
		println("tick", i)
	}
}
