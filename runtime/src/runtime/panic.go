// This file implements panics and fatal errors. A panic puts a record on the goroutine and leaves for good (status 2):
// each frame further out runs its deferred calls, and the base prints what is on record.

package runtime

import (
	"internal/abi"
	"internal/runtime/atomic"
)

// A _panic is a panic that is under way.
type _panic struct {
	arg        any
	link       *_panic // the panic that this one came on top of
	recovered  bool
	repanicked bool // the next one has the same value
	goexit     bool // runtime.Goexit, not a panic
	aborted    bool // one on top of it has taken over its way
}

type throwType uint32

const (
	throwTypeNone throwType = iota
	throwTypeUser
	throwTypeRuntime
)

// A PanicNilError is what recover returns after panic(nil).
type PanicNilError struct {
	_ [0]func() // not comparable with itself by accident
}

func (*PanicNilError) Error() string {
	return "runtime error: panic called with nil argument"
}

func (*PanicNilError) RuntimeError() {}

var panicking atomic.Uint32

// gopanic is the predeclared panic.
func gopanic(e any) {
	if e == nil {
		e = new(PanicNilError)
	}
	gp := getg()
	uncaught = panicLeftMain
	gp._panic = &_panic{arg: e, link: gp._panic}
	// A wrapper may have panicked instead of passing an offer on.
	offered = nil
	leaveForGood()
}

// The compiler calls these where a check fails.

func panicmem() {
	getg().sig = 11
	panic(memoryError)
}

func panicdivide() { panic(divideError) }

func panicshift() { panic(shiftError) }

func panicoverflow() { panic(overflowError) }

// panicbounds reports an index or slice bound x against y; code is one of internal/abi's Bounds codes.
func panicbounds(x int64, y int, signed bool, code uint8) {
	panic(boundsError{x: x, y: y, signed: signed, code: abi.BoundsErrorCode(code)})
}

var (
	divideError   = error(errorString("integer divide by zero"))
	overflowError = error(errorString("integer overflow"))
	shiftError    = error(errorString("negative shift amount"))
	memoryError   = error(errorString("invalid memory address or nil pointer dereference"))
)

func panicCheck1(pc uintptr, msg string) {}
