// Panics in deferred calls of panics, to some depth, and Goexit among them.
package main

import "runtime"

func f(n int) {
	defer func() {
		if n > 0 {
			f(n - 1)
		}
	}()
	panic(n)
}

func g(n int) (r int) {
	defer func() {
		if n > 0 {
			r = g(n-1) + 1
		}
		println(n, recover().(int))
	}()
	panic(n)
}

func h(n int) {
	if n == 0 {
		runtime.Goexit()
	}
	defer func() {
		func() {
			defer func() { recover() }()
			panic(1)
		}()
		println("h", n, recover() == nil)
	}()
	h(n - 1)
}

func mixed() {
	defer func() { println("A", recover().(string)) }()
	defer func() {
		defer func() {
			println("B", recover().(string))
			panic("c")
		}()
		panic("b")
	}()
	panic("a")
}

func goexitOverPanic(c chan bool) {
	defer close(c)
	defer func() { println("GP", recover() == nil) }()
	defer runtime.Goexit()
	panic("dropped")
}

func goexitBetween(c chan bool) {
	defer close(c)
	defer println("end of goexitBetween")
	func() {
		defer func() { println("GB", recover().(string)) }()
		func() {
			defer func() { panic("over") }()
			defer runtime.Goexit()
			panic("under")
		}()
	}()
	println("not reached")
}

func main() {
	println(g(3))
	c := make(chan bool)
	go func() { defer close(c); h(2) }()
	<-c
	mixed()
	for _, f := range []func(chan bool){goexitOverPanic, goexitBetween} {
		c := make(chan bool)
		go f(c)
		<-c
	}
	f(3)
}
