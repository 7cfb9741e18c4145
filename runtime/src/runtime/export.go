// This file implements calls of the host: the module's own entry, and functions with //go:wasmexport, which the host may
// call while the program is in a function of the host's. Each call has a base of its own, above the frames of the host.

//go:unchecked

package runtime

import "unsafe"

// A hostCall is a call of the host that has not returned. It lies in the frame of the function that was called, whose code
// is the compiler's (crates/lower/src/export.rs).
type hostCall struct {
	result uint64    // of the Go function, if that left before it returned
	outer  *hostCall // the one before, which is in a function of the host's
	before *hostCall // the goroutine's one before
	gp     *g        // the goroutine that runs it
	frames *frame    // what the goroutine is in below the host's frame
	panics *_panic   // and the panics that are under way there
	held   int32
	sp     int32 // where the host has the frame of a gojs function
	floor  int32
	ended  bool
	idles  bool // it returns when no goroutine is runnable
	guest  bool // the goroutine is there for this call
}

var (
	// calls is the innermost call.
	calls *hostCall
	// mainCall is that of the module's entry.
	mainCall hostCall
	// mainBegan: the host has called the module's entry.
	mainBegan bool
	// guest gives a goroutine for a call that comes while the base is in a function of the host's; it is nil in programs
	// where that cannot be.
	guest func() *g
)

// beginMain is called first of all, in programs with exports.
func beginMain() {
	if mainBegan {
		print("runtime: _initialize called twice\n")
		trap()
	}
	mainBegan = true
	calls = &mainCall
}

// endMain ends the initialization of a reactor, whose main goroutine is free then.
func endMain() {
	calls = nil
	mainG.call = nil
}

// hostEnters begins a call. The goroutine for it is the one that is in the host's function, else the main one.
func hostEnters(c *hostCall) {
	if !mainBegan {
		calledTooEarly()
	}
	gp := curg
	c.guest = gp == &g0
	if c.guest {
		gp = guest()
		fromBase(gp)
	}
	c.gp = gp
	c.sp = hostFrame()
	c.outer, calls = calls, c
	c.before, gp.call = gp.call, c
	c.panics = gp._panic
	c.ended = false
	c.held = holding()
	setHolding(0)
	c.floor = stackFloor()
	setStackFloor(stackDepth())
}

// hostLeaves ends a call.
func hostLeaves(c *hostCall) {
	gp := c.gp
	setStackFloor(c.floor)
	setHolding(c.held)
	gp.call = c.before
	calls = c.outer
	setHostFrame(c.sp)
	if curg != gp && !exited {
		interrupted(gp)
	}
	if c.guest {
		toBase(gp)
		liveCount++
		gdestroy(gp)
	}
}

// callLeft is called when the function that the host called has left with this status. It runs goroutines until that one
// has returned.
//
//go:nosuspend
func callLeft(c *hostCall, status int32) {
	gp := c.gp
	c.frames, gp.frames = gp.frames, nil
	runCall(c, status)
	gp.frames = c.frames
	setStackDepth(stackFloor())
}

// interrupted makes gp the goroutine that runs, after a call further in did not return because the host threw an
// exception.
func interrupted(gp *g) {
	curg = gp
	mainM.curg = gp
	s := segmentOf(gp)
	setStackBounds(s.limit, s.span)
}

// hostWaits reports whether the program is in a function of the host's that has called it again.
func hostWaits() bool { return exports() && calls != nil && calls.outer != nil }

func calledTooEarly() {
	if reactor() {
		print("runtime: wasmexport function called before runtime initialization\n\tcall _initialize first\n")
	} else {
		print("runtime: wasmexport function called before runtime initialization\n\tcall _start first\n")
	}
	trap()
}

// end is called when a call's goroutine has returned from what was called. It reports whether the call has ended, which it
// has not if Goexit ended the main goroutine.
func (c *hostCall) end() bool {
	gp := c.gp
	if gp._panic != c.panics {
		if c == &mainCall {
			return false
		}
		if gp == &mainG && c.outer == nil {
			throw("no goroutines (main called runtime.Goexit) - deadlock!")
		}
		throw("runtime.Goexit called in a go:wasmexport function")
	}
	if !reactor() && c == &mainCall && (hostReturns() || calls != c) {
		// Or main returns while the host waits for another goroutine.
		mainReturned()
	}
	c.result = leftResult()
	c.ended = true
	markStatus(gp, _Gwaiting)
	return true
}

// afterCalls gives the goroutine of a call that had to wait for calls further in, when another goroutine has parked or
// ended.
func (c *hostCall) afterCalls(ended *g) *g {
	if transferTo == nil && (ended == nil || ended.coro == nil) {
		transferTo = c.gp
	}
	if gp := schedule(ended); gp != c.gp {
		markStatus(gp, _Grunnable)
		runq.pushBack(gp)
	}
	return c.gp
}

// markStatus is setStatus for programs that may have no bubbles and no panics; a bubble may go on taking gp for running.
func markStatus(gp *g, status uint32) { *(*uint32)(unsafe.Pointer(&gp.atomicstatus)) = status }

// ownPanics cuts off what is under way below the host's frame: a panic does not cross that.
func ownPanics(gp *g) {
	if !exports() || gp.call == nil || gp.call.panics == nil {
		return
	}
	p := gp._panic
	for p.link != gp.call.panics {
		p = p.link
	}
	p.link = nil
}

// die ends a program that cannot go on. In a reactor the host lives on.
func die() {
	if reactor() {
		trap()
	}
	exit(2)
}
