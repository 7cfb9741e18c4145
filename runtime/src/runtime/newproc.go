// This file implements the beginning and the end of goroutines. A goroutine that has not begun is a closure without
// parameters and results.

//go:unchecked

package runtime

import "unsafe"

var (
	// allgs lists all goroutines by alllink, the oldest first, dead ones too: they are used again. The main goroutine is
	// the first.
	allgs = &mainG
	lastg = &mainG
	// deadgs are free to be used again.
	deadgs gList
	// liveCount is how many goroutines of the program there are, those of the runtime not counted.
	liveCount = 1
	// lastGoid is the number of the goroutine that was made last; 1 is the main one, and the next four are of goroutines
	// that gc's runtime has and this one has not.
	lastGoid uint64 = 5
)

// newproc is the go statement.
func newproc(fn *funcval) {
	needsScheduler()
	runq.pushBack(newproc1(fn, getg(), 0, false, waitReasonZero))
}

// newproc1 makes a goroutine that will call fn; a parked one waits until somebody makes it runnable.
func newproc1(fn *funcval, parent *g, callerpc uintptr, parked bool, reason waitReason) *g {
	if fn == nil {
		fatal("go of nil func value")
	}
	gp := deadgs.pop()
	if gp == nil {
		gp = new(g)
		gp.gShared = &shared
		gp.m = &mainM
		gp.atomicstatus.Store(_Gdead)
		lastg.alllink = gp
		lastg = gp
	}
	gp.entry = *(*func())(unsafe.Pointer(&fn))
	lastGoid++
	gp.goid = lastGoid
	gp.parentGoid = parent.goid
	gp.bubble = parent.bubble
	gp.labels = parent.labels
	gp.fipsOnlyBypass = parent.fipsOnlyBypass
	gp.ditWanted = parent.ditWanted
	liveCount++
	status := uint32(_Grunnable)
	if parked {
		status = _Gwaiting
		gp.waitreason = reason
	}
	setStatus(gp, status)
	return gp
}

// newSystemGoroutine makes a goroutine of the runtime, which waits and which the program does not see.
func newSystemGoroutine(fn func(), reason waitReason) *g {
	gp := newproc1(*(**funcval)(unsafe.Pointer(&fn)), &g0, 0, true, reason)
	gp.system = true
	gp.goid = 0
	lastGoid--
	liveCount--
	return gp
}

// gdestroy takes a goroutine back that has returned from its first function, or that Goexit has ended.
func gdestroy(gp *g) {
	setStatus(gp, _Gdead)
	liveCount--
	gp._panic = nil
	gp.param = nil
	gp.waiting = nil
	gp.waitreason = waitReasonZero
	gp.labels = nil
	gp.timer = nil
	gp.bubble = nil
	gp.coro = nil
	gp.fipsOnlyBypass = false
	gp.ditWanted = false
	if gp != &mainG {
		freeStack(gp)
		deadgs.push(gp)
	}
}
