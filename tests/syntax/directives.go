// go:build ignored
//go:build linux
//   go:near
//go:build second
package p //go:after

//go:wasm-module env
// go:wasmimport a b
//	go:wasmimport a b
// go: not near
//export g
func f()

func g() {
	//go:inside
	x := 1 //go:inside
	//go:local
	var y int
	/* c */ //go:alone
	_ = struct {
		//go:field
		a int
	}{}
}

type (
	//go:spec
	A int
	//go:close
)

//go:end
