package b

//go:wasmimport env exec_sh
func exec(n int32) int32

func Exec() int32 { return exec(1) }
