// This file implements clean-ups: functions that run some time after an object has become unreachable.

package runtime

import (
	"internal/abi"
	"unsafe"
)

// A Cleanup stands for a call of AddCleanup.
type Cleanup struct {
	id  uint64
	ptr uintptr
}

// AddCleanup makes cleanup be called with arg some time after nothing refers to ptr any more.
func AddCleanup[T, S any](ptr *T, cleanup func(S), arg S) Cleanup {
	ptr = abi.Escape(ptr)
	if ptr == nil {
		panic("runtime.AddCleanup: ptr is nil")
	}
	var within unsafe.Pointer
	if kind := abi.TypeOf(arg).Kind(); kind == abi.Pointer || kind == abi.UnsafePointer {
		within = *(*unsafe.Pointer)(unsafe.Pointer(&arg))
	}
	fn := func() { cleanup(arg) }
	return addCleanup(unsafe.Pointer(ptr), within, *(*unsafe.Pointer)(unsafe.Pointer(&cleanup)), fn)
}

// addCleanup attaches fn to the object that ptr points into; arg is the argument that fn passes if that is a pointer, user
// the function that it calls.
func addCleanup(ptr, arg, user unsafe.Pointer, fn func()) Cleanup {
	if arg == ptr {
		panic("runtime.AddCleanup: ptr is equal to arg, cleanup will never run")
	}
	s, base := objectOf(ptr)
	if s == nil {
		if uintptr(ptr) < heapStart() {
			// Static data is never freed.
			return Cleanup{}
		}
		panic("runtime.AddCleanup: ptr not in allocated block")
	}
	inside := func(p uint32) bool { return p-base < s.elemSize }
	if inside(addressOf(arg)) {
		panic("runtime.AddCleanup: ptr is within arg, cleanup will never run")
	}
	if closure, start := objectOf(user); closure != nil && closure.chunks > 0 {
		for i := uint32(0); i < closure.elemSize; i += 8 {
			word := i % closure.period / 8
			isPointer := word/64 < closure.chunks && load64(closure.mask+word/64*8)>>(word%64)&1 != 0
			if isPointer && inside(load32(start+i)) {
				panic("runtime.AddCleanup: cleanup function closes over ptr, cleanup will never run")
			}
		}
	}
	startRunner()
	x := newSpecial(specialCleanup)
	specials.lastID++
	x.id = specials.lastID
	x.fn = *(*unsafe.Pointer)(unsafe.Pointer(&fn))
	attach(x, findSpecial(s, base, specialCleanup), s, base)
	KeepAlive(ptr)
	return Cleanup{x.id, uintptr(base)}
}

// Stop takes a clean-up back, if it has not been queued to run yet.
func (c Cleanup) Stop() {
	if c.id == 0 {
		return
	}
	base := uint32(c.ptr)
	s := spanOf(base)
	if s == nil {
		return
	}
	at := findSpecial(s, base, specialCleanup)
	for ; isSpecialOf(*at, s, base, specialCleanup); at = &(*at).next {
		if (*at).id == c.id {
			freeSpecial(detach(at))
			return
		}
	}
}
