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

// panicLeftMain is called at the base when the main goroutine has left for good: it prints the panics and ends the program.
// If printing itself panics it is called again, with printingPanics set.
func panicLeftMain() {
	gp := getg()
	if gp._panic.goexit {
		print("fatal error: no goroutines (main called runtime.Goexit) - deadlock!\n")
		exit(2)
	}
	if printingPanics {
		printFailedPrinting(gp._panic.arg)
	}
	printingPanics = true
	preprintpanics(gp._panic)
	printpanics(gp._panic)
	if gp.sig != 0 {
		print("[signal ", hex(gp.sig), " code=", hex(gp.sigcode0), " addr=", hex(gp.sigcode1), " pc=", hex(gp.sigpc), "]\n")
	}
	printTrace()
	exit(2)
}

var printingPanics bool

func printFailedPrinting(arg any) {
	print("fatal error: panic while printing panic value")
	switch v := arg.(type) {
	case nil:
	case string:
		print(": ", v)
	default:
		print(": type ", toRType(efaceOf(&v)._type).string())
	}
	print("\n")
	printTrace()
	exit(2)
}

// preprintpanics replaces errors and Stringers on record by their texts, so that printing calls no user code.
func preprintpanics(p *_panic) {
	for ; p != nil; p = p.link {
		if p.link != nil && *efaceOf(&p.link.arg) == *efaceOf(&p.arg) {
			p.link.repanicked = true
			continue
		}
		switch v := p.arg.(type) {
		case error:
			p.arg = v.Error()
		case stringer:
			p.arg = v.String()
		}
	}
}

// printpanics prints the panics on record, the oldest first.
func printpanics(p *_panic) {
	if p.link != nil {
		printpanics(p.link)
		if p.link.repanicked {
			return
		}
		if !p.link.goexit {
			print("\t")
		}
	}
	if p.goexit {
		return
	}
	print("panic: ")
	printpanicval(p.arg)
	switch {
	case p.recovered && p.repanicked:
		print(" [recovered, repanicked]")
	case p.recovered:
		print(" [recovered]")
	}
	print("\n")
}

// printTrace prints the first line of the goroutine's trace; call sites are not recorded yet, and main's is the only
// goroutine.
func printTrace() { print("\ngoroutine 1 [running]:\n") }

// throw is for faults of the runtime, fatal for faults of the program that no recover may hide.
func throw(s string) {
	print("fatal error: ", s, "\n")
	printTrace()
	exit(2)
}

func fatal(s string) { throw(s) }
