// This file implements how print reaches the host. Nothing in it can panic: a program that only prints strings then
// carries nothing of panics.

//go:unchecked

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

// printindented prints text whose further lines begin with a tab.
func printindented(s string) {
	start := 0
	for i := 0; i < len(s); i++ {
		if s[i] == '\n' {
			printstring(s[start : i+1])
			printstring("\t")
			start = i + 1
		}
	}
	printstring(s[start:])
}
