// This file implements allocation.
//
// The heap is divided into spans by allocation class: objects of a class have one size and one pointer mask, so they need no
// header, their span knows. A class allocates by moving a pointer through a run of free objects of one of its spans;
// the compiler puts that in line (newfixed). What is left of a span after a collection is found run by run in its
// bitmap.

//go:unchecked

package runtime

import (
	"internal/runtime/gc"
	"internal/runtime/sys"
	"unsafe"
)

const (
	// maxSmallSize is the largest size of objects that share spans.
	maxSmallSize = 2048
	// maxSpanBytes bounds a span of small objects; a class's first is small, since small programs use many classes a
	// little, and each further one twice as large.
	maxSpanBytes = 16 << 10

	// numSmallClasses is the number of gc's size classes up to maxSmallSize.
	numSmallClasses = 39

	// maxAlloc bounds the size of an allocation: the memory has 32-bit addresses.
	maxAlloc = 1 << 32
)

// An allocClass is where the next object of a size and mask comes from. The compiler makes one, all zero, for each size
// and mask of objects that it allocates; those for sizes that are known at run time only are below.
type allocClass struct {
	// next and limit bound the free run that objects are taken from.
	next, limit uint32

	size uint32
	// The mask as in mspan. If it fits it is word.
	period uint32
	chunks uint32
	mask   uint32
	word   uint64

	// span is where the run is, partial are further spans with free objects.
	span    *mspan
	partial *mspan
	// spans counts those made since they were last all gone.
	spans uint32
	// dirty: what is in the run is not cleared; only without pointers.
	dirty bool
	// bySize: of bytesClasses.
	bySize bool

	// link leads through all classes, chain through those of typedClasses with the same hash.
	link, chain *allocClass
}

var (
	// allClasses are the classes that have been used.
	allClasses *allocClass
	// bytesClasses are those for objects without pointers, by gc's size classes.
	bytesClasses [numSmallClasses]allocClass
	// typedClasses are those made at run time; size 0 stands for large objects, which use only the mask.
	typedClasses [64]*allocClass
	// wantedClass is the mask that is looked for. What allocates must not allocate, hence it is no local.
	wantedClass allocClass
	// recentClasses remembers a few of them.
	recentClasses [64]struct {
		typ, size uint32
		class     *allocClass
	}

	// zerobase is the address of all objects without size.
	zerobase uintptr
)

// newfixed allocates a zeroed object of a type whose size is at most maxSmallSize; c is the class of its size and mask,
// and size its size as a multiple of eight. The compiler calls it, and puts it in line.
func newfixed(c *allocClass, typ *_type, size uint32) unsafe.Pointer {
	p := c.next
	if p+size > c.limit {
		return newslow(c, typ)
	}
	c.next = p + size
	return pointerTo(p)
}

// newslow is newfixed where the class has no free run.
//
//go:noinline
func newslow(c *allocClass, typ *_type) unsafe.Pointer {
	if c.size == 0 {
		initClass(c, typ, (uint32(typ.Size_)+7)&^7)
	}
	return refill(c)
}

// newobject is the compiler's `new`.
func newobject(typ *_type) unsafe.Pointer {
	return mallocgc(typ.Size_, typ, true)
}

// mallocgc allocates memory; typ says which words are pointers, for as many values of the type as fit, and is nil if none
// are. Memory with pointers is zeroed, whatever needzero says.
func mallocgc(size uintptr, typ *_type, needzero bool) unsafe.Pointer {
	if size == 0 {
		return unsafe.Pointer(&zerobase)
	}
	if size > maxSmallSize {
		return mallocLarge(size, typ, needzero)
	}
	i := sizeClass(uint32(size))
	if typ == nil || typ.PtrBytes == 0 {
		return newbytes(&bytesClasses[i], uint32(gc.SizeClassToSize[i]), needzero)
	}
	c := typedClass(typ, uint32(gc.SizeClassToSize[i]))
	return newfixed(c, typ, c.size)
}

// newbytes allocates an object of one of bytesClasses.
func newbytes(c *allocClass, size uint32, needzero bool) unsafe.Pointer {
	p := c.next
	if p+size > c.limit {
		if c.size == 0 {
			c.bySize = true
			initClass(c, nil, size)
		}
		p = addressOf(refill(c))
	} else {
		c.next = p + size
	}
	if c.dirty && needzero {
		memclrNoHeapPointers(pointerTo(p), uintptr(size))
	}
	return pointerTo(p)
}

// sizeClass is the number of gc's class for a size from 1 to maxSmallSize.
func sizeClass(size uint32) uint32 {
	if size <= gc.SmallSizeMax-8 {
		return uint32(gc.SizeToSizeClass8[(size+gc.SmallSizeDiv-1)/gc.SmallSizeDiv])
	}
	return uint32(gc.SizeToSizeClass128[(size-gc.SmallSizeMax+gc.LargeSizeDiv-1)/gc.LargeSizeDiv])
}

// roundupsize returns what append may use up of an allocation of this size. The sizes are gc's, since programs see them
// as capacities, though no object has a header here.
func roundupsize(size uintptr, noscan bool) uintptr {
	req := size
	if req > gc.MaxSmallSize-gc.MallocHeaderSize {
		req = alignUp(req, gc.PageSize)
		if req < size {
			return size
		}
		return req
	}
	header := uintptr(0)
	if !noscan && req > gc.MinSizeForMallocHeader {
		header = gc.MallocHeaderSize
	}
	req += header
	if req <= gc.SmallSizeMax-8 {
		return uintptr(gc.SizeClassToSize[gc.SizeToSizeClass8[(req+gc.SmallSizeDiv-1)/gc.SmallSizeDiv]]) - header
	}
	return uintptr(gc.SizeClassToSize[gc.SizeToSizeClass128[(req-gc.SmallSizeMax+gc.LargeSizeDiv-1)/gc.LargeSizeDiv]]) - header
}

// newarray allocates n elements.
func newarray(typ *_type, n int) unsafe.Pointer {
	if n == 1 {
		return mallocgc(typ.Size_, typ, true)
	}
	if n < 0 || (typ.Size_ > 0 && uintptr(n) > maxAlloc/typ.Size_) {
		panic(plainError("runtime: allocation size out of range"))
	}
	return mallocgc(typ.Size_*uintptr(n), typ, true)
}

// freegc would take back an object that the program proves dead; it may always decline.
func freegc(ptr unsafe.Pointer, size uintptr, noscan bool) bool { return false }

// typedClass returns the class for objects of a size (0: large) made of values of a type with pointers.
func typedClass(typ *_type, size uint32) *allocClass {
	t := addressOf(unsafe.Pointer(typ))
	recent := &recentClasses[(t>>3^size>>3)%uint32(len(recentClasses))]
	if recent.typ == t && recent.size == size {
		return recent.class
	}
	c := &wantedClass
	c.word = 0
	setMask(c, typ)
	bucket := &typedClasses[(uint32(c.word^c.word>>32)^c.period>>3^size>>3)%uint32(len(typedClasses))]
	found := *bucket
	for found != nil && !(found.size == size && found.period == c.period && sameMask(found, c)) {
		found = found.chain
	}
	if found == nil {
		found = (*allocClass)(pointerTo(recordAlloc(uint32(unsafe.Sizeof(allocClass{})))))
		initClass(found, typ, size)
		found.chain = *bucket
		*bucket = found
	}
	recent.typ, recent.size, recent.class = t, size, found
	return found
}

func sameMask(a, b *allocClass) bool {
	return a.chunks == b.chunks && a.word == b.word &&
		(a.chunks == 1 || memequal(pointerTo(a.mask), pointerTo(b.mask), uintptr(a.chunks*8)))
}

// initClass prepares a class for its first use.
func initClass(c *allocClass, typ *_type, size uint32) {
	c.size = size
	if typ != nil && typ.PtrBytes > 0 {
		setMask(c, typ)
		if c.chunks == 1 {
			c.mask = addressOf(unsafe.Pointer(&c.word))
		} else {
			// The mask may lie in memory that is collected.
			mask := recordAlloc(c.chunks * 8)
			memmove(pointerTo(mask), pointerTo(c.mask), uintptr(typ.PtrBytes/8+7)/8)
			c.mask = mask
		}
	}
	if size > 0 {
		c.link = allClasses
		allClasses = c
	}
}

// setMask notes a type's mask. One that fits in a word several times is repeated in it.
func setMask(c *allocClass, typ *_type) {
	c.period = uint32(typ.Size_)
	words := uint32(typ.PtrBytes / 8)
	c.chunks = (words + 63) / 64
	c.mask = addressOf(unsafe.Pointer(getGCMask(typ)))
	for i := uint32(0); i < min(words, 64); i += 8 {
		c.word |= uint64(*(*uint8)(pointerTo(c.mask + i/8))) << i
	}
	if words < 64 {
		c.word &= 1<<words - 1
	}
	for c.period <= 256 {
		c.word |= c.word << (c.period / 8)
		c.period *= 2
	}
}

// refill gives a class a free run and returns its first object. It may suspend, for a collection.
//
//go:noinline
func refill(c *allocClass) unsafe.Pointer {
	if collects() && collectionDue(0) {
		collect()
	}
	for tries := 0; c.span == nil || !nextRun(c, c.span); {
		if c.partial != nil {
			c.span = c.partial
			c.partial = c.span.next
			continue
		}
		c.span = newSmallSpan(c)
		if c.span == nil {
			if collects() && tries == 0 && mayCollect() {
				tries++
				collect()
			} else {
				outOfMemory(uintptr(c.size))
			}
		}
	}
	p := c.next
	c.next += c.size
	return pointerTo(p)
}

// nextRun finds the next free run of a span.
func nextRun(c *allocClass, s *mspan) bool {
	i := s.fresh
	var n uint32
	for {
		if i >= s.elems {
			s.fresh = i
			return false
		}
		if s.live == 0 && i == 0 {
			n = s.elems
			break
		}
		free := ^load64(s.survived+i>>6<<3) >> (i & 63)
		if free == 0 {
			i = (i | 63) + 1
			continue
		}
		skip := uint32(sys.TrailingZeros64(free))
		if i += skip; i < s.elems {
			// Ones from the top on stand for what lies behind the word.
			n = min(uint32(sys.TrailingZeros64(^(free >> skip))), 64-i&63, s.elems-i)
			break
		}
	}
	if stressMode() {
		n = 1
	}
	size := n * c.size
	c.next = s.base + i*c.size
	c.limit = c.next + size
	s.fresh = i + n
	s.live += n
	gcstate.live += uint64(size)
	gcstate.allocated += uint64(size)
	gcstate.mallocs += uint64(n)
	c.dirty = s.dirty && c.bySize
	if s.dirty && !c.bySize {
		memclrNoHeapPointers(pointerTo(c.next), uintptr(size))
	}
	return true
}

// newSmallSpan makes a span of a class; nil if there is no memory.
func newSmallSpan(c *allocClass) *mspan {
	bytes := min(uint32(pageSize)<<min(c.spans, 8), maxSpanBytes)
	if c.size > 128 {
		// Little of the last page is to be lost.
		bytes = max(bytes, min(4*c.size, maxSpanBytes))
	}
	s := newRun((bytes+pageSize-1)>>pageShift, runSmall)
	if s == nil {
		return nil
	}
	c.spans++
	s.elemSize = c.size
	s.magic = (1<<32-1)/c.size + 1
	s.elems = s.pages << pageShift / c.size
	giveMask(s, c)
	takeBits(s)
	return s
}

func giveMask(s *mspan, c *allocClass) {
	s.class = c
	s.period, s.chunks, s.mask = c.period, c.chunks, c.mask
}

// mallocLarge allocates an object with a span of its own.
//
//go:noinline
func mallocLarge(size uintptr, typ *_type, needzero bool) unsafe.Pointer {
	if size > maxAlloc-2*wasmPageSize {
		outOfMemory(size)
	}
	pages := uint32((size + pageSize - 1) >> pageShift)
	if collects() && collectionDue(pages<<pageShift) {
		collect()
	}
	s := newRun(pages, runLarge)
	if collects() && s == nil && mayCollect() {
		collect()
		s = newRun(pages, runLarge)
	}
	if s == nil {
		outOfMemory(size)
	}
	bytes := pages << pageShift
	s.elemSize, s.elems, s.fresh, s.live = bytes, 1, 1, 1
	takeBits(s)
	scan := typ != nil && typ.PtrBytes > 0
	if scan {
		giveMask(s, typedClass(typ, 0))
	}
	if s.dirty && (needzero || scan) {
		memoryFill(pointerTo(s.base), 0, uintptr(bytes))
	}
	gcstate.live += uint64(bytes)
	gcstate.allocated += uint64(bytes)
	gcstate.mallocs++
	return pointerTo(s.base)
}

// numBitsClasses: bitmaps have 2, 4, 8 … words of 64 bits; the first class lies in the span's record.
const numBitsClasses = 7

// takeBits gives a new span its bitmaps, all zero, with a bit more than there are objects: the waste at a span's end has
// a number too.
func takeBits(s *mspan) {
	words := s.elems/64 + 1
	class := uint32(sys.Len64(uint64(words - 1)))
	at := addressOf(unsafe.Pointer(&s.bits[0]))
	if class > 0 {
		at = heap.spareBits[class]
		if at == 0 {
			at = recordAlloc(16 << class)
		} else {
			heap.spareBits[class] = load32(at)
			memclrNoHeapPointers(pointerTo(at), 16<<class)
		}
	}
	s.bitsClass = uint8(class)
	s.marked = at
	s.survived = at + 8<<class
}

// dropBits takes back the bitmaps of a span.
func dropBits(s *mspan) {
	if class := s.bitsClass; class > 0 {
		at := min(s.marked, s.survived)
		store32(at, heap.spareBits[class])
		heap.spareBits[class] = at
	}
}

// outOfMemory ends the program. It uses nothing that could allocate or fail.
//
//go:nosuspend
func outOfMemory(n uintptr) {
	printstring("runtime: out of memory: cannot allocate ")
	printuint(uint64(n))
	printstring("-byte block (")
	printuint(uint64(heap.end-heap.start) - uint64(heap.freePages)<<pageShift)
	printstring(" in use)\n")
	throw("out of memory")
}

// persistentalloc allocates zeroed memory that lives as long as the program and is not scanned.
func persistentalloc(size, align uintptr, stat *sysMemStat) unsafe.Pointer {
	*stat += sysMemStat(size)
	if align <= 8 {
		return pointerTo(recordAlloc(uint32(size)))
	}
	p := uintptr(recordAlloc(uint32(size + align)))
	return unsafe.Pointer(alignUp(p, align))
}
