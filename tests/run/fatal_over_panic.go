// A fatal error while a panic is under way.
package main

import "sync"

type E struct{}

func (E) Error() string { return "never asked" }

func main() {
	defer func() {
		var mu sync.Mutex
		mu.Unlock()
	}()
	panic("first")
}
