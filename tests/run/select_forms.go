// All forms of select.
package main

type big struct{ x [20]int }

func nonblocking() {
	c := make(chan int, 1)
	select {
	case v := <-c:
		println("got", v)
	default:
		println("empty")
	}
	select {
	case c <- 1:
		println("sent")
	default:
		println("full")
	}
	select {
	case c <- 2:
		println("sent")
	default:
		println("full")
	}
	select {
	case v, ok := <-c:
		println("got", v, ok)
	default:
		println("empty")
	}
	close(c)
	select {
	case v, ok := <-c:
		println("got", v, ok)
	default:
		println("empty")
	}
	var none chan int
	select {
	case none <- 1:
		println("sent to nil")
	default:
		println("nil never sends")
	}
	select {
	case <-none:
	default:
		println("nil never receives")
	}
}

func single() {
	c := make(chan string, 1)
	select {
	case c <- "one":
	}
	select {
	case s := <-c:
		println(s)
	}
	select {
	default:
		println("only default")
	}
}

var trace string

func note(s string, c chan int) chan int {
	trace += s
	return c
}

func value(s string, v int) int {
	trace += s
	return v
}

func order() {
	a, b := make(chan int), make(chan int, 1)
	var x [3]int
	select {
	case note("1", a) <- value("2", 3):
	case x[value("never", 9)%3] = <-note("3", nil):
	case note("4", b) <- value("5", 6):
		trace += "!"
	}
	println(trace, <-b)
	b <- 7
	trace = ""
	var ok bool
	select {
	case x[value("i", 2)], ok = <-note("b", b):
	case <-note("a", a):
	}
	println(trace, x[2], ok)
}

func assign() {
	c := make(chan int, 1)
	other := make(chan string)
	var any interface{}
	c <- 3
	select {
	case any = <-c:
	case any = <-other:
	}
	println(any.(int))
	bigs := make(chan big, 1)
	bigs <- big{[20]int{19: 5}}
	select {
	case b := <-bigs:
		println(b.x[19])
	case _ = <-other:
	}
	bigs <- big{[20]int{19: 6}}
	select {
	case _, ok := <-bigs:
		println(ok)
	case <-other:
	}
}

func loops() {
	data, quit := make(chan int), make(chan bool)
	go func() {
		for i := 0; i < 4; i++ {
			data <- i
		}
		quit <- true
	}()
	sum := 0
outer:
	for {
		select {
		case v := <-data:
			if v == 1 {
				continue outer
			}
			if v == 2 {
				break
			}
			sum += v
		case <-quit:
			break outer
		}
	}
	println("sum", sum)
}

func both() {
	// A goroutine that waits in a select both to send and to receive.
	in, out := make(chan int), make(chan int)
	go func() {
		for i := 0; i < 2; i++ {
			select {
			case v := <-in:
				println("in", v)
			case out <- 5:
				println("out")
			}
		}
		close(out)
	}()
	in <- 1
	println(<-out)
	<-out
}

func fair() {
	a, b := make(chan int, 1000), make(chan int, 1000)
	for i := 0; i < 1000; i++ {
		a <- i
		b <- i
	}
	na, nb := 0, 0
	for i := 0; i < 1000; i++ {
		select {
		case <-a:
			na++
		case <-b:
			nb++
		}
	}
	println(na+nb, na > 300, nb > 300)
}

func closing() {
	a, b := make(chan int), make(chan int)
	go func() {
		select {
		case <-a:
			println("a")
		case v, ok := <-b:
			println("b", v, ok)
		}
		a <- 1
	}()
	for i := 0; i < 3; i++ {
		yield()
	}
	close(b)
	<-a
}

func yield() {
	c := make(chan bool)
	go func() { c <- true }()
	<-c
}

func sends() {
	a, b, c := make(chan int), make(chan string), make(chan int)
	done := make(chan bool)
	go func() {
		for i := 0; i < 3; i++ {
			select {
			case a <- 1:
			case b <- "two":
			case c <- 3:
			}
		}
		done <- true
	}()
	println(<-c, <-a, <-b)
	<-done
}

func main() {
	sends()
	nonblocking()
	single()
	order()
	assign()
	loops()
	both()
	fair()
	closing()
}
