// This file implements allocation. Memory is only ever added: nothing is collected yet.
//
// The heap is divided into spans by allocation class, which is the size class and whether there are pointers; an object
// needs no header, since its span knows. Within a class, allocation bumps a pointer through the class's newest span.

package runtime

import "unsafe"

const (
	pageSize = 64 << 10

	// maxSmallSize is the largest size that comes from a class; larger objects have a span of their own.
	maxSmallSize = 2048
	// spanSize is what a class takes from the heap at a time, but for its first span, which holds a few objects:
	// small programs use many classes, each a little.
	spanSize      = 16 << 10
	firstSpanSize = 512

	numSizeClasses = maxSmallSize/16 + 2
)

// A classState is where a class's next object comes from.
type classState struct {
	next  uintptr
	limit uintptr
	spans uint32
}

var (
	classes [2 * numSizeClasses]classState

	// heapNext and heapLimit bound the part of memory that no span has yet.
	heapNext  uintptr
	heapLimit uintptr

	// zerobase is the address of all objects without size.
	zerobase uintptr
)

// mallocgc allocates zeroed memory; typ says which words are pointers, and is nil if none are.
func mallocgc(size uintptr, typ *_type, needzero bool) unsafe.Pointer {
	if size == 0 {
		return unsafe.Pointer(&zerobase)
	}
	if size > maxSmallSize {
		return unsafe.Pointer(allocSpan(alignUp(size, 16)))
	}
	// Eight bytes, then multiples of 16: what is larger than a word may hold a vector.
	class := uintptr(0)
	if size > 8 {
		class = (size + 15) / 16
		size = class * 16
	} else {
		size = 8
	}
	if typ == nil || typ.PtrBytes == 0 {
		class += numSizeClasses
	}
	c := &classes[class]
	p := c.next
	if c.limit-p < size {
		p = refill(c, size)
	}
	c.next = p + size
	return unsafe.Pointer(p)
}

// refill gives a class a new span and returns its first byte.
//
//go:noinline
func refill(c *classState, size uintptr) uintptr {
	n := uintptr(spanSize)
	if c.spans == 0 {
		n = max(firstSpanSize, 4*size)
	}
	c.spans++
	n -= n % size
	c.next = allocSpan(n)
	c.limit = c.next + n
	return c.next
}

// allocSpan takes n bytes, aligned to 16, from the end of the heap.
func allocSpan(n uintptr) uintptr {
	if heapLimit == 0 {
		heapNext = alignUp(heapStart(), 16)
		heapLimit = uintptr(memorySize()) * pageSize
	}
	p := heapNext
	if n > heapLimit-p {
		growHeap(n - (heapLimit - p))
	}
	heapNext = alignUp(p+n, 16)
	return p
}

// growHeap adds at least n bytes to the heap: an eighth of the memory, so that growing is rare, or just what is needed if
// the host gives no more.
func growHeap(n uintptr) {
	need := (n + 15 + pageSize - 1) / pageSize
	size := uintptr(memorySize())
	pages := max(need, size/8)
	if size+need > 1<<16 || (memoryGrow(int32(pages)) < 0 && memoryGrow(int32(need)) < 0) {
		outOfMemory(n)
	}
	heapLimit = uintptr(memorySize()) * pageSize
}

func outOfMemory(n uintptr) {
	print("runtime: out of memory: cannot allocate ", n, "-byte block (", heapNext-heapStart(), " in use)\n")
	throw("out of memory")
}

// newobject is the compiler's `new`.
func newobject(typ *_type) unsafe.Pointer {
	return mallocgc(typ.Size_, typ, true)
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

// roundupsize returns what an allocation of this size really takes, which append uses up.
func roundupsize(size uintptr, noscan bool) uintptr {
	switch {
	case size > maxSmallSize:
		return alignUp(size, 16)
	case size > 8:
		return alignUp(size, 16)
	}
	return 8
}

// maxAlloc bounds the size of an allocation: the memory has 32-bit addresses.
const maxAlloc = 1 << 32

// memmove copies n bytes; the ranges may overlap. Below 16 bytes memory.copy costs more than loads and stores
// (a call into the engine), and most copies are short.
func memmove(to, from unsafe.Pointer, n uintptr) {
	switch {
	case n > 32:
		memoryCopy(to, from, n)
	case n > 16:
		// Everything is loaded before anything is stored, so overlapping ranges are no matter.
		a := *(*[2]uint64)(from)
		b := *(*[2]uint64)(add(from, n-16))
		*(*[2]uint64)(to) = a
		*(*[2]uint64)(add(to, n-16)) = b
	case n >= 8:
		a, b := *(*uint64)(from), *(*uint64)(add(from, n-8))
		*(*uint64)(to), *(*uint64)(add(to, n-8)) = a, b
	case n >= 4:
		a, b := *(*uint32)(from), *(*uint32)(add(from, n-4))
		*(*uint32)(to), *(*uint32)(add(to, n-4)) = a, b
	case n > 0:
		a, b, c := *(*uint8)(from), *(*uint8)(add(from, n/2)), *(*uint8)(add(from, n-1))
		*(*uint8)(to), *(*uint8)(add(to, n/2)), *(*uint8)(add(to, n-1)) = a, b, c
	}
}

// memclrNoHeapPointers clears n bytes.
func memclrNoHeapPointers(p unsafe.Pointer, n uintptr) {
	if n > 128 {
		memoryFill(p, 0, n)
		return
	}
	for ; n >= 8; n -= 8 {
		*(*uint64)(p) = 0
		p = add(p, 8)
	}
	for ; n > 0; n-- {
		*(*uint8)(p) = 0
		p = add(p, 1)
	}
}

func memclrHasPointers(p unsafe.Pointer, n uintptr) { memclrNoHeapPointers(p, n) }

func typedmemclr(typ *_type, p unsafe.Pointer) { memclrNoHeapPointers(p, typ.Size_) }

func typedmemmove(typ *_type, to, from unsafe.Pointer) { memmove(to, from, typ.Size_) }

func typedslicecopy(typ *_type, to unsafe.Pointer, toLen int, from unsafe.Pointer, fromLen int) int {
	n := min(toLen, fromLen)
	memmove(to, from, uintptr(n)*typ.Size_)
	return n
}

// memequal reports whether n bytes are equal.
func memequal(x, y unsafe.Pointer, n uintptr) bool {
	if x == y {
		return true
	}
	for ; n >= 8; n -= 8 {
		if *(*uint64)(x) != *(*uint64)(y) {
			return false
		}
		x, y = add(x, 8), add(y, 8)
	}
	for ; n > 0; n-- {
		if *(*uint8)(x) != *(*uint8)(y) {
			return false
		}
		x, y = add(x, 1), add(y, 1)
	}
	return true
}

// cmpstring orders two strings: -1, 0 or 1.
func cmpstring(a, b string) int {
	n := min(len(a), len(b))
	for i := 0; i < n; i++ {
		if a[i] != b[i] {
			if a[i] < b[i] {
				return -1
			}
			return 1
		}
	}
	switch {
	case len(a) < len(b):
		return -1
	case len(a) > len(b):
		return 1
	}
	return 0
}

// slicebytetostringtmp is a string over b's memory, for as long as nobody writes there.
func slicebytetostringtmp(ptr *byte, n int) string { return unsafe.String(ptr, n) }

// There is no concurrent collector, hence nothing to tell it.
func bulkBarrierPreWriteSrcOnly(dst, src, size uintptr, typ *_type) {}

var writeBarrier struct{ enabled bool }

// KeepAlive keeps x reachable up to here.
func KeepAlive(x any) {}
