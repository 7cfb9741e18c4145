// This file implements which objects belong to a bubble of testing/synctest: a table by address, which does not keep its
// objects.

package runtime

import "unsafe"

// A bubbled is an object's entry, in the list of its bucket.
type bubbled struct {
	next *bubbled
	addr uintptr
	id   uint64
}

var bubbleTable [64]*bubbled

// findBubbled returns the link to an object's entry, or to where one would be added.
func findBubbled(addr uintptr) **bubbled {
	link := &bubbleTable[addr/16%uintptr(len(bubbleTable))]
	for *link != nil && (*link).addr != addr {
		link = &(*link).next
	}
	return link
}

// getOrSetBubbleSpecial tells whether the object at p belongs to a bubble, to which it may add one that belongs to none.
func getOrSetBubbleSpecial(p unsafe.Pointer, id uint64, add bool) int {
	if uintptr(p) < heapStart() {
		return bubbleAssocUnbubbled // package variables are in none
	}
	link := findBubbled(uintptr(p))
	switch {
	case *link != nil && (*link).id == id:
		return bubbleAssocCurrentBubble
	case *link != nil:
		return bubbleAssocOtherBubble
	case add:
		*link = &bubbled{addr: uintptr(p), id: id}
		return bubbleAssocCurrentBubble
	}
	return bubbleAssocUnbubbled
}

//go:linkname synctest_disassociate internal/synctest.disassociate
func synctest_disassociate(p unsafe.Pointer) {
	forgetBubbled(uintptr(p))
}

// forgetBubbled drops the entry of an object that leaves its bubble or that is freed.
func forgetBubbled(addr uintptr) {
	if link := findBubbled(addr); *link != nil {
		*link = (*link).next
	}
}
