// The settings and statistics of the collector.
package main

import (
	"runtime"
	"runtime/debug"
)

var sink []byte

func churn() {
	for range 1000 {
		sink = make([]byte, 10000)
	}
}

func collections(f func()) uint32 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.NumGC - before.NumGC
}

func main() {
	println(debug.SetGCPercent(100), debug.SetGCPercent(-1), debug.SetGCPercent(-1))
	println(collections(churn))
	println(debug.SetMemoryLimit(-1) == 1<<63-1)
	debug.SetMemoryLimit(6 << 20)
	n := collections(churn)
	println(debug.SetMemoryLimit(1<<63-1) == 6<<20, n > 1, n < 100)
	debug.SetGCPercent(10)
	many := collections(churn)
	debug.SetGCPercent(400)
	few := collections(churn)
	println(many > 2*few)
	println(collections(debug.FreeOSMemory), collections(runtime.GC))
	var stats debug.GCStats
	debug.ReadGCStats(&stats)
	println(stats.NumGC > 10, len(stats.Pause) > 10, stats.PauseTotal > 0, stats.LastGC.IsZero())

	m := runtime.MemStats{}
	runtime.ReadMemStats(&m)
	allocs := m.Mallocs
	for range 100 {
		sink = make([]byte, 50)
	}
	runtime.ReadMemStats(&m)
	println(m.Mallocs-allocs, m.HeapObjects == m.Mallocs-m.Frees, m.HeapSys == m.HeapIdle+m.HeapInuse, m.BySize[3].Size)
}

// stress: none; it counts collections
