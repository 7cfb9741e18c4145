// This file connects settings of GODEBUG that the runtime has no use for with package internal/godebug.

package runtime

// godebugMetrics are counters of uses of non-default settings, by the names under which runtime/metrics knows them.
var godebugMetrics map[string]func() uint64

//go:linkname godebug_registerMetric internal/godebug.registerMetric
func godebug_registerMetric(name string, read func() uint64) {
	if godebugMetrics == nil {
		godebugMetrics = make(map[string]func() uint64)
	}
	godebugMetrics[name] = read
}

// There is one processor, whatever GODEBUG says of the default of GOMAXPROCS.
func defaultGOMAXPROCSUpdateGODEBUG() {}
