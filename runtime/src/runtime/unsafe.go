// This file implements the checks of unsafe.String and unsafe.Slice: what they make must not be longer than an int can
// say, nor reach beyond the 32-bit addresses that there are.

package runtime

import (
	"internal/runtime/math"
	"unsafe"
)

func unsafestring(ptr unsafe.Pointer, len int) {
	switch {
	case len < 0:
		panicunsafestringlen()
	case uintptr(len) > maxAlloc-uintptr(ptr) || ptr == nil && len > 0:
		if ptr == nil {
			panicunsafestringnilptr()
		}
		panicunsafestringlen()
	}
}

func unsafeslice(et *_type, ptr unsafe.Pointer, len int) {
	if len < 0 {
		panicunsafeslicelen()
	}
	size, overflow := math.MulUintptr(et.Size_, uintptr(len))
	switch {
	case ptr == nil && len > 0:
		panicunsafeslicenilptr()
	case overflow || size > maxAlloc-uintptr(ptr) || uint64(len) >= 1<<31:
		panicunsafeslicelen()
	}
}
