// This file implements how print reaches the host. Nothing in it can panic: a program that only prints strings and integers then
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

func printuint(v uint64) { printbase10(v, false) }

func printint(v int64) {
	if v < 0 {
		printbase10(-uint64(v), true)
	} else {
		printbase10(uint64(v), false)
	}
}

// printbase10 writes the digits of v, behind a minus sign if negative.
func printbase10(v uint64, negative bool) {
	var text [20]byte // the most that 64 bits and a sign take
	at := len(text)
	for {
		at--
		text[at] = '0' + byte(v%10)
		v /= 10
		if v == 0 {
			break
		}
	}
	if negative {
		at--
		text[at] = '-'
	}
	gwrite(text[at:])
}

// printhexopts writes v in base 16 with at least so many digits.
func printhexopts(prefix bool, digits int, v uint64) {
	var text [32]byte
	digits = min(digits, 16)
	at := len(text)
	for ; v != 0 || digits > 0 || at == len(text); digits-- {
		digit := byte(v & 15)
		if digit > 9 {
			digit += 'a' - '0' - 10
		}
		at--
		text[at] = '0' + digit
		v >>= 4
	}
	if prefix {
		at -= 2
		text[at], text[at+1] = '0', 'x'
	}
	gwrite(text[at:])
}
