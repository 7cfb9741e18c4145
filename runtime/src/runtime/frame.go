// This file implements frames: what functions that left with return need to go on.

//go:unchecked

package runtime

import "unsafe"

// A frame holds what was live in a function where it left. The values follow, eight bytes each, pointers first. Words and
// their order are known to the compiler (crates/opt/src/resume.rs).
type frame struct {
	next  *frame // the frame of the function that called this one
	info  *frameInfo
	point int32 // where the function goes on, from 1
}

// A frameInfo describes the frames of a function. Behind it are, for each point, mask words of 32 bits: which of the
// pointers are live there.
type frameInfo struct {
	fn    uint32 // the function and its thunk, by their places in the table
	thunk uint32
	size  uint32 // bytes of a frame
	masks uint32 // words in a mask
}

const (
	frameHeader = 24
	// frameClasses: frames come in multiples of 16 bytes; larger ones than this many share the last list.
	frameClasses = 32
)

var (
	// leftFrames are the frames of what has just left, innermost first.
	leftFrames struct{ head, tail *frame }

	// leftBytes is the size of those.
	leftBytes uintptr

	// maxstacksize is what a goroutine's frames may take; debug.SetMaxStack sets it.
	maxstacksize uintptr = 1000000000

	// freeFrames are lists of frames by size.
	freeFrames [frameClasses + 1]*frame
)

// pushFrame makes a frame behind those that were left before. It is called while the stack unwinds, so it does not leave.
//
//go:nosuspend
func pushFrame(info *frameInfo, point int32) *frame {
	f := allocFrame(uintptr(info.size))
	f.next = nil
	f.info = info
	f.point = point
	leftBytes += uintptr(info.size)
	if leftFrames.tail == nil {
		leftFrames.head = f
	} else {
		leftFrames.tail.next = f
	}
	leftFrames.tail = f
	return f
}

func frameClass(size uintptr) uintptr {
	class := (size + 15) / 16
	if class > frameClasses {
		return 0
	}
	return class
}

// allocFrame takes a frame from the free list of its size, or from memory that is never given back: collecting needs
// frames, so they are not the collector's.
func allocFrame(size uintptr) *frame {
	class := frameClass(size)
	list := &freeFrames[class]
	for p := list; *p != nil; p = &(*p).next {
		f := *p
		if class != 0 || uintptr(f.info.size) >= size {
			*p = f.next
			return f
		}
	}
	return (*frame)(persistentalloc(size, 16, &memstats.other_sys))
}

// freeFrame gives a frame back that nobody goes on in any more.
func freeFrame(f *frame) {
	list := &freeFrames[frameClass(uintptr(f.info.size))]
	f.next = *list
	*list = f
}
