// Packages sync and context over goroutines.
package main

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

func main() {
	var wg sync.WaitGroup
	var mu sync.Mutex
	var n atomic.Int64
	total := 0
	for i := 0; i < 10; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			total += i
			mu.Unlock()
			n.Add(1)
		}()
	}
	wg.Wait()
	fmt.Println(total, n.Load())
	var once sync.Once
	once.Do(func() { fmt.Println("once") })
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	<-ctx.Done()
	fmt.Println(ctx.Err())
	var m sync.Map
	m.Store("a", 1)
	v, ok := m.Load("a")
	fmt.Println(v, ok)
	p := sync.Pool{New: func() any { return new(int) }}
	p.Put(p.Get())
	c := sync.NewCond(&mu)
	go func() { mu.Lock(); c.Signal(); mu.Unlock() }()
	mu.Lock()
	c.Wait()
	mu.Unlock()
	fmt.Println("done")
}
