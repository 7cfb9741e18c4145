// Sending, receiving, closing, lengths, ranges; unbuffered and buffered channels of elements of all sizes.
package main

type big struct {
	name string
	data [40]int
}

type pair struct {
	a int8
	b string
}

func produce(c chan<- int, n int) {
	for i := 0; i < n; i++ {
		c <- i * i
	}
	close(c)
}

func sizes() {
	strings := make(chan string)
	bigs := make(chan big, 2)
	pairs := make(chan pair, 1)
	empty := make(chan struct{})
	floats := make(chan float32, 3)
	arrays := make(chan [1]bool, 1)
	go func() {
		strings <- "a string"
		var b big
		b.name = "big"
		b.data[39] = 7
		bigs <- b
		b.data[39] = 8
		bigs <- b
		pairs <- pair{-3, "pair"}
		empty <- struct{}{}
		floats <- 1.5
		arrays <- [1]bool{true}
	}()
	println(<-strings)
	x, y := <-bigs, <-bigs
	println(x.name, x.data[39], y.data[39])
	p := <-pairs
	println(p.a, p.b)
	<-empty
	println(<-floats)
	println((<-arrays)[0])
}

func lengths() {
	var none chan int
	c := make(chan int, 4)
	c <- 1
	c <- 2
	println(len(none), cap(none), len(c), cap(c))
	n := uint8(3)
	println(cap(make(chan bool, n)))
}

func closed() {
	c := make(chan int, 2)
	c <- 5
	close(c)
	v, ok := <-c
	println(v, ok)
	v, ok = <-c
	println(v, ok)
	var third bool
	_, third = <-c
	println(third)
	d := make(chan big)
	close(d)
	b, ok := <-d
	println(b.name == "", b.data[39], ok)
}

func chans() {
	cc := make(chan chan int, 1)
	c := make(chan int, 1)
	cc <- c
	(<-cc) <- 9
	println(<-c)
	var recv <-chan int = c
	var send chan<- int = c
	send <- 10
	println(<-recv)
	println(c == recv, cc != nil)
	var i interface{} = c
	_, ok := i.(chan int)
	_, no := i.(chan<- int)
	println(ok, no)
}

func first(c chan int) (v int, ok bool) {
	v, ok = <-c
	return
}

func main() {
	c := make(chan int)
	go produce(c, 5)
	for v := range c {
		print(v, " ")
	}
	println()
	c = make(chan int, 3)
	go produce(c, 7)
	sum := 0
	for v := range c {
		if v == 1 {
			continue
		}
		if v > 20 {
			break
		}
		sum += v
	}
	println(sum, <-c)
	n := 0
	d := make(chan int, 3)
	d <- 1
	d <- 1
	close(d)
	for range d {
		n++
	}
	println(n)
	println(first(d))
	sizes()
	lengths()
	closed()
	chans()
}
