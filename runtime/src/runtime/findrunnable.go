// This file implements what the base runs next: a runnable goroutine, a timer, and when there is neither the wait for one
// of the host's events. The base reaches all of it through the variable schedule, which is nil in programs that never wait.

//go:unchecked

package runtime

// fairness: one in so many turns looks first at goroutines that gave way, and at the host's events.
const fairness = 61

var (
	// turns counts goroutines that were run.
	turns uint32
	// transferTo is a goroutine that takes over from one that left its coroutine.
	transferTo *g
	// polling is set once there was a timer or a descriptor to wait for.
	polling bool
)

// wakeNetPoller is called when a timer is set: the base has to look at the timers from now on.
func wakeNetPoller(when int64) { polling = true }

// nextGoroutine returns the goroutine that runs next, nil if the base is to return to its host. Without one that ever could it ends the program. The one that
// ran last may have ended.
func nextGoroutine(ended *g) *g {
	if ended != nil {
		if ended.coro != nil {
			coroexit(ended.coro)
		}
		gdestroy(ended)
	}
	gp := transferTo
	transferTo = nil
	if gp == nil {
		gp = findRunnable()
	}
	if gp != nil {
		setStatus(gp, _Grunning)
	}
	return gp
}

func findRunnable() *g {
	turns++
	for {
		now, until := int64(0), int64(0)
		if polling {
			now, until, _ = mainP.timers.check(0, nil)
		}
		if turns%fairness == 0 {
			if polling && netpollAnyWaiters() {
				readyAll(netpoll(0))
			}
			if gp := yielded.pop(); gp != nil {
				return gp
			}
		}
		if gp := runq.pop(); gp != nil {
			return gp
		}
		if !yielded.empty() {
			runq.pushBackAll(&yielded)
			continue
		}
		if gp, returns := idle(now, until); gp != nil || returns {
			return gp
		}
	}
}

// readyAll makes goroutines runnable whose events have come.
func readyAll(list gList, delta int32) {
	netpollAdjustWaiters(delta)
	for {
		gp := list.pop()
		if gp == nil {
			return
		}
		setStatus(gp, _Grunnable)
		runq.pushBack(gp)
	}
}

// deadlock ends a program in which nothing can happen any more.
func deadlock() {
	if liveCount == 0 {
		print("fatal error: no goroutines (main called runtime.Goexit) - deadlock!\n")
		die()
	}
	print("fatal error: all goroutines are asleep - deadlock!\n")
	printOthers(nil)
	die()
}
