// This file implements the statistics of memory.

package runtime

import (
	"internal/runtime/gc"
	_ "unsafe" // for linkname
)

// A MemStats is what the runtime counts of memory, in bytes where nothing else is said. What has no counterpart here is
// zero.
type MemStats struct {
	Alloc      uint64 // the same as HeapAlloc
	TotalAlloc uint64 // of all objects ever allocated
	Sys        uint64 // the size of the memory
	Lookups    uint64
	Mallocs    uint64 // objects ever allocated
	Frees      uint64 // objects ever freed

	HeapAlloc    uint64 // of objects that are not freed
	HeapSys      uint64 // of the heap: HeapIdle and HeapInuse
	HeapIdle     uint64 // of pages that are free
	HeapInuse    uint64 // of pages with objects
	HeapReleased uint64 // always zero: a memory never shrinks
	HeapObjects  uint64 // objects that are not freed

	StackInuse  uint64 // of the memory stack
	StackSys    uint64
	MSpanInuse  uint64
	MSpanSys    uint64
	MCacheInuse uint64
	MCacheSys   uint64
	BuckHashSys uint64
	GCSys       uint64 // of the heap's records
	OtherSys    uint64 // of the rest, static data above all

	NextGC        uint64 // where the next collection is due
	LastGC        uint64 // when the last one ended, in nanoseconds since 1970
	PauseTotalNs  uint64 // how long all took
	PauseNs       [256]uint64
	PauseEnd      [256]uint64
	NumGC         uint32
	NumForcedGC   uint32 // those that the program asked for
	GCCPUFraction float64
	EnableGC      bool
	DebugGC       bool

	// BySize has gc's size classes. What each has allocated is not counted.
	BySize [61]struct {
		Size    uint32
		Mallocs uint64
		Frees   uint64
	}
}

// MemProfileRate would be how many bytes of allocations lie between two samples. There is no profile.
var MemProfileRate int

// ReadMemStats fills m.
func ReadMemStats(m *MemStats) {
	if !limitsKnown {
		readLimits()
	}
	*m = MemStats{}
	bytes, objects := unusedRuns()
	m.HeapAlloc = gcstate.live - bytes
	m.Alloc = m.HeapAlloc
	m.TotalAlloc = gcstate.allocated - bytes
	m.Mallocs = gcstate.mallocs - objects
	m.Frees = gcstate.frees
	m.HeapObjects = m.Mallocs - m.Frees

	m.Sys = uint64(memorySize()) * wasmPageSize
	m.GCSys = uint64(heap.recordBytes)
	m.HeapSys = uint64(heap.end-heap.start) - m.GCSys
	m.HeapIdle = uint64(heap.freePages) << pageShift
	m.HeapInuse = m.HeapSys - m.HeapIdle
	m.OtherSys = m.Sys - m.HeapSys - m.GCSys

	m.NextGC = gcstate.goal
	m.LastGC = gcstate.lastEnd
	m.PauseTotalNs = gcstate.pauseTotal
	m.PauseNs = gcstate.pauses
	m.PauseEnd = gcstate.pauseEnds
	m.NumGC = gcstate.cycles
	m.NumForcedGC = gcstate.forced
	if gcstate.cycles > 0 {
		m.GCCPUFraction = float64(gcstate.pauseTotal) / float64(max(gcMonotonic()-gcstate.began, 1))
	}
	m.EnableGC = true
	for i := range m.BySize {
		m.BySize[i].Size = uint32(gc.SizeClassToSize[i])
	}
}

// unusedRuns returns what of the runs that classes have taken is not allocated yet.
func unusedRuns() (bytes, objects uint64) {
	for c := allClasses; c != nil; c = c.link {
		bytes += uint64(c.limit - c.next)
		objects += uint64((c.limit - c.next) / c.size)
	}
	return bytes, objects
}

// readGCStats gives debug.ReadGCStats the pauses, when they ended, both the newest first, when the last collection ended,
// the number of collections, and how long all took.
//
//go:linkname readGCStats runtime/debug.readGCStats
func readGCStats(list *[]uint64) {
	n := min(gcstate.cycles, uint32(len(gcstate.pauses)))
	p := (*list)[:0]
	for i := uint32(0); i < n; i++ {
		p = append(p, gcstate.pauses[(gcstate.cycles-1-i)%uint32(len(gcstate.pauses))])
	}
	for i := uint32(0); i < n; i++ {
		p = append(p, gcstate.pauseEnds[(gcstate.cycles-1-i)%uint32(len(gcstate.pauses))])
	}
	*list = append(p, gcstate.lastEnd, uint64(gcstate.cycles), gcstate.pauseTotal)
}
