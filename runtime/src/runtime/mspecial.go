// This file implements specials: what is to happen when an object is found dead. Their records are no objects, so marking
// goes through them by itself.

//go:unchecked

package runtime

import "unsafe"

// Kinds of specials, in the order in which they stand for one address.
const (
	specialWeak = iota
	specialFinalizer
	specialCleanup
)

// A special is attached to an object.
type special struct {
	// next is the next one of the span, by falling offset and rising kind: new objects are at the front.
	next *special
	// offset is in the span, of the object, or for weak pointers of what they point to in it. Once a finalizer is queued it
	// is the object's address.
	offset uint32
	kind   uint8
	id     uint64 // of a clean-up
	// handle is where a weak pointer finds the object's address.
	handle *uintptr
	// fn is the finalizer, a function of some type, or the clean-up, a func().
	fn unsafe.Pointer
	// Of a finalizer: the types of its object and of its parameter, and what it returns.
	object, param *_type
	results       resultShape
	resultBytes   uint32 // if they are in memory
}

// A resultShape says how a function's results come back, as far as the machine is concerned.
type resultShape uint8

const (
	noResults resultShape = iota
	oneWord               // an i32: a pointer, a small integer, a bool
	twoWords              // two of them: an interface, a string
	oneLong               // an i64
	inMemory              // in memory of the caller's, whose address comes first
)

var specials struct {
	// count is the number of those attached to objects.
	count uint32
	spare *special
	// queue is a list, by next, of finalizers and clean-ups that are to run.
	queue, queueEnd *special
	// running is the one that runs.
	running *special
	// wake is called when there is something in the queue.
	wake   func()
	lastID uint64
}

// objectOf returns the span and the address of the object that p points into; nil if it points to none.
func objectOf(p unsafe.Pointer) (*mspan, uint32) {
	s := spanOf(addressOf(p))
	if s == nil || s.elems == 0 {
		return nil, 0
	}
	i := uint32(uint64(addressOf(p)-s.base) * uint64(s.magic) >> 32)
	return s, s.base + i*s.elemSize
}

// findSpecial returns where the first special of an address from a kind on stands, or is to stand.
func findSpecial(s *mspan, p uint32, kind uint8) **special {
	offset := p - s.base
	at := &s.specials
	for *at != nil && ((*at).offset > offset || (*at).offset == offset && (*at).kind < kind) {
		at = &(*at).next
	}
	return at
}

// isSpecialOf reports whether there is a special, of an address and kind.
func isSpecialOf(x *special, s *mspan, p uint32, kind uint8) bool {
	return x != nil && x.offset == p-s.base && x.kind == kind
}

// newSpecial makes a record. It may grow the memory, but never collects.
func newSpecial(kind uint8) *special {
	x := specials.spare
	if x != nil {
		specials.spare = x.next
		*x = special{}
	} else {
		x = (*special)(pointerTo(recordAlloc(uint32(unsafe.Sizeof(special{})))))
	}
	x.kind = kind
	return x
}

// attach puts a special where findSpecial said.
func attach(x *special, at **special, s *mspan, p uint32) {
	x.offset = p - s.base
	x.next = *at
	*at = x
	specials.count++
}

// detach takes a special off its object.
func detach(at **special) *special {
	x := *at
	*at = x.next
	x.next = nil
	specials.count--
	return x
}

func freeSpecial(x *special) {
	x.next = specials.spare
	specials.spare = x
}

func queueSpecial(x *special) {
	if specials.queueEnd == nil {
		specials.queue = x
	} else {
		specials.queueEnd.next = x
	}
	specials.queueEnd = x
}

// nextSpanWithSpecials returns the first span from an address on that has any.
func nextSpanWithSpecials(at uint32) *mspan {
	for at < heap.end {
		s := spanOf(at)
		if s == &heap.records {
			at += pageSize
			continue
		}
		if s.specials != nil {
			return s
		}
		at = s.base + s.pages<<pageShift
	}
	return nil
}

// markSpecials marks what specials hold: functions, handles, and what objects with finalizers lead to, since their
// finalizers may use it; not these objects themselves.
func markSpecials() {
	for x := specials.queue; x != nil; x = x.next {
		markAddress(addressOf(x.fn))
		if x.kind == specialFinalizer {
			markAddress(x.offset)
		}
	}
	if specials.count == 0 {
		return
	}
	for s := nextSpanWithSpecials(heap.start); s != nil; s = nextSpanWithSpecials(s.base + s.pages<<pageShift) {
		for x := s.specials; x != nil; x = x.next {
			markAddress(addressOf(x.fn))
			markAddress(addressOf(unsafe.Pointer(x.handle)))
			if x.kind == specialFinalizer && s.chunks > 0 {
				pushMarked(s.base+x.offset, s)
			}
		}
	}
}

// processSpecials does what is to be done for objects that were not marked.
func processSpecials() {
	if specials.count == 0 {
		return
	}
	for s := nextSpanWithSpecials(heap.start); s != nil; s = nextSpanWithSpecials(s.base + s.pages<<pageShift) {
		for at := &s.specials; *at != nil; {
			p := s.base + (*at).offset
			if isMarked(s, p) {
				at = &(*at).next
			} else {
				_, object := objectOf(pointerTo(p))
				at = objectDied(s, at, object-s.base)
			}
		}
	}
}

// objectDied deals with the specials, from at on, of an object that was not marked, and returns where the next object's
// stand. An object with a finalizer lives until the next time, and its clean-ups wait.
func objectDied(s *mspan, at **special, object uint32) **special {
	revived := false
	for x := *at; x != nil && x.offset >= object; x = x.next {
		if x.kind == specialFinalizer {
			revived = true
			markAddress(s.base + object)
		}
	}
	for *at != nil && (*at).offset >= object {
		switch x := *at; {
		case x.kind == specialWeak:
			*x.handle = 0
			freeSpecial(detach(at))
		case x.kind == specialFinalizer:
			queueSpecial(detach(at))
			x.offset += s.base
		case !revived:
			queueSpecial(detach(at))
		default:
			at = &x.next
		}
	}
	return at
}
