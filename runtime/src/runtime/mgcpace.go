// This file implements pacing: when the next collection is due, by GOGC and GOMEMLIMIT.

//go:unchecked

package runtime

const (
	// firstGoal is when GOGC and GOMEMLIMIT are looked up; programs that allocate less do not care.
	firstGoal = 256 << 10
	// smallestGoal is where the first collection is due with a GOGC of 100, as in gc.
	smallestGoal = 4 << 20
	noGoal       = 1<<64 - 1
)

var (
	// gcPercent is GOGC, negative if there is none.
	gcPercent   int32 = 100
	memoryLimit int64 = 1<<63 - 1
	// limitsKnown: GOGC and GOMEMLIMIT have been looked up or set.
	limitsKnown bool
)

// collectionDue reports whether the heap is to be collected before it has size bytes more.
func collectionDue(size uint32) bool {
	if !stressMode() && gcstate.live+uint64(size) < gcstate.goal || !mayCollect() {
		return false
	}
	if !limitsKnown && !stressMode() {
		readLimits()
		return gcstate.live+uint64(size) >= gcstate.goal
	}
	return true
}

// setGoal sets the next goal, from what survived the last collection.
func setGoal() {
	gcstate.goal = noGoal
	if gcPercent >= 0 {
		grown := gcstate.survived + gcstate.survived*uint64(gcPercent)/100
		gcstate.goal = max(grown, smallestGoal*uint64(gcPercent)/100)
	}
	if memoryLimit < 1<<63-1 {
		// What the memory holds besides objects stays. Close to the limit collections would follow each other without
		// end: some room is always left.
		used := uint64(heap.end) - uint64(heap.freePages)<<pageShift
		room := uint64(memoryLimit) - min(used, uint64(memoryLimit))
		room = max(room, gcstate.survived/16+firstGoal)
		gcstate.goal = min(gcstate.goal, gcstate.survived+room)
	}
}

// readLimits looks up what the environment says.
func readLimits() {
	limitsKnown = true
	useEnvironment()
	setGoal()
}

func useVariable(variable string) {
	switch {
	case hasPrefix(variable, "GOGC="):
		s := variable[len("GOGC="):]
		if s == "off" {
			gcPercent = -1
		} else if n, end := leadingNumber(s); end == len(s) && end > 0 && n < 1<<31 {
			gcPercent = int32(n)
		}
	case hasPrefix(variable, "GOMEMLIMIT="):
		s := variable[len("GOMEMLIMIT="):]
		if s == "" || s == "off" {
			break
		}
		n, ok := bytesNumber(s)
		if !ok {
			printstring(variable)
			printnl()
			throw("malformed GOMEMLIMIT; see `go doc runtime/debug.SetMemoryLimit`")
		}
		memoryLimit = n
	}
}

func hasPrefix(s, prefix string) bool {
	return len(s) >= len(prefix) && s[:len(prefix)] == prefix
}

// bytesNumber reads a number of bytes, with B, KiB, MiB, GiB or TiB behind it.
func bytesNumber(s string) (int64, bool) {
	n, end := leadingNumber(s)
	unit := s[end:]
	shift := 0
	if len(unit) == 3 && unit[1] == 'i' && unit[2] == 'B' {
		const units = "KMGT"
		for shift = 0; shift < len(units) && units[shift] != unit[0]; shift++ {
		}
		shift = 10 * (shift + 1)
	} else if unit != "" && unit != "B" {
		return 0, false
	}
	if end == 0 || shift > 40 || n > (1<<63-1)>>shift {
		return 0, false
	}
	return n << shift, true
}

// leadingNumber reads the digits that s begins with; end is where they end, 0 too if the number is too large.
func leadingNumber(s string) (n int64, end int) {
	for end < len(s) && '0' <= s[end] && s[end] <= '9' {
		if n > (1<<63-10)/10 {
			return 0, 0
		}
		n = n*10 + int64(s[end]-'0')
		end++
	}
	return n, end
}

// setGCPercent is behind debug.SetGCPercent.
//
//go:linkname setGCPercent runtime/debug.setGCPercent
func setGCPercent(percent int32) int32 {
	if !limitsKnown {
		readLimits()
	}
	old := gcPercent
	gcPercent = max(percent, -1)
	setGoal()
	return old
}

// setMemoryLimit is behind debug.SetMemoryLimit.
//
//go:linkname setMemoryLimit runtime/debug.setMemoryLimit
func setMemoryLimit(limit int64) int64 {
	if !limitsKnown {
		readLimits()
	}
	old := memoryLimit
	if limit >= 0 {
		memoryLimit = limit
		setGoal()
	}
	return old
}
