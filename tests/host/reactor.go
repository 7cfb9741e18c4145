// A module that its host calls: initialized, but main does not run (wasm-boundary.md §4.3, R01 to R07).
package main

var (
	table = map[string]int64{"one": 1}
	ch    = make(chan int64)
	log   []string
)

func init() { log = append(log, "init") }

//go:wasmexport state
func state() int32 {
	println(len(log), table["one"])
	return int32(len(log))
}

//go:wasmexport send
func send(n int64) { go func() { println("sends", n); ch <- n }() }

//go:wasmexport receive
func receive() int64 { return <-ch }

//go:wasmimport wasi_snapshot_preview1 proc_exit
func proc_exit(n int32)

//go:wasmexport exit
func exit(n int32) { proc_exit(n) }

func main() { println("main does not run") }
