// This file implements how print reaches the host. Nothing in it can panic: a program that only prints strings then
// carries nothing of panics.

package runtime

import "unsafe"

// printlock and printunlock keep other threads from printing in between; there are none.
func printlock() {}

func printunlock() {}

// gwrite writes what print and println format.
func gwrite(b []byte) {
	writeErr2(unsafe.Pointer(unsafe.SliceData(b)), len(b))
}

func printstring(s string) {
	writeErr2(unsafe.Pointer(unsafe.StringData(s)), len(s))
}

func writeErr2(p unsafe.Pointer, n int) {
	if n > 0 {
		write1(2, p, int32(n))
	}
}
