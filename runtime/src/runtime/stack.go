// This file implements the memory stack, which holds variables that have an address and do not escape. Each goroutine has
// a chain of segments of its own, which never move, so that what lies there stays valid while the goroutine is parked.

//go:unchecked

package runtime

import "unsafe"

// A stackSegment begins with this; frames are made from its end down. The collector looks at all of it.
type stackSegment struct {
	prev  *stackSegment // older
	limit uintptr       // the lowest address of frames, the red zone apart
	span  uintptr       // the segment ends at limit+span
	class uintptr       // its size is minSegment<<class; the main goroutine's first one has none
}

const (
	// stackRedZone is what functions that call nothing use below the limit (crates/ssa/src/program.rs).
	stackRedZone = 128
	minSegment   = 256
	// maxSegmentClass: larger frames than the compiler makes, doubled.
	maxSegmentClass = 20
)

var (
	// mainSegment is the static part of memory on which the main goroutine begins.
	mainSegment stackSegment

	freeSegments [maxSegmentClass + 1]*stackSegment

	// spareStack is what the allocator's own frames are made in while it allocates a segment.
	spareStack [4096]byte
)

// segmentOf returns the newest segment of a goroutine, which is the running one if it has none yet.
//
//go:nosuspend
func segmentOf(gp *g) *stackSegment {
	if gp == &mainG && gp.segment == nil {
		mainSegment.limit, mainSegment.span = stackLimit(), stackSpan()
		gp.segment = &mainSegment
	}
	return gp.segment
}

// moreMemoryStack is called by functions whose frame is not within the current segment: it lies in an older one, because
// what made the newer ones has returned, or nowhere yet. It returns the address of a frame of this size.
//
//go:nosuspend
func moreMemoryStack(size uint32) unsafe.Pointer {
	gp := getg()
	sp := memoryStack()
	s := segmentOf(gp)
	for s != nil && sp-(s.limit-stackRedZone) > s.span+stackRedZone {
		prev := s.prev
		freeSegment(s)
		s = prev
	}
	if s == nil || sp-uintptr(size)-s.limit > s.span {
		spare := uintptr(unsafe.Pointer(&spareStack))
		setStackBounds(spare, unsafe.Sizeof(spareStack))
		setMemoryStack(spare + unsafe.Sizeof(spareStack))
		s = newSegment(s, uintptr(size))
		sp = s.limit + s.span
	}
	gp.segment = s
	setStackBounds(s.limit, s.span)
	setMemoryStack(sp)
	return unsafe.Pointer(sp - uintptr(size))
}

// newSegment makes a segment behind prev with room for size bytes: twice as large as that, so that few are made.
//
//go:nosuspend
func newSegment(prev *stackSegment, size uintptr) *stackSegment {
	need := size + stackRedZone + unsafe.Sizeof(stackSegment{})
	if prev != nil {
		need = max(need, 2*prev.span)
	}
	class := uintptr(0)
	for minSegment<<class < need && class < maxSegmentClass {
		class++
	}
	s := freeSegments[class]
	if s != nil {
		freeSegments[class] = s.prev
	} else {
		s = (*stackSegment)(persistentalloc(minSegment<<class, 16, &memstats.other_sys))
	}
	s.prev = prev
	s.class = class
	s.limit = uintptr(unsafe.Pointer(s)) + unsafe.Sizeof(*s) + stackRedZone
	s.span = uintptr(unsafe.Pointer(s)) + minSegment<<class - s.limit
	return s
}

//go:nosuspend
func freeSegment(s *stackSegment) {
	if s == &mainSegment {
		throw("memory stack pointer outside of the memory stack")
	}
	s.prev = freeSegments[s.class]
	freeSegments[s.class] = s
}

// switchStack leaves the memory stack of one goroutine for that of another.
//
//go:nosuspend
func switchStack(from, to *g) {
	segmentOf(from)
	from.stackPointer = memoryStack()
	setMemoryStack(to.stackPointer)
	if s := to.segment; s != nil {
		setStackBounds(s.limit, s.span)
	} else {
		setStackBounds(0, 0)
	}
}

// freeStack gives back the memory stack of a goroutine that has ended.
//
//go:nosuspend
func freeStack(gp *g) {
	for s := gp.segment; s != nil; {
		prev := s.prev
		freeSegment(s)
		s = prev
	}
	gp.segment = nil
	gp.stackPointer = 0
}
