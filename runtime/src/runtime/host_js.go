// This file implements the host that JavaScript's wasm_exec.js is: it calls run, then resume whenever an event or a timer is due,
// and expects both to return when all goroutines are idle.

//go:unchecked

package runtime

import "unsafe"

// memoryGrew is called when the memory has grown: JavaScript looks at the memory through a view that has to be made anew when the memory has grown.
func memoryGrew() { resetMemoryDataView() }

// untilIdle waits until no goroutine is runnable; it is nil in programs that never have another one than the running one.
var untilIdle func()

// timerIsDue: the last call was not for the event handler.
var timerIsDue bool

// needsScheduler is called when a goroutine is started or parks, so that programs without do not carry what it takes.
func needsScheduler() {
	guest = newGuest
	untilIdle = parkUntilIdle
}

func parkUntilIdle() {
	if eventHandler == nil && idleTimeout == nil {
		// Node asks once more when nothing is left that could happen.
		block()
	}
	if timerIsDue {
		clearIdleTimeout()
	}
	getg().call.idles = true
	gopark(nil, nil, waitReasonZero, traceBlockGeneric, 1)
}

// exited: JavaScript has been told that the program has ended.
var exited bool

// beginRun is called first of all, with the arguments and the environment of the program.
func beginRun(c, v int32) {
	argc = c
	argv = (**byte)(pointerTo(uint32(v)))
	beginMain()
}

// goenvs makes the arguments and the environment ready.
func goenvs() {
	goargs()
	goenvs_unix()
}

// exit ends the program. JavaScript goes on where it called: what can leave goes back there at once.
func exit(code int32) {
	exited = true
	wasmExit(code)
	if mayLeave() {
		leaveFor = leaveExit
		suspend()
	}
	trap()
}

// mainReturned ends the program when main has returned.
func mainReturned() {
	exited = true
	wasmExit(0)
}

// newGuest makes a goroutine for a call of the host that comes while all are idle.
func newGuest() *g {
	begin := func() {}
	gp := newproc1(*(**funcval)(unsafe.Pointer(&begin)), &g0, 0, false, waitReasonZero)
	gp.entry = nil
	// It is none of the program's.
	liveCount--
	gp.atomicstatus.Store(_Grunning)
	return gp
}

// handleEvents is what JavaScript calls as resume. It returns when the handler has, and all goroutines are idle.
func handleEvents() {
	timerIsDue = eventHandler == nil || !eventHandler()
	if untilIdle != nil {
		untilIdle()
	}
}

// getsp tells JavaScript where the frame is of the call that it is in.
func getsp() int32 { return hostFrame() }

// idle is called when no goroutine is runnable; until is when the next timer is due. It gives the goroutine that goes on
// nevertheless, or tells that the base is to return to JavaScript.
func idle(now, until int64) (gp *g, returns bool) {
	c := calls
	switch {
	case c != nil && c.idles:
		c.idles = false
		scheduleIdle(now, until)
		return c.gp, false
	case c == nil || c == &mainCall:
		calls = nil
		scheduleIdle(now, until)
		return nil, true
	case until == 0:
		deadlock()
	}
	// Go code that JavaScript waits for waits for a timer, and the event loop stands still.
	return nil, false
}

// scheduleIdle asks for a call when the next timer is due.
func scheduleIdle(now, until int64) {
	if until == 0 {
		return
	}
	if idleTimeout != nil && idleTimeout.diff(until) <= 1e6 {
		return
	}
	idleTimeout.clear()
	delay := min((until-now-1)/1e6+1, 1e9)
	idleTimeout = &timeoutEvent{id: scheduleTimeoutEvent(max(delay, 1)), time: until}
}

//go:wasmimport gojs runtime.wasmExit
func wasmExit(code int32)
