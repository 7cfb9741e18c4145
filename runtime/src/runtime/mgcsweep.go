// This file implements sweeping: what was not marked is free. That is a matter of bitmaps only; objects themselves are not
// touched before they are used again.

//go:unchecked

package runtime

import "internal/runtime/sys"

// sweepHeap goes through all spans, from the last to the first, so that classes go on with the first ones.
func sweepHeap() {
	freeManual(markStack.span)
	for end := heap.end; end > heap.start; {
		s := spanOf(end - 1)
		switch {
		case s == &heap.records:
			end -= pageSize
		case s.state == runSmall || s.state == runLarge:
			end = sweepSpan(s)
		default:
			end = s.base
		}
	}
}

// sweepSpan frees what of a span was not marked, or all of it. It returns where what is left of it, or the free run around
// it, begins.
func sweepSpan(s *mspan) uint32 {
	live := uint32(0)
	words := s.elems/64 + 1
	for i := uint32(0); i < words; i++ {
		live += uint32(sys.OnesCount64(load64(s.marked + i*8)))
	}
	dead := s.live - live
	gcstate.frees += uint64(dead)
	gcstate.freed += uint64(dead) * uint64(s.elemSize)
	gcstate.live -= uint64(dead) * uint64(s.elemSize)
	if live == 0 {
		if s.state == runSmall {
			s.class.spans--
		}
		if poisonMode() {
			poison(s.base, s.base+s.pages<<pageShift)
		}
		dropBits(s)
		return freeManual(s).base
	}
	if poisonMode() {
		poisonDead(s)
	}
	s.marked, s.survived = s.survived, s.marked
	memclrNoHeapPointers(pointerTo(s.marked), uintptr(words*8))
	s.live = live
	s.fresh = 0
	s.dirty = true
	if live < s.elems {
		c := s.class
		s.next = c.partial
		c.partial = s
	}
	return s.base
}

// poisonDead overwrites what of a span was not marked.
func poisonDead(s *mspan) {
	for i := uint32(0); i < s.elems; i++ {
		if load64(s.marked+i>>6<<3)>>(i&63)&1 == 0 {
			p := s.base + i*s.elemSize
			poison(p, p+s.elemSize)
		}
	}
}

// poison overwrites memory with what is no address and no small number.
func poison(p, end uint32) {
	for ; p < end; p += 8 {
		store64(p, 0xdeaddeaddeaddead)
	}
}
