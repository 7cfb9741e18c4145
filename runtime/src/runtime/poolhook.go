// This file has what package sync asks of the collector.

package runtime

// poolCleanup is called at the start of each collection.
var poolCleanup func()

//go:linkname sync_runtime_registerPoolCleanup sync.runtime_registerPoolCleanup
func sync_runtime_registerPoolCleanup(f func()) { poolCleanup = f }
