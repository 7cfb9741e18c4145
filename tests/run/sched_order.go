// Goroutines run in the order in which they became runnable; Gosched lets all others run first.
package main

import "runtime"

func main() {
	done := make(chan bool)
	for i := 0; i < 3; i++ {
		go func() {
			for j := 0; j < 3; j++ {
				println(i, j)
				runtime.Gosched()
			}
			done <- true
		}()
	}
	for i := 0; i < 3; i++ {
		<-done
	}
	println("goroutines", runtime.NumGoroutine())
	go func() { println("first") }()
	go func() { println("second") }()
	runtime.Gosched()
	println("third", runtime.NumGoroutine())
	c := make(chan int)
	go func() { <-c }()
	runtime.Gosched()
	println(runtime.NumGoroutine(), runtime.GOMAXPROCS(0) > 0, runtime.NumCPU() > 0)
	runtime.LockOSThread()
	c <- 1
	runtime.UnlockOSThread()
	runtime.Gosched()
	println(runtime.NumGoroutine())
}
