// This file implements what copies, clears and compares memory.

//go:unchecked

package runtime

import "unsafe"

// memmove copies n bytes; the ranges may overlap. Below 16 bytes memory.copy costs more than loads and stores
// (a call into the engine), and most copies are short.
//
// It moves pointers as integers, which the collector does not see: nothing may come in between, so it stays a function.
//
//go:noinline
func memmove(to, from unsafe.Pointer, n uintptr) {
	switch {
	case n > 32:
		memoryCopy(to, from, n)
	case n > 16:
		// Everything is loaded before anything is stored, so overlapping ranges are no matter.
		a := *(*[2]uint64)(from)
		b := *(*[2]uint64)(add(from, n-16))
		*(*[2]uint64)(to) = a
		*(*[2]uint64)(add(to, n-16)) = b
	case n >= 8:
		a, b := *(*uint64)(from), *(*uint64)(add(from, n-8))
		*(*uint64)(to), *(*uint64)(add(to, n-8)) = a, b
	case n >= 4:
		a, b := *(*uint32)(from), *(*uint32)(add(from, n-4))
		*(*uint32)(to), *(*uint32)(add(to, n-4)) = a, b
	case n > 0:
		a, b, c := *(*uint8)(from), *(*uint8)(add(from, n/2)), *(*uint8)(add(from, n-1))
		*(*uint8)(to), *(*uint8)(add(to, n/2)), *(*uint8)(add(to, n-1)) = a, b, c
	}
}

// memclrNoHeapPointers clears n bytes.
func memclrNoHeapPointers(p unsafe.Pointer, n uintptr) {
	if n > 128 {
		memoryFill(p, 0, n)
		return
	}
	for ; n >= 8; n -= 8 {
		*(*uint64)(p) = 0
		p = add(p, 8)
	}
	for ; n > 0; n-- {
		*(*uint8)(p) = 0
		p = add(p, 1)
	}
}

func memclrHasPointers(p unsafe.Pointer, n uintptr) { memclrNoHeapPointers(p, n) }

func typedmemclr(typ *_type, p unsafe.Pointer) { memclrNoHeapPointers(p, typ.Size_) }

func typedmemmove(typ *_type, to, from unsafe.Pointer) { memmove(to, from, typ.Size_) }

func typedslicecopy(typ *_type, to unsafe.Pointer, toLen int, from unsafe.Pointer, fromLen int) int {
	n := min(toLen, fromLen)
	memmove(to, from, uintptr(n)*typ.Size_)
	return n
}

// memequal reports whether n bytes are equal.
func memequal(x, y unsafe.Pointer, n uintptr) bool {
	if x == y {
		return true
	}
	for ; n >= 8; n -= 8 {
		if *(*uint64)(x) != *(*uint64)(y) {
			return false
		}
		x, y = add(x, 8), add(y, 8)
	}
	for ; n > 0; n-- {
		if *(*uint8)(x) != *(*uint8)(y) {
			return false
		}
		x, y = add(x, 1), add(y, 1)
	}
	return true
}

// cmpstring orders two strings: -1, 0 or 1.
func cmpstring(a, b string) int {
	n := min(len(a), len(b))
	for i := 0; i < n; i++ {
		if a[i] != b[i] {
			if a[i] < b[i] {
				return -1
			}
			return 1
		}
	}
	switch {
	case len(a) < len(b):
		return -1
	case len(a) > len(b):
		return 1
	}
	return 0
}

// slicebytetostringtmp is a string over b's memory, for as long as nobody writes there.
func slicebytetostringtmp(ptr *byte, n int) string { return unsafe.String(ptr, n) }

// There is no concurrent collector, hence nothing to tell it.
func bulkBarrierPreWriteSrcOnly(dst, src, size uintptr, typ *_type) {}

var writeBarrier struct{ enabled bool }

// KeepAlive keeps x reachable up to here.
func KeepAlive(x any) {}
