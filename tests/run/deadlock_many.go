package main

func main() {
	c := make(chan int)
	for i := range 2 {
		go func() { c <- i }()
	}
	go func() { select {} }()
	var m chan string
	select {
	case <-m:
	case s := <-m:
		println(s)
	}
}
