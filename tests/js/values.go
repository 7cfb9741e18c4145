// Values, callbacks from Go and from the event loop, and thrown errors (G06, G11).
package main

import "syscall/js"

func main() {
	g := js.Global()
	println(g.Get("Math").Call("max", 3, 7).Int())
	f := js.FuncOf(func(this js.Value, args []js.Value) any {
		println("called with", args[0].String())
		return args[0].String() + "!"
	})
	g.Set("cb", f)
	println(g.Call("eval", "cb('from js')").String())
	done := make(chan string)
	tick := js.FuncOf(func(this js.Value, args []js.Value) any { done <- "timeout"; return nil })
	g.Call("setTimeout", tick, 10)
	println(<-done)
	defer func() { println("recovered:", recover().(error).Error()) }()
	g.Call("eval", "throw new Error('boom')")
}
