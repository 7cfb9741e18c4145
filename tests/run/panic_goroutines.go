// Deferred calls, panics and Goexit on goroutines that park in the middle of them.
package main

import "runtime"

type once struct{ c chan int }

func worker(i int, done chan<- int) {
	defer func() { done <- i }()
	defer func() { println(i, recover() != nil) }()
	switch i % 3 {
	case 0:
		runtime.Goexit()
	case 1:
		panic("x")
	}
}

func deep(n int) {
	if n == 0 {
		runtime.Gosched()
		panic(n)
	}
	defer runtime.Gosched()
	deep(n - 1)
}

func blocks(c chan int) (r int) {
	defer func() {
		c <- 1
		r = <-c
		recover()
		c <- 2
		r += <-c
	}()
	panic("blocks")
}

func main() {
	done := make(chan int)
	for i := range 6 {
		go worker(i, done)
		println("done", <-done)
	}
	func() {
		defer func() { println(recover().(int)) }()
		deep(5)
	}()
	c := make(chan int)
	go func() {
		for {
			x := <-c
			defer func() { println("never") }()
			c <- x * 10
		}
	}()
	println(blocks(c))
	for i := range func(yield func(int) bool) {
		c := make(chan int)
		go func() { defer close(c); c <- 1; c <- 2 }()
		for x := range c {
			if !yield(x) {
				return
			}
		}
	} {
		println("i", i)
		defer func() { runtime.Gosched(); println("deferred", i) }()
	}
	go func() {
		defer println("bye")
		defer func() {
			defer func() { panic("2") }()
			panic("1")
		}()
		panic("0")
	}()
	select {}
}
