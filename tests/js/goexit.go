// A recovered panic that came on top of Goexit: that goes on.
package main

import "runtime"

func g() {
	defer func() { println("rec", recover().(string)) }()
	defer func() { panic("over goexit") }()
	runtime.Goexit()
}
func main() {
	defer println("deferred")
	g()
	println("not reached")
}
