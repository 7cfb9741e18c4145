// Sleeping, timers, tickers.
package main

import (
	"sync"
	"time"
)

func main() {
	start := time.Now()
	var mu sync.Mutex
	var order []int
	var wg sync.WaitGroup
	for _, d := range []int{30, 10, 20} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			time.Sleep(time.Duration(d) * time.Millisecond)
			mu.Lock()
			order = append(order, d)
			mu.Unlock()
		}()
	}
	wg.Wait()
	println(order[0], order[1], order[2])
	if d := time.Since(start); d < 30*time.Millisecond || d > 5*time.Second {
		println("slept", d)
	}
	c := make(chan int)
	select {
	case <-c:
	case <-time.After(5 * time.Millisecond):
		println("timeout")
	}
	t := time.NewTimer(time.Hour)
	println(t.Stop(), t.Stop(), t.Reset(time.Millisecond))
	<-t.C
	tick := time.NewTicker(2 * time.Millisecond)
	for i := 0; i < 3; i++ {
		<-tick.C
	}
	tick.Stop()
	println(len(tick.C), cap(tick.C))
	done := make(chan bool)
	time.AfterFunc(time.Millisecond, func() { done <- true })
	println(<-done)
	// Timers run although other goroutines are always runnable.
	stop := time.After(5 * time.Millisecond)
	n := 0
	yield := make(chan int)
	go func() {
		for {
			yield <- 1
		}
	}()
	for running := true; running; {
		select {
		case <-stop:
			running = false
		case <-yield:
			n++
		}
	}
	println(n > 0)
}
