// This file implements what the collector asks the host for: the time and the environment. It allocates nothing.

//go:unchecked

package runtime

import "unsafe"

var (
	gcTime timestamp
	// gcEnvCount and gcEnvSize are the number of variables in the environment, and of bytes.
	gcEnvCount, gcEnvSize size
)

// gcNow returns the time of one of the host's clocks.
func gcNow(clock clockid) uint64 {
	clock_time_get(clock, 1, &gcTime)
	return uint64(gcTime)
}

func gcMonotonic() uint64 { return gcNow(clockMonotonic) }

func gcWall() uint64 { return gcNow(clockRealtime) }

// useEnvironment calls useVariable with the variables of the environment, as in NAME=value.
func useEnvironment() {
	if environ_sizes_get(&gcEnvCount, &gcEnvSize) != 0 || gcEnvCount == 0 {
		return
	}
	list := uint32(gcEnvCount) * 4
	s := newRun((list+uint32(gcEnvSize)+pageSize-1)>>pageShift, runManual)
	if s == nil {
		return
	}
	if environ_get((*uintptr32)(pointerTo(s.base)), (*byte)(pointerTo(s.base+list))) == 0 {
		for i := uint32(0); i < uint32(gcEnvCount); i++ {
			useVariable(cString(load32(s.base + i*4)))
		}
	}
	freeManual(s)
}

// cString is the string at an address, up to a zero byte; it stays where it is.
func cString(p uint32) string {
	n := uint32(0)
	for load32(p+n)&0xff != 0 {
		n++
	}
	return unsafe.String((*byte)(pointerTo(p)), n)
}
