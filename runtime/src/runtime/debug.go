// This file has what package runtime/debug calls, besides the collector's settings.

package runtime

import _ "unsafe" // for linkname

//go:linkname freeOSMemory runtime/debug.freeOSMemory
func freeOSMemory() { GC() }

//go:linkname writeHeapDump runtime/debug.WriteHeapDump
func writeHeapDump(fd uintptr) {}

//go:linkname setPanicOnFault runtime/debug.setPanicOnFault
func setPanicOnFault(on bool) bool {
	gp := getg()
	old := gp.paniconfault
	gp.paniconfault = on
	return old
}
