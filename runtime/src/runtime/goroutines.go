// This file has package runtime's functions about goroutines and threads.

package runtime

import _ "unsafe" // for linkname

// NumGoroutine returns the number of goroutines that exist.
func NumGoroutine() int { return liveCount }

// GOMAXPROCS returns how many goroutines may run at once, which is one, whatever is asked for.
func GOMAXPROCS(n int) int { return 1 }

// SetDefaultGOMAXPROCS sets GOMAXPROCS to the number of processors.
func SetDefaultGOMAXPROCS() {}

// NumCPU returns the number of processors that the program can use.
func NumCPU() int { return 1 }

// NumCgoCall returns the number of calls of C.
func NumCgoCall() int64 { return 0 }

// LockOSThread binds the goroutine to its thread, which is the only one.
func LockOSThread() {}

// UnlockOSThread undoes LockOSThread.
func UnlockOSThread() {}

// Nothing takes the thread from a goroutine, so that there is nothing to pin.

//go:linkname procPin
func procPin() int { return 0 }

//go:linkname procUnpin
func procUnpin() {}

//go:linkname sync_runtime_procPin sync.runtime_procPin
func sync_runtime_procPin() int { return 0 }

//go:linkname sync_runtime_procUnpin sync.runtime_procUnpin
func sync_runtime_procUnpin() {}

//go:linkname sync_atomic_runtime_procPin sync/atomic.runtime_procPin
func sync_atomic_runtime_procPin() int { return 0 }

//go:linkname sync_atomic_runtime_procUnpin sync/atomic.runtime_procUnpin
func sync_atomic_runtime_procUnpin() {}

// Nobody else could release what a goroutine would spin for.

//go:linkname internal_sync_runtime_canSpin internal/sync.runtime_canSpin
func internal_sync_runtime_canSpin(i int) bool { return false }

//go:linkname internal_sync_runtime_doSpin internal/sync.runtime_doSpin
func internal_sync_runtime_doSpin() {}

//go:linkname internal_sync_throw internal/sync.throw
func internal_sync_throw(s string) { throw(s) }

//go:linkname internal_sync_fatal internal/sync.fatal
func internal_sync_fatal(s string) { fatal(s) }

//go:linkname sync_throw sync.throw
func sync_throw(s string) { throw(s) }

//go:linkname sync_fatal sync.fatal
func sync_fatal(s string) { fatal(s) }

//go:linkname setMaxThreads runtime/debug.setMaxThreads
func setMaxThreads(n int) int { return 10000 }
