// This file implements the page heap: the memory behind static data, cut into runs of pages that are free or in use, and
// the table that leads from an address to its run.
//
// The memory only grows, at its end, so the heap is one range of addresses. Its records (this file's, and the bits and
// masks of others) lie in pages of the heap themselves. Addresses and sizes are 32 bits wide, as they are in the memory.

//go:unchecked

package runtime

import (
	"internal/runtime/sys"
	"unsafe"
)

const (
	wasmPageSize = 64 << 10

	pageShift = 10
	pageSize  = 1 << pageShift

	// maxGrow bounds how much memory is asked for ahead of need.
	maxGrow = 4 << 20

	// numRunLists: runs of 1 to numRunLists-2 pages have a list each, longer ones share the last.
	numRunLists = 64
)

// States of runs of pages.
const (
	runFree   = iota
	runManual // of the runtime's records; never swept
	runSmall  // objects of one size
	runLarge  // one object
)

// An mspan is a run of pages: free, or a span of objects that have one size and one pointer mask.
type mspan struct {
	base  uint32
	pages uint32

	elemSize uint32
	// magic is 2³²/elemSize, rounded up: (offset*magic)>>32 is an object's number. Zero if there is one object.
	magic uint32
	elems uint32
	// Objects from this number on are allocated only if they survived the last collection.
	fresh uint32
	// marked and survived are addresses of bitmaps with a bit for each object: what this collection and the last one found.
	marked   uint32
	survived uint32
	// live is the number of allocated objects, those of the class's current run included.
	live uint32

	// The pointer mask, repeated every period bytes: chunks words of 64 bits at mask. No chunks: no pointers.
	period uint32
	chunks uint32
	mask   uint32

	state uint8
	// dirty: the pages, or the objects that are not allocated, may hold something.
	dirty bool
	// bitsClass tells where the bitmaps came from.
	bitsClass uint8

	class    *allocClass
	specials *special
	// next and prev link free runs of about a size; next links spans of a class that have free objects.
	next, prev *mspan
	// bits has the bitmaps of spans with few objects.
	bits [2]uint64
}

var heap struct {
	// start and end are the bounds of the heap.
	start, end uint32
	// table has the address of a run for each page of memory from address 0: for all pages of a run in use, for the
	// first and the last of a free one. tableLen is the number of entries.
	table, tableLen uint32
	// runs has the free runs by size, filled the lists that have any.
	runs   [numRunLists]*mspan
	filled uint64
	// records is the run that stands in the table for pages with records, which are no span.
	records mspan
	// recordNext and recordEnd bound what is left of the newest such pages.
	recordNext, recordEnd uint32
	// spareSpans are records of runs for use again.
	spareSpans *mspan
	// spareBits are bitmaps for use again, by size.
	spareBits [numBitsClasses]uint32

	// freePages and recordBytes are for statistics.
	freePages   uint32
	recordBytes uint32
}

// heapInit makes the table and takes what the memory has behind static data.
func heapInit() {
	heap.start = (uint32(heapStart()) + pageSize - 1) &^ (pageSize - 1)
	heap.end = heap.start
	heap.records.state = runManual
	heap.records.marked = addressOf(unsafe.Pointer(&heap.records.bits[0]))
	heap.records.survived = heap.records.marked
	end := uint32(min(memorySize(), 1<<16-1)) * wasmPageSize
	if end < heap.start+16*pageSize {
		if memoryGrow(1) < 0 {
			outOfMemory(wasmPageSize)
		}
		memoryGrew()
		end += wasmPageSize
	}
	adoptMemory(end)
}

// adoptMemory adds the memory between the heap's end and end.
func adoptMemory(end uint32) {
	start := heap.end
	heap.end = end
	if end>>pageShift > heap.tableLen {
		start = moveTable(start, end)
	}
	freeRun(start, (end-start)>>pageShift, false)
}

// moveTable makes a table that is large enough for twice the memory up to end, at start, and gives the old one's pages
// back. It returns the first address behind the new table.
func moveTable(start, end uint32) uint32 {
	old, oldLen := heap.table, heap.tableLen
	heap.tableLen = tableLenFor(end)
	heap.table = start
	size := heap.tableLen * 4
	if oldLen > 0 {
		memoryCopy(pointerTo(start), pointerTo(old), uintptr(oldLen*4))
	}
	setPages(start, size>>pageShift, &heap.records)
	heap.recordBytes += size - oldLen*4
	if oldLen > 0 {
		freeRun(old, oldLen*4>>pageShift, true)
	}
	return start + size
}

// tableLenFor is the number of entries for a memory that ends at end, with room for as much again.
func tableLenFor(end uint32) uint32 {
	n := min(end>>pageShift*2, 1<<(32-pageShift))
	return (n + pageSize/4 - 1) &^ (pageSize/4 - 1)
}

// growHeap adds a free run of at least n pages, or returns false. It grows by an eighth of the memory, so that growing is
// rare, or by just what is needed if the host gives no more.
func growHeap(n uint32) bool {
	need := uint64(n)
	if last := spanOf(heap.end - 1); last != nil && last.state == runFree {
		need -= min(need, uint64(last.pages))
	}
	size := uint64(memorySize())
	more := max((need<<pageShift+wasmPageSize-1)/wasmPageSize, min(size/8, maxGrow/wasmPageSize))
	least := need << pageShift
	if end := (size + more) * wasmPageSize; end>>pageShift > uint64(heap.tableLen) {
		// The new table lies between the last free run and the new memory.
		least = uint64(n)<<pageShift + end/64 + wasmPageSize
	}
	pages := (least + wasmPageSize - 1) / wasmPageSize
	// The last page is left out, so that the address behind an object is never zero.
	if size+pages >= 1<<16 {
		return false
	}
	more = min(max(more, pages), 1<<16-1-size)
	was := memoryGrow(int32(more))
	if was < 0 {
		more = pages
		was = memoryGrow(int32(more))
	}
	if was < 0 {
		return false
	}
	memoryGrew()
	if start := uint32(was) * wasmPageSize; start != heap.end {
		// Somebody else has grown the memory: what lies between is not ours.
		gap := heap.end
		heap.end = start
		setPages(gap, (start-gap)>>pageShift, &heap.records)
	}
	adoptMemory(heap.end + uint32(more)*wasmPageSize)
	return true
}

// spanOf returns the run that an address lies in; nil for addresses outside of the heap and inside free runs.
func spanOf(p uint32) *mspan {
	page := p >> pageShift
	if page >= heap.tableLen {
		return nil
	}
	return (*mspan)(pointerTo(load32(heap.table + page*4)))
}

// setPages enters a run for n pages from address base on.
func setPages(base, n uint32, s *mspan) {
	at := heap.table + base>>pageShift*4
	for end := at + n*4; at < end; at += 4 {
		store32(at, addressOf(unsafe.Pointer(s)))
	}
}

// freeRun makes n pages from address base on free, and one run with free neighbors, which it returns; nil if nothing is
// left of it.
func freeRun(base, n uint32, dirty bool) *mspan {
	if n == 0 {
		return nil
	}
	if heap.spareSpans == nil && heap.recordEnd-heap.recordNext < uint32(unsafe.Sizeof(mspan{})) {
		// The run's own first page has its record: taking another one could come back to here.
		addRecordPages(base, 1, dirty)
		base += pageSize
		if n--; n == 0 {
			return nil
		}
	}
	heap.freePages += n
	s := newSpanRecord()
	// Stale pointers into the run find nothing.
	setPages(base, n, nil)
	if prev := spanOf(base - 1); prev != nil && prev.state == runFree {
		unlistRun(prev)
		setPages(base-pageSize, 1, nil)
		base = prev.base
		n += prev.pages
		dirty = dirty || prev.dirty
		freeSpanRecord(prev)
	}
	if end := base + n<<pageShift; end < heap.end {
		if next := spanOf(end); next.state == runFree {
			unlistRun(next)
			setPages(end, 1, nil)
			n += next.pages
			dirty = dirty || next.dirty
			freeSpanRecord(next)
		}
	}
	s.base, s.pages, s.dirty = base, n, dirty
	s.state = runFree
	listRun(s)
	return s
}

// listRun puts a free run in its list and in the table.
func listRun(s *mspan) {
	setPages(s.base, 1, s)
	setPages(s.base+(s.pages-1)<<pageShift, 1, s)
	list := runList(s.pages)
	s.prev = nil
	s.next = heap.runs[list]
	if s.next != nil {
		s.next.prev = s
	}
	heap.runs[list] = s
	heap.filled |= 1 << list
}

func unlistRun(s *mspan) {
	list := runList(s.pages)
	if s.next != nil {
		s.next.prev = s.prev
	}
	if s.prev != nil {
		s.prev.next = s.next
		return
	}
	heap.runs[list] = s.next
	if s.next == nil {
		heap.filled &^= 1 << list
	}
}

func runList(pages uint32) uint32 { return min(pages, numRunLists-1) }

// takeRun takes n pages out of a free run; zero if there is none that is large enough. It enters nothing in the table.
func takeRun(n uint32) (base uint32, dirty bool) {
	s := findRun(n)
	if s == nil {
		return 0, false
	}
	unlistRun(s)
	base, dirty = s.base, s.dirty
	heap.freePages -= n
	if s.pages == n {
		freeSpanRecord(s)
		return base, dirty
	}
	s.base += n << pageShift
	s.pages -= n
	listRun(s)
	return base, dirty
}

// findRun finds a small free run of at least n pages.
func findRun(n uint32) *mspan {
	fits := heap.filled >> runList(n) << runList(n)
	if n < numRunLists-1 && fits != 0 {
		if list := sys.TrailingZeros64(fits); list < numRunLists-1 {
			return heap.runs[list]
		}
	}
	var best *mspan
	for s := heap.runs[numRunLists-1]; s != nil; s = s.next {
		if s.pages >= n && (best == nil || s.pages < best.pages || s.pages == best.pages && s.base < best.base) {
			best = s
		}
	}
	return best
}

// takePages takes n pages, growing the heap if it must; zero if that fails.
func takePages(n uint32) (base uint32, dirty bool) {
	if heap.end == 0 {
		heapInit()
	}
	base, dirty = takeRun(n)
	if base == 0 && growHeap(n) {
		base, dirty = takeRun(n)
	}
	return base, dirty
}

// recordAlloc allocates zeroed memory that is never given back, for the runtime's records.
//
//go:nosuspend
func recordAlloc(size uint32) uint32 {
	size = (size + 7) &^ 7
	if size > heap.recordEnd-heap.recordNext {
		n := uint32(4)
		if size > pageSize {
			n = (size + pageSize - 1) >> pageShift
		}
		base, dirty := takePages(n)
		if base == 0 {
			outOfMemory(uintptr(size))
		}
		next, end := heap.recordNext, heap.recordEnd
		addRecordPages(base, n, dirty)
		if size > pageSize {
			heap.recordNext, heap.recordEnd = next, end
			return base
		}
	}
	p := heap.recordNext
	heap.recordNext += size
	return p
}

// addRecordPages makes n pages the newest ones with records.
func addRecordPages(base, n uint32, dirty bool) {
	setPages(base, n, &heap.records)
	if dirty {
		memoryFill(pointerTo(base), 0, uintptr(n<<pageShift))
	}
	heap.recordBytes += n << pageShift
	heap.recordNext, heap.recordEnd = base, base+n<<pageShift
}

// newSpanRecord returns a record that is all zero.
// It has nothing on the memory stack, as all that finds memory must not: what grows that stack comes here.
func newSpanRecord() *mspan {
	s := heap.spareSpans
	if s == nil {
		return (*mspan)(pointerTo(recordAlloc(uint32(unsafe.Sizeof(mspan{})))))
	}
	heap.spareSpans = s.next
	memclrNoHeapPointers(unsafe.Pointer(s), unsafe.Sizeof(*s))
	return s
}

func freeSpanRecord(s *mspan) {
	s.next = heap.spareSpans
	heap.spareSpans = s
}

// newRun takes n pages for a span; nil if there are none.
func newRun(n uint32, state uint8) *mspan {
	base, dirty := takePages(n)
	if base == 0 {
		return nil
	}
	s := newSpanRecord()
	s.base, s.pages, s.dirty, s.state = base, n, dirty, state
	setPages(base, n, s)
	return s
}

// pointerTo and addressOf convert between pointers and addresses.
func pointerTo(addr uint32) unsafe.Pointer { return unsafe.Pointer(uintptr(addr)) }

func addressOf(p unsafe.Pointer) uint32 { return uint32(uintptr(p)) }
