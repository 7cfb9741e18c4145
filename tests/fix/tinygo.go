package main

//go:wasm-module env
//export log
func log(p *byte, n int32)

//export tick
func tick()

//export wide
func wide(n int)

//go:wasmexport both
//export both
func both() { tick() }

//export step
func step(n int64) { wide(1) }

func main() {}
