// This file implements marking: everything that roots lead to gets its bit in its span's bitmap. What is marked but not yet
// looked through is on an explicit stack, so that depth costs memory only.

//go:unchecked

package runtime

import (
	"internal/runtime/sys"
	"unsafe"
)

const (
	// firstMarkPages is the size of the mark stack to begin with.
	firstMarkPages = 4
	// markStep: of large objects so many bytes are looked through before what they lead to.
	markStep = 4096
)

// markStack holds pairs: where to go on, and the record of the span there.
var markStack struct {
	span             *mspan
	base, top, limit uint32
}

// moduleRoots tells where variables are that may hold pointers: a bit for each word from start on. The compiler fills it.
var moduleRoots struct {
	start, end uintptr
	bits       uintptr
}

// markRoots marks what variables and goroutines point to.
func markRoots() {
	s := newRun(firstMarkPages, runManual)
	if s == nil {
		outOfMemory(firstMarkPages * pageSize)
	}
	useMarkStack(s, 0)
	markWords(uint32(moduleRoots.start), uint32(moduleRoots.end), uint32(moduleRoots.bits))
	for gp := allgs; gp != nil; gp = gp.alllink {
		markGoroutine(gp, uint32(gp.stackPointer))
	}
	markGoroutine(&g0, uint32(memoryStack()))
}

// markGoroutine marks what a goroutine's frames and its memory stack, down to sp, lead to.
func markGoroutine(gp *g, sp uint32) {
	for f := gp.frames; f != nil; f = f.next {
		markFrame(f)
	}
	// The newest segments may be unused; of the older ones everything is looked at. Slots do not say what they hold.
	used := false
	for s := gp.segment; s != nil; s = s.prev {
		start, end := uint32(s.limit), uint32(s.limit+s.span)
		switch {
		case used:
			markRange(start, end)
		case sp-(start-stackRedZone) <= uint32(s.span)+stackRedZone:
			markRange(sp&^7, end)
			used = true
		}
	}
}

// markFrame marks what a frame's live pointers point to. They are its first values.
func markFrame(f *frame) {
	info := addressOf(unsafe.Pointer(f.info))
	mask := info + uint32(unsafe.Sizeof(frameInfo{})) + uint32(f.point-1)*f.info.masks*4
	value := addressOf(unsafe.Pointer(f)) + frameHeader
	for i := uint32(0); i < f.info.masks; i++ {
		for set := load32(mask); set != 0; set &= set - 1 {
			markAddress(load32(value + uint32(sys.TrailingZeros32(set))*8))
		}
		mask += 4
		value += 32 * 8
	}
}

// markWords marks what the words from start to end point to that have a bit at bits.
func markWords(start, end, bits uint32) {
	for ; start < end; start += 64 * 8 {
		for set := load64(bits); set != 0; set &= set - 1 {
			markAddress(load32(start + uint32(sys.TrailingZeros64(set))*8))
		}
		bits += 8
	}
}

// markRange marks what the words from start to end point to, if they are pointers.
func markRange(start, end uint32) {
	for ; start < end; start += 8 {
		markAddress(load32(start))
	}
}

// markAddress marks the object that an address lies in, if it does.
func markAddress(p uint32) {
	s := spanOf(p)
	if s == nil {
		return
	}
	i := uint32(uint64(p-s.base) * uint64(s.magic) >> 32)
	at := s.marked + i>>6<<3
	bit := uint64(1) << (i & 63)
	if load64(at)&bit != 0 || (i >= s.fresh && load64(s.survived+i>>6<<3)&bit == 0) {
		return
	}
	store64(at, load64(at)|bit)
	if s.chunks > 0 {
		pushMarked(s.base+i*s.elemSize, s)
	}
}

func pushMarked(p uint32, s *mspan) {
	if markStack.top == markStack.limit {
		growMarkStack()
	}
	store32(markStack.top, p)
	store32(markStack.top+4, addressOf(unsafe.Pointer(s)))
	markStack.top += 8
}

// growMarkStack moves the stack to where it has twice the room.
func growMarkStack() {
	old := markStack.span
	s := newRun(2*old.pages, runManual)
	if s == nil {
		outOfMemory(uintptr(old.pages) << (pageShift + 1))
	}
	size := markStack.top - markStack.base
	memoryCopy(pointerTo(s.base), pointerTo(old.base), uintptr(size))
	useMarkStack(s, size)
	freeManual(old)
}

func useMarkStack(s *mspan, size uint32) {
	markStack.span = s
	markStack.base = s.base
	markStack.top = s.base + size
	markStack.limit = s.base + s.pages<<pageShift
}

// freeManual gives a run back and returns the free run around it.
func freeManual(s *mspan) *mspan {
	base, pages := s.base, s.pages
	freeSpanRecord(s)
	return freeRun(base, pages, true)
}

// drainMarked looks through what is on the stack until nothing is.
func drainMarked() {
	for markStack.top != markStack.base {
		markStack.top -= 8
		p := load32(markStack.top)
		s := (*mspan)(pointerTo(load32(markStack.top + 4)))
		end := p + s.elemSize
		if s.state == runLarge {
			end = s.base + s.elemSize
			if next := p + (markStep+s.period-1)/s.period*s.period; next < end && next > p {
				pushMarked(next, s)
				end = next
			}
		}
		period, chunks, mask := s.period, s.chunks, s.mask
		top, limit := markStack.top, markStack.limit
		table, tableLen := heap.table, heap.tableLen
		for ; p < end; p += period {
			for chunk := uint32(0); chunk < chunks; chunk++ {
				at := p + chunk*(64*8)
				if at >= end {
					break
				}
				set := load64(mask + chunk*8)
				if words := (end - at) / 8; words < 64 {
					set &= 1<<words - 1
				}
				for ; set != 0; set &= set - 1 {
					// As markAddress: this is the collector's innermost loop.
					q := load32(at + uint32(sys.TrailingZeros64(set))*8)
					page := q >> pageShift
					if page >= tableLen {
						continue
					}
					t := (*mspan)(pointerTo(load32(table + page*4)))
					if t == nil {
						continue
					}
					i := uint32(uint64(q-t.base) * uint64(t.magic) >> 32)
					word := i >> 6 << 3
					bit := uint64(1) << (i & 63)
					marked := load64(t.marked + word)
					if marked&bit != 0 || (i >= t.fresh && load64(t.survived+word)&bit == 0) {
						continue
					}
					store64(t.marked+word, marked|bit)
					if t.chunks == 0 {
						continue
					}
					if top == limit {
						markStack.top = top
						growMarkStack()
						table, tableLen = heap.table, heap.tableLen
						top, limit = markStack.top, markStack.limit
					}
					store32(top, t.base+i*t.elemSize)
					store32(top+4, addressOf(unsafe.Pointer(t)))
					top += 8
				}
			}
		}
		markStack.top = top
	}
}

// isMarked reports whether the object that a live span has at p was found.
func isMarked(s *mspan, p uint32) bool {
	i := uint32(uint64(p-s.base) * uint64(s.magic) >> 32)
	return load64(s.marked+i>>6<<3)>>(i&63)&1 != 0
}
