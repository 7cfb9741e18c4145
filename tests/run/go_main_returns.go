// Main's return ends the program, whatever else could run; goroutines that were made last run first.
package main

func main() {
	c := make(chan int)
	for i := 0; i < 3; i++ {
		go func() { println("runs", i); c <- i }()
	}
	println(<-c)
	go func() {
		for {
			println("never")
		}
	}()
}
