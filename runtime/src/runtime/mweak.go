// This file implements the handles behind weak pointers: a word with an address, one for each, which the collector clears
// when it finds the object dead.

package runtime

import "unsafe"

// An immortalHandle is of an address that is not on the heap.
type immortalHandle struct {
	address uintptr
	next    *immortalHandle
}

var immortalHandles *immortalHandle

//go:linkname weakHandle weak.runtime_registerWeakPointer
func weakHandle(p unsafe.Pointer) unsafe.Pointer {
	s, _ := objectOf(p)
	if s == nil {
		return immortal(uintptr(p))
	}
	addr := addressOf(p)
	at := findSpecial(s, addr, specialWeak)
	if isSpecialOf(*at, s, addr, specialWeak) {
		return unsafe.Pointer((*at).handle)
	}
	handle := new(uintptr)
	*handle = uintptr(p)
	// That may have collected, and removed specials of other objects.
	at = findSpecial(s, addr, specialWeak)
	x := newSpecial(specialWeak)
	x.handle = handle
	attach(x, at, s, addr)
	KeepAlive(p)
	return unsafe.Pointer(handle)
}

func immortal(p uintptr) unsafe.Pointer {
	for h := immortalHandles; h != nil; h = h.next {
		if h.address == p {
			return unsafe.Pointer(h)
		}
	}
	h := (*immortalHandle)(pointerTo(recordAlloc(uint32(unsafe.Sizeof(immortalHandle{})))))
	h.address = p
	h.next = immortalHandles
	immortalHandles = h
	return unsafe.Pointer(h)
}

//go:linkname strongFromWeak weak.runtime_makeStrongFromWeak
func strongFromWeak(handle unsafe.Pointer) unsafe.Pointer {
	if handle == nil {
		return nil
	}
	return unsafe.Pointer(*(*uintptr)(handle))
}
