// What cannot be an export.
package main

//go:wasmexport f
func f[T any](x T) {}

//go:wasmexport init
func init() {}

func main() { f(0) }
