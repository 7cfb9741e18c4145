// This file implements the host that WASI is: it calls the program once, and the program waits in calls of the host's.

//go:unchecked

package runtime

// memoryGrew is called when the memory has grown.
func memoryGrew() {}

// exited is for hosts that go on where the program ended.
const exited = false

// needsScheduler is called when a goroutine is started or parks.
func needsScheduler() {}

// mainReturned is called when main has returned while the host waits for another goroutine.
func mainReturned() { exit(0) }

// idle waits until a timer or a descriptor makes a goroutine runnable; until is when the next timer is due.
func idle(now, until int64) (gp *g, returns bool) {
	if until == 0 && !netpollAnyWaiters() {
		deadlock()
	}
	delay := int64(-1)
	if until != 0 {
		delay = max(until-now, 0)
	}
	readyAll(netpoll(delay))
	return nil, false
}
