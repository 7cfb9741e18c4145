// Types without names are shown as gc shows them here.
package main

//go:wasmimport env f
func f(a *struct{ x int32 }, b struct{}, c interface{ M() }, d *struct{ p *struct{ q, r int } })

func main() {}
