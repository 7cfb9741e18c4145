// Package sync over the runtime's semaphores.
package main

import (
	"runtime"
	"sync"
	"sync/atomic"
)

func mutex() {
	var mu sync.Mutex
	var wg sync.WaitGroup
	n := 0
	for i := 0; i < 10; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for j := 0; j < 100; j++ {
				mu.Lock()
				k := n
				if j%10 == 0 {
					runtime.Gosched()
				}
				n = k + 1
				mu.Unlock()
			}
		}()
	}
	wg.Wait()
	println(n, mu.TryLock(), mu.TryLock())
}

func rw() {
	var mu sync.RWMutex
	var wg sync.WaitGroup
	readers, most, writes := int32(0), int32(0), 0
	for i := 0; i < 5; i++ {
		wg.Add(2)
		go func() {
			defer wg.Done()
			mu.RLock()
			most = max(most, atomic.AddInt32(&readers, 1))
			runtime.Gosched()
			atomic.AddInt32(&readers, -1)
			mu.RUnlock()
		}()
		go func() {
			defer wg.Done()
			mu.Lock()
			if atomic.LoadInt32(&readers) != 0 {
				println("a reader in the way")
			}
			runtime.Gosched()
			writes++
			mu.Unlock()
		}()
	}
	wg.Wait()
	println(writes, most > 0)
}

func once() {
	var o sync.Once
	var wg sync.WaitGroup
	for i := 0; i < 3; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			o.Do(func() {
				runtime.Gosched()
				println("once")
			})
		}()
	}
	wg.Wait()
}

func cond() {
	var mu sync.Mutex
	c := sync.NewCond(&mu)
	var queue []int
	var wg sync.WaitGroup
	wg.Add(3)
	for i := 0; i < 3; i++ {
		go func() {
			defer wg.Done()
			mu.Lock()
			defer mu.Unlock()
			for len(queue) == 0 {
				c.Wait()
			}
			println("took", queue[0])
			queue = queue[1:]
		}()
	}
	runtime.Gosched()
	for i := 0; i < 3; i++ {
		mu.Lock()
		queue = append(queue, i)
		mu.Unlock()
		if i == 0 {
			c.Signal()
		}
		runtime.Gosched()
	}
	c.Broadcast()
	wg.Wait()
}

func main() {
	mutex()
	rw()
	once()
	cond()
}
