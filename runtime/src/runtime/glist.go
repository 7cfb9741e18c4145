// This file implements lists of goroutines, which are linked by schedlink: a goroutine is in one list at most.

//go:unchecked

package runtime

import "unsafe"

// linkTo is what guintptr's set stores, without its check.
func linkTo(gp *g) guintptr { return guintptr(unsafe.Pointer(gp)) }

// A gQueue is first in, first out.
type gQueue struct {
	head guintptr
	tail guintptr
}

func (q *gQueue) empty() bool { return q.head == 0 }

func (q *gQueue) pushBack(gp *g) {
	gp.schedlink = 0
	if q.tail != 0 {
		q.tail.ptr().schedlink = linkTo(gp)
	} else {
		q.head = linkTo(gp)
	}
	q.tail = linkTo(gp)
}

func (q *gQueue) pop() *g {
	gp := q.head.ptr()
	if gp == nil {
		return nil
	}
	q.head = gp.schedlink
	if q.head == 0 {
		q.tail = 0
	}
	gp.schedlink = 0
	return gp
}

// pushBackAll moves all of r to the end of q.
func (q *gQueue) pushBackAll(r *gQueue) {
	if r.empty() {
		return
	}
	if q.tail != 0 {
		q.tail.ptr().schedlink = r.head
	} else {
		q.head = r.head
	}
	q.tail = r.tail
	*r = gQueue{}
}

// A gList is last in, first out.
type gList struct {
	head guintptr
}

func (l *gList) empty() bool { return l.head == 0 }

func (l *gList) push(gp *g) {
	gp.schedlink = l.head
	l.head = linkTo(gp)
}

func (l *gList) pop() *g {
	gp := l.head.ptr()
	if gp != nil {
		l.head = gp.schedlink
		gp.schedlink = 0
	}
	return gp
}
