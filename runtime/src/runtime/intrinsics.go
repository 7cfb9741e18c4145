// This file declares the functions that the compiler replaces by instructions. No other file of the overlay has
// functions without body, but for host imports.

package runtime

import (
	"internal/abi"
	"unsafe"
)

// memorySize returns the size of the linear memory in pages of 64 KiB.
func memorySize() int32

// memoryGrow grows the linear memory and returns its former size in pages, or -1.
func memoryGrow(pages int32) int32

// heapStart returns the first address behind static data and the memory stack.
func heapStart() uintptr

// memoryCopy is memory.copy: the ranges may overlap.
func memoryCopy(to, from unsafe.Pointer, n uintptr)

// memoryFill is memory.fill.
func memoryFill(p unsafe.Pointer, value byte, n uintptr)

// leaveForGood makes its caller leave with status 2: every frame further out runs its deferred calls and leaves as well.
func leaveForGood()

// load32, load64, store32 and store64 access memory at any address, without checks.
func load32(addr uint32) uint32

func load64(addr uint32) uint64

func store32(addr, value uint32)

func store64(addr uint32, value uint64)

// collects reports whether the program has a collector: not with -gc=leaking.
func collects() bool

// stressMode reports whether every allocation is to collect, poisonMode whether freed memory is to be overwritten: the
// compiler's flags -d=gcstress and -d=gcpoison.
func stressMode() bool

func poisonMode() bool

// holdsKind reports whether an interface may hold a value of a defined type of this kind, which is a constant. Where the
// whole program has none, what depends on it is dropped.
func holdsKind(kind abi.Kind) bool

// mayLeave reports whether the running code may suspend: it is no part of the base, and no function that must not leave with
// return (//go:nosuspend, and all that end in a panic) is under way.
func mayLeave() bool

// suspend makes its caller leave with status 1, and go on behind the call when its goroutine is resumed. leaveReason
// says what for. Only goroutines suspend, the base never does.
func suspend()

// resumeFrame, on the base, goes on in a frame. Status says how what the frame had called ended: 0 if it returned, 2 if it
// left for good. The result is how the frame's own function ended: 0, 2, or 1 if it left with return once more.
func resumeFrame(f *frame, status int32) int32

// callOnBase calls fn with nothing but the base below it, and gives its status.
func callOnBase(fn func()) int32

// memoryStack and setMemoryStack get and set the pointer of the memory stack, which grows down.
func memoryStack() uintptr

func setMemoryStack(sp uintptr)

// stackLimit, stackSpan and setStackBounds are about the segment of the memory stack that frames are made in: between limit
// and limit+span they may be.
func stackLimit() uintptr

func stackSpan() uintptr

func setStackBounds(limit, span uintptr)

// stackDepth and setStackDepth are about the estimate of the bytes that the engine's stack takes; stackFloor and setStackFloor about
// what the base has below it, which is more than nothing if it lies above frames of the host's.
func stackDepth() int32

func setStackDepth(bytes int32)

func stackFloor() int32

func setStackFloor(bytes int32)

// holding and setHolding are about whether something is under way that must not leave with return.
func holding() int32

func setHolding(held int32)

// leftResult is the result of what a goroutine has just returned from at the base.
func leftResult() uint64

// exports reports whether the program has functions for the host, reactor whether it is run by those alone
// (-buildmode=c-shared).
func exports() bool

func reactor() bool

// hostReturns reports whether the host wants its calls back when all goroutines are idle: target js.
func hostReturns() bool

// hostFrame and setHostFrame are about where the frame is of the call of a gojs function that is under way.
func hostFrame() int32

func setHostFrame(sp int32)

// trap stops the engine.
func trap()
