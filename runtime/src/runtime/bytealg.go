// This file implements the functions of internal/bytealg that upstream writes in assembly.

package runtime

import "unsafe"

//go:linkname bytealg_IndexByte internal/bytealg.IndexByte
func bytealg_IndexByte(b []byte, c byte) int {
	for i, x := range b {
		if x == c {
			return i
		}
	}
	return -1
}

//go:linkname bytealg_IndexByteString internal/bytealg.IndexByteString
func bytealg_IndexByteString(s string, c byte) int {
	for i := 0; i < len(s); i++ {
		if s[i] == c {
			return i
		}
	}
	return -1
}

//go:linkname bytealg_Count internal/bytealg.Count
func bytealg_Count(b []byte, c byte) int {
	n := 0
	for _, x := range b {
		if x == c {
			n++
		}
	}
	return n
}

//go:linkname bytealg_CountString internal/bytealg.CountString
func bytealg_CountString(s string, c byte) int {
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] == c {
			n++
		}
	}
	return n
}

//go:linkname bytealg_Compare internal/bytealg.Compare
func bytealg_Compare(a, b []byte) int {
	return cmpstring(unsafe.String(unsafe.SliceData(a), len(a)), unsafe.String(unsafe.SliceData(b), len(b)))
}
