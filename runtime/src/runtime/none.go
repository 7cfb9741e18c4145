// This file implements what WASI's functions do on target none, where there is no host to ask: the compiler calls these in place of
// the imports of the standard library (crates/lower/src/none.rs). What has neither a function here nor a hook of the host's does
// not exist: ENOSYS.

//go:build pontoon.none

//go:unchecked

package runtime

import "unsafe"

// Host functions that a flag may name: -none-hook=print=MODULE.NAME and so on.
const (
	hookedPrint = iota
	hookedClock
	hookedRandom
	hookedExit
)

//go:wasmimport pontoon:hook print
//go:noescape
func hookPrint(p unsafe.Pointer, n int32)

//go:wasmimport pontoon:hook clock
func hookClock() int64

//go:wasmimport pontoon:hook random
//go:noescape
func hookRandom(p unsafe.Pointer, n int32)

//go:wasmimport pontoon:hook exit
func hookExit(code int32)

// hooked reports whether a flag names a function for this.
func hooked(hook int32) bool

const (
	errnoNone  = 0
	errnoBADF  = 8
	errnoNOSYS = 52
)

func noneArgsSizes(count, size unsafe.Pointer) uint32 {
	*(*uint32)(count) = 0
	*(*uint32)(size) = 0
	return errnoNone
}

func noneArgs(list, text unsafe.Pointer) uint32 { return errnoNone }

// nonePrestat says that there are no folders; any other error would end the program.
func nonePrestat(fd int32, prestat unsafe.Pointer) uint32 { return errnoBADF }

func noneYield() uint32 { return errnoNone }

func noneWrite(fd int32, iovs unsafe.Pointer, n uint32, written unsafe.Pointer) uint32 {
	if fd != 1 && fd != 2 {
		return errnoBADF
	}
	total := uint32(0)
	for i := uint32(0); i < n; i++ {
		iov := uint32(uintptr(iovs)) + 8*i
		p, size := load32(iov), load32(iov+4)
		if hooked(hookedPrint) && size != 0 {
			hookPrint(pointerTo(p), int32(size))
		}
		total += size
	}
	*(*uint32)(written) = total
	return errnoNone
}

// noneTicks is the time of a host without a clock: every look at it takes a nanosecond.
var noneTicks uint64

func noneClock(clock uint32, precision uint64, time unsafe.Pointer) uint32 {
	if hooked(hookedClock) {
		*(*uint64)(time) = uint64(hookClock())
	} else {
		noneTicks++
		*(*uint64)(time) = noneTicks
	}
	return errnoNone
}

// nonePoll waits for the first clock among the subscriptions.
func nonePoll(in, out unsafe.Pointer, n uint32, nevents unsafe.Pointer) uint32 {
	const size, tag, timeout = 48, 8, 24
	for i := uint32(0); i < n; i++ {
		sub := uint32(uintptr(in)) + size*i
		if load32(sub+tag)&0xff != 0 {
			continue
		}
		if !hooked(hookedClock) {
			throw("time.Sleep needs a clock: target none has none")
		}
		for end := uint64(hookClock()) + load64(sub+timeout); uint64(hookClock()) < end; {
		}
		event := uint32(uintptr(out))
		store64(event, load64(sub))
		store64(event+8, 0)
		*(*uint32)(nevents) = 1
		return errnoNone
	}
	return errnoNOSYS
}

var noneSeed uint64 = 0x9e3779b97f4a7c15

// noneSeeds gives the runtime what it seeds maps with: the same in every run.
func noneSeeds(p unsafe.Pointer, n uint32) uint32 {
	if hooked(hookedRandom) {
		hookRandom(p, int32(n))
		return errnoNone
	}
	for i := uint32(0); i < n; i++ {
		noneSeed ^= noneSeed << 13
		noneSeed ^= noneSeed >> 7
		noneSeed ^= noneSeed << 17
		*(*byte)(pointerTo(uint32(uintptr(p)) + i)) = byte(noneSeed)
	}
	return errnoNone
}

// noneRandom is for who must not be predictable.
func noneRandom(p unsafe.Pointer, n uint32) uint32 {
	if !hooked(hookedRandom) {
		throw("crypto/rand needs randomness: target none has none")
	}
	hookRandom(p, int32(n))
	return errnoNone
}

func noneExit(code int32) {
	if hooked(hookedExit) {
		hookExit(code)
	}
	trap()
}
