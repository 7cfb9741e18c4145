// Many goroutines in a chain, and many that wait for the same channel.
package main

func filter(in <-chan int, out chan<- int, prime int) {
	for {
		i := <-in
		if i%prime != 0 {
			out <- i
		}
	}
}

func sieve(n int) {
	c := make(chan int)
	go func(c chan<- int) {
		for i := 2; ; i++ {
			c <- i
		}
	}(c)
	for i := 0; i < n; i++ {
		prime := <-c
		if i%20 == 19 {
			println(prime)
		}
		next := make(chan int)
		go filter(c, next, prime)
		c = next
	}
}

func many(n int) {
	start, done := make(chan bool), make(chan int)
	for i := 0; i < n; i++ {
		go func() {
			<-start
			done <- i
		}()
	}
	close(start)
	sum := 0
	for i := 0; i < n; i++ {
		sum += <-done
	}
	println(sum)
}

func chain(n int) {
	left := make(chan int)
	first := left
	for i := 0; i < n; i++ {
		right := make(chan int)
		go func(l, r chan int) { l <- 1 + <-r }(left, right)
		left = right
	}
	go func(c chan int) { c <- 0 }(left)
	println(<-first)
}

func main() {
	sieve(100)
	many(20000)
	chain(10000)
}

// stress: suspendstress,gcpoison; it allocates at each of many thousand steps
