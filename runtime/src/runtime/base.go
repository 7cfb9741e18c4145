// This file implements the base of the stack, to which everything returns that leaves: it runs a goroutine from frame to
// frame, and does in between what cannot be done on top of a stack.

//go:unchecked

package runtime

// Why something left with return.
type leaveReason uint32

const (
	leavePark    leaveReason = iota // another goroutine is to run
	leaveStack                      // the engine's stack is nearly used up
	leaveCollect                    // garbage is to be collected
	leaveExit                       // the program has ended, in a host that goes on
)

var (
	// leaveFor is the reason of what is leaving now.
	leaveFor leaveReason

	// collector is the collector, if the program can ask for it.
	collector func()

	// uncaught prints the panics of a goroutine that has left for good, and ends the program. It is here only if something
	// panics.
	uncaught func()

	// schedule gives the goroutine that runs next, when the current one has parked or ended. It is here only if something
	// parks.
	schedule func(ended *g) *g
)

// moreStack is called where calls have become deep: what is on the stack goes to frames, and the caller goes on with
// an empty one.
func moreStack() {
	if mayLeave() {
		leaveFor = leaveStack
		suspend()
	}
}

// park makes the current goroutine leave, so that the base runs another one.
func park() {
	schedule = nextGoroutine
	needsScheduler()
	leaveFor = leavePark
	suspend()
}

// mainLeft is what the module's entry calls if the main goroutine leaves before it returns.
//
//go:nosuspend
func mainLeft(status int32) {
	mainCall.gp = &mainG
	mainG.call = &mainCall
	runCall(&mainCall, status)
}

// runCall runs goroutines until the one of a call of the host has returned from what was called; it has just left, with this
// status. Calls return in the reverse order in which they were made: a goroutine that is done earlier waits.
//
//go:nosuspend
func runCall(c *hostCall, status int32) {
	gp := c.gp
	for {
		ended := gp
		if !runFrames(gp, status) {
			ended = nil
		} else if own := gp.call; own != nil {
			if !exports() {
				if gp._panic == nil {
					return
				}
			} else if own.end() {
				if own == c {
					return
				}
				ended = nil
			}
		}
		if exited {
			return
		}
		toBase(gp)
		if exports() && c.ended {
			gp = c.afterCalls(ended)
			fromBase(gp)
			return
		}
		gp = schedule(ended)
		if exports() && gp == nil {
			return
		}
		fromBase(gp)
		status = begin(gp)
	}
}

// toBase goes on as the base, which has a memory stack of its own, and fromBase as a goroutine.
func toBase(gp *g) {
	switchStack(gp, &g0)
	curg = &g0
	mainM.curg = nil
}

func fromBase(gp *g) {
	switchStack(&g0, gp)
	curg = gp
	mainM.curg = gp
}

// begin runs a goroutine that has not begun, or goes on in the innermost frame of one that parked.
//
//go:nosuspend
func begin(gp *g) int32 {
	if entry := gp.entry; entry != nil {
		gp.entry = nil
		return callOnBase(entry)
	}
	if gp.frames == nil {
		return 0 // it parked at the very end
	}
	return nextFrame(gp, 0)
}

// nextFrame goes on in a goroutine's innermost frame; status is how what that had called ended.
//
//go:nosuspend
func nextFrame(gp *g, status int32) int32 {
	f := gp.frames
	gp.frames = f.next
	gp.frameBytes -= uintptr(f.info.size)
	status = resumeFrame(f, status)
	freeFrame(f)
	return status
}

// runFrames goes on with a goroutine that has just left with this status, until it parks or has returned from its last
// frame; it tells which.
//
//go:nosuspend
func runFrames(gp *g, status int32) (ended bool) {
	for {
		if status == 1 {
			keepFrames(gp)
			switch leaveFor {
			case leavePark, leaveExit:
				return false
			case leaveStack:
				// Upstream doubles a stack that is too small, so it gives up at half of the limit.
				if gp.frameBytes > maxstacksize/2 {
					printstring("runtime: goroutine stack exceeds ")
					printuint(uint64(maxstacksize))
					printstring("-byte limit\n")
					throw("stack overflow")
				}
			case leaveCollect:
				toBase(gp)
				collector()
				fromBase(gp)
			}
			status = 0
		}
		if gp.frames == nil {
			if status == 0 || gp._panic.goexit {
				return true
			}
			status = callOnBase(uncaught)
			continue
		}
		status = nextFrame(gp, status)
	}
}

// keepFrames puts the frames of what has just left in front of the goroutine's.
func keepFrames(gp *g) {
	if leftFrames.tail == nil {
		return
	}
	leftFrames.tail.next = gp.frames
	gp.frames = leftFrames.head
	gp.frameBytes += leftBytes
	leftBytes = 0
	leftFrames.head, leftFrames.tail = nil, nil
}
