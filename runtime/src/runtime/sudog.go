// This file implements the cache of sudogs: what stands for a goroutine in the queues of channels and semaphores.

//go:unchecked

package runtime

// freeSudogs are linked by next.
var freeSudogs *sudog

func acquireSudog() *sudog {
	s := freeSudogs
	if s == nil {
		return new(sudog)
	}
	freeSudogs = s.next
	s.next = nil
	return s
}

// releaseSudog takes a sudog back, which its user has taken out of all lists.
func releaseSudog(s *sudog) {
	if s.elem.get() != nil || s.c.get() != nil || s.isSelect || s.prev != nil || s.waitlink != nil {
		throw("runtime: sudog in use is released")
	}
	s.g = nil
	s.next = freeSudogs
	freeSudogs = s
}

// typeBitsBulkBarrier would tell a concurrent collector of pointers that a channel's send overwrites.
func typeBitsBulkBarrier(typ *_type, dst, src, size uintptr) {}
