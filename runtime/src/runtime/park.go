// This file implements how goroutines wait and become runnable again. A goroutine that waits has left the stack: the base
// looks for another one.

//go:unchecked

package runtime

import "unsafe"

var (
	// runq holds what is runnable, first in, first out: nothing may jump the queue where nobody takes the thread from two
	// goroutines that keep waking each other.
	runq gQueue
	// yielded holds goroutines that gave way to all others.
	yielded gQueue
)

// setStatus changes a goroutine's status and tells its bubble.
func setStatus(gp *g, status uint32) {
	old := gp.atomicstatus.Load()
	gp.atomicstatus.Store(status)
	if gp.bubble != nil {
		gp.bubble.changegstatus(gp, old, status)
	}
}

// gopark makes the current goroutine wait until somebody calls goready. unlockf, if there is one, runs when the goroutine
// counts as waiting; if it returns false, the goroutine goes on at once.
func gopark(unlockf func(*g, unsafe.Pointer) bool, lock unsafe.Pointer, reason waitReason, traceReason traceBlockReason, traceskip int) {
	gp := getg()
	if gp == &g0 {
		throw("the scheduler itself would wait")
	}
	gp.waitreason = reason
	if gp.bubble != nil {
		if !parkInBubble(gp, unlockf, lock) {
			return
		}
	} else {
		gp.atomicstatus.Store(_Gwaiting)
		if unlockf != nil && !unlockf(gp, lock) {
			gp.atomicstatus.Store(_Grunning)
			return
		}
	}
	park()
}

// parkInBubble makes a goroutine of a bubble waiting, unless unlockf has it go on. The bubble counts as active until that is
// decided.
func parkInBubble(gp *g, unlockf func(*g, unsafe.Pointer) bool, lock unsafe.Pointer) bool {
	bubble := gp.bubble
	bubble.incActive()
	setStatus(gp, _Gwaiting)
	waits := unlockf == nil || unlockf(gp, lock)
	if !waits {
		setStatus(gp, _Grunning)
	}
	bubble.decActive()
	return waits
}

// goparkunlock is gopark for who holds a lock.
func goparkunlock(lock *mutex, reason waitReason, traceReason traceBlockReason, traceskip int) {
	gopark(parkunlock_c, unsafe.Pointer(lock), reason, traceReason, traceskip)
}

func parkunlock_c(gp *g, lock unsafe.Pointer) bool {
	unlock((*mutex)(lock))
	return true
}

// goready makes a waiting goroutine runnable.
func goready(gp *g, traceskip int) {
	if gp.atomicstatus.Load() != _Gwaiting {
		throw("goready: goroutine is not waiting")
	}
	setStatus(gp, _Grunnable)
	runq.pushBack(gp)
}

// runqput adds a runnable goroutine, behind the others also where next asks for the opposite.
func runqput(pp *p, gp *g, next bool) { runq.pushBack(gp) }

// Gosched lets all other runnable goroutines run first, those that become runnable meanwhile too.
func Gosched() {
	gp := getg()
	setStatus(gp, _Grunnable)
	yielded.pushBack(gp)
	park()
}

// goyield lets those goroutines run first that are runnable now.
func goyield() {
	gp := getg()
	setStatus(gp, _Grunnable)
	runq.pushBack(gp)
	park()
}

// wakep would start another thread.
func wakep() {}
