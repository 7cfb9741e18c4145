// Exports that wait, and that are done in another order than they were called in (wasm-boundary.md §5.1, R05 to R12).
package main

//go:wasmimport host call
func call(which int32) int64

var (
	toA, toB = make(chan int), make(chan int)
	early    = call(3)
)

// outer is done while inner waits, which another goroutine was called for.
//
//go:wasmexport outer
func outer() int64 {
	go func() {
		println("inner gives", call(2))
	}()
	<-toA
	go func() { toB <- 1 }()
	println("outer is done")
	return 1 << 40
}

//go:wasmexport inner
func inner() int32 {
	toA <- 1
	<-toB
	println("inner is done")
	return 7
}

//go:wasmexport sum
func sum() int64 {
	numbers, result := make(chan int64), make(chan int64)
	for i := range 3 {
		go func() { numbers <- int64(i) }()
	}
	go func() { result <- <-numbers + <-numbers + <-numbers }()
	return <-result
}

// later returns before what it started has run.
//
//go:wasmexport later
func later() {
	go println("it ran later")
}

func main() {
	println("early", early)
	println("outer gives", call(1))
	println("sum", call(3))
	call(4)
	println("later returned")
	println("sum", call(3))
}
