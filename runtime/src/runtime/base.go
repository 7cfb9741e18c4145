// This file implements the base of the stack, to which everything returns that leaves: it runs a goroutine from frame to
// frame, and does in between what cannot be done on top of a stack.

package runtime

// Why something left with return.
type leaveReason uint32

const (
	leavePark    leaveReason = iota // another goroutine is to run
	leaveStack                      // the engine's stack is nearly used up
	leaveCollect                    // garbage is to be collected
)

var (
	// leaveFor is the reason of what is leaving now.
	leaveFor leaveReason

	// parked is the scheduler: it runs other goroutines until this one goes on. It is here only if something parks.
	parked func(gp *g)

	// collector is the collector, if the program can ask for it.
	collector func()
)

// moreStack is called where calls have become deep: what is on the stack goes to frames, and the caller goes on with
// an empty one.
func moreStack() {
	if mayLeave() {
		leaveFor = leaveStack
		suspend()
	}
}

// mainLeft is what the module's entry calls if the main goroutine leaves before it returns.
//
//go:nosuspend
func mainLeft(status int32) {
	runFrames(curg, status)
}

// runFrames goes on with a goroutine that has just left with this status, until it has returned from its last frame.
//
//go:nosuspend
func runFrames(gp *g, status int32) {
	for {
		switch status {
		case 1:
			keepFrames(gp)
			switch leaveFor {
			case leavePark:
				parked(gp)
			case leaveCollect:
				collector()
			}
			status = 0
		case 2:
			if gp.frames == nil {
				leftForGood(gp)
				return
			}
		}
		f := gp.frames
		if f == nil {
			return
		}
		gp.frames = f.next
		status = resumeFrame(f, status)
		freeFrame(f)
	}
}

// keepFrames puts the frames of what has just left in front of the goroutine's.
func keepFrames(gp *g) {
	if leftFrames.tail == nil {
		return
	}
	leftFrames.tail.next = gp.frames
	gp.frames = leftFrames.head
	leftFrames.head, leftFrames.tail = nil, nil
}

// leftForGood ends a goroutine that left for good and that nobody recovered. The panic is printed as code of the goroutine:
// texts of errors come from methods, which may do anything.
//
//go:nosuspend
func leftForGood(gp *g) {
	status := callOnBase(panicLeftMain)
	runFrames(gp, status)
}
