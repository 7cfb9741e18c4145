// Goexit runs deferred calls, which find nothing to recover, and ends the program where nobody is left.
package main

import "runtime"

func main() {
	defer println("deferred")
	defer func() { println(recover() == nil) }()
	defer func() {
		defer func() { println(recover().(string)) }()
		panic("in goexit")
	}()
	runtime.Goexit()
}
