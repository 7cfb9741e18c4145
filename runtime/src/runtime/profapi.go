// This file declares the profiles of memory, contention, goroutines and processor time. Nothing is sampled, since call
// sites are not recorded: each profile is there and empty.

package runtime

// A StackRecord is a call stack.
type StackRecord struct {
	Stack0 [32]uintptr
}

// Stack returns the addresses up to the first zero.
func (r *StackRecord) Stack() []uintptr { return untilZero(r.Stack0[:]) }

func untilZero(pcs []uintptr) []uintptr {
	for i, pc := range pcs {
		if pc == 0 {
			return pcs[:i]
		}
	}
	return pcs
}

// A MemProfileRecord is what was allocated by one call stack.
type MemProfileRecord struct {
	AllocBytes, FreeBytes     int64
	AllocObjects, FreeObjects int64
	Stack0                    [32]uintptr
}

// InUseBytes returns the bytes that are not freed.
func (r *MemProfileRecord) InUseBytes() int64 { return r.AllocBytes - r.FreeBytes }

// InUseObjects returns the objects that are not freed.
func (r *MemProfileRecord) InUseObjects() int64 { return r.AllocObjects - r.FreeObjects }

// Stack returns the call stack.
func (r *MemProfileRecord) Stack() []uintptr { return untilZero(r.Stack0[:]) }

// A BlockProfileRecord is how long one call stack waited.
type BlockProfileRecord struct {
	Count  int64
	Cycles int64
	StackRecord
}

func MemProfile(p []MemProfileRecord, inuseZero bool) (n int, ok bool) { return 0, true }

func BlockProfile(p []BlockProfileRecord) (n int, ok bool) { return 0, true }

func MutexProfile(p []BlockProfileRecord) (n int, ok bool) { return 0, true }

func ThreadCreateProfile(p []StackRecord) (n int, ok bool) { return 0, true }

// GoroutineProfile gives a record per goroutine; their stacks are empty.
func GoroutineProfile(p []StackRecord) (n int, ok bool) {
	n = NumGoroutine()
	if n > len(p) {
		return n, false
	}
	clear(p[:n])
	return n, true
}

func SetBlockProfileRate(rate int) {}

func SetMutexProfileFraction(rate int) int { return 0 }

func SetCPUProfileRate(hz int) {}

// Breakpoint stops in a debugger, of which there is none.
func Breakpoint() {}
