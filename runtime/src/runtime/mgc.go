// This file implements the course of a collection. The collector runs on the base, where the stack is empty: everything
// that goroutines hold is in their frames, in variables and in the memory stack. It is plain code that allocates nothing.

//go:unchecked

package runtime

// A gcStatistics is what the collector counts.
type gcStatistics struct {
	// live is the number of bytes that are allocated, runs that classes are about to use included; survived what the last
	// collection found, goal where the next one is due.
	live, survived, goal uint64

	// Since the start, runs that classes are about to use included: bytes and objects.
	allocated, freed uint64
	mallocs, frees   uint64

	// began is when the first collection began.
	began uint64
	// cycles is the number of collections, forced of those that the program asked for.
	cycles, forced uint32
	// lastEnd is when the last one ended, pauseTotal how long all took, pauses and pauseEnds the last of them.
	lastEnd    uint64
	pauseTotal uint64
	pauses     [256]uint64
	pauseEnds  [256]uint64
}

var gcstate = gcStatistics{goal: firstGoal}

// collectNow collects. It is for the base, with all goroutines suspended.
func collectNow() {
	began := gcMonotonic()
	if gcstate.cycles == 0 {
		gcstate.began = began
	}
	if poolCleanup != nil {
		callOnBase(poolCleanup)
	}
	flushClasses()
	markRoots()
	markSpecials()
	drainMarked()
	processSpecials()
	sweepHeap()
	if specials.queue != nil {
		specials.wake()
	}
	gcstate.survived = gcstate.live
	setGoal()
	ended := gcMonotonic()
	slot := gcstate.cycles % uint32(len(gcstate.pauses))
	gcstate.pauses[slot] = ended - began
	gcstate.pauseEnds[slot] = gcWall()
	gcstate.pauseTotal += ended - began
	gcstate.lastEnd = gcstate.pauseEnds[slot]
	gcstate.cycles++
}

// flushClasses takes back what classes have not used of their runs.
func flushClasses() {
	for c := allClasses; c != nil; c = c.link {
		if s := c.span; s != nil {
			unused := (c.limit - c.next) / c.size
			s.fresh = (c.next - s.base) / c.size
			s.live -= unused
			gcstate.mallocs -= uint64(unused)
			gcstate.allocated -= uint64(unused * c.size)
			gcstate.live -= uint64(unused * c.size)
		}
		c.next, c.limit = 0, 0
		c.span, c.partial = nil, nil
	}
	clear(recentClasses[:])
}

// mayCollect reports whether whoever asks can be suspended for a collection.
func mayCollect() bool { return collects() && mayLeave() && !hostWaits() }

// collect suspends the goroutine for a collection.
func collect() {
	collector = collectNow
	leaveFor = leaveCollect
	suspend()
}

// GC collects now, if nothing of the host's stands between the goroutine and the base. Other goroutines run then, so that
// one which does nothing else holds nobody up.
func GC() {
	if mayCollect() {
		gcstate.forced++
		collect()
		Gosched()
	}
}
