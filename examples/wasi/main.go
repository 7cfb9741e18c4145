// Wasi talks to WASI preview 1 with nothing between: no package os, every function of the system declared by hand as the
// proposal for //go:wasmimport shows it. Run it with some arguments; it prints them, what time it is and some random bytes,
// and exits with the number of arguments.
package main

import "unsafe"

type errno = uint32

//go:wasmimport wasi_snapshot_preview1 args_sizes_get
func argsSizesGet(count, bytes unsafe.Pointer) errno

//go:wasmimport wasi_snapshot_preview1 args_get
func argsGet(pointers, text unsafe.Pointer) errno

//go:wasmimport wasi_snapshot_preview1 clock_time_get
func clockTimeGet(clock uint32, precision uint64, time unsafe.Pointer) errno

//go:wasmimport wasi_snapshot_preview1 random_get
func randomGet(buf unsafe.Pointer, n uint32) errno

//go:wasmimport wasi_snapshot_preview1 fd_write
func fdWrite(fd int32, buffers unsafe.Pointer, n uint32, written unsafe.Pointer) errno

//go:wasmimport wasi_snapshot_preview1 proc_exit
func procExit(status int32)

// A buffer as WASI wants it: addresses and lengths of 32 bits.
type buffer struct {
	address, length uint32
}

func write(text []byte) {
	if len(text) == 0 {
		return
	}
	b := buffer{uint32(uintptr(unsafe.Pointer(&text[0]))), uint32(len(text))}
	var written uint32
	if fdWrite(1, unsafe.Pointer(&b), 1, unsafe.Pointer(&written)) != 0 {
		procExit(100)
	}
}

func writeString(text string) {
	write([]byte(text))
}

// arguments returns the program's arguments, its name not among them.
func arguments() [][]byte {
	var count, size uint32
	if argsSizesGet(unsafe.Pointer(&count), unsafe.Pointer(&size)) != 0 || count == 0 {
		return nil
	}
	pointers := make([]uint32, count)
	text := make([]byte, size)
	if argsGet(unsafe.Pointer(&pointers[0]), unsafe.Pointer(&text[0])) != 0 {
		return nil
	}
	var list [][]byte
	base := uint32(uintptr(unsafe.Pointer(&text[0])))
	for _, p := range pointers[1:] {
		from := p - base
		to := from
		for text[to] != 0 {
			to++
		}
		list = append(list, text[from:to])
	}
	return list
}

func hex(bytes []byte) []byte {
	const digits = "0123456789abcdef"
	var out []byte
	for _, b := range bytes {
		out = append(out, digits[b>>4], digits[b&15])
	}
	return out
}

func main() {
	list := arguments()
	for _, arg := range list {
		writeString("argument ")
		write(arg)
		writeString("\n")
	}

	var now uint64
	if clockTimeGet(0, 1, unsafe.Pointer(&now)) == 0 && now > 1_700_000_000_000_000_000 {
		writeString("the clock is right\n")
	}

	var random [16]byte
	if randomGet(unsafe.Pointer(&random[0]), uint32(len(random))) == 0 {
		writeString("random ")
		write(hex(random[:]))
		writeString("\n")
	}
	procExit(int32(len(list)))
}
