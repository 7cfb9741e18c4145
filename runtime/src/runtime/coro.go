// This file implements coroutines, on which iter.Pull stands: a coro is a place where one goroutine waits, and whoever
// switches to it waits there instead.

//go:unchecked

package runtime

import "unsafe"

// A coro is not a particular goroutine: it holds the one that waits now.
type coro struct {
	gp guintptr
	f  func(*coro)
}

// newcoro makes a coro with a goroutine that waits to call f.
//
//go:linkname newcoro
func newcoro(f func(*coro)) *coro {
	c := &coro{f: f}
	start := func() { c.f(c) }
	gp := newproc1(*(**funcval)(unsafe.Pointer(&start)), getg(), 0, true, waitReasonCoroutine)
	gp.coro = c
	c.gp.set(gp)
	return c
}

// coroswitch lets the goroutine that waits in c run, and waits there.
//
//go:linkname coroswitch
func coroswitch(c *coro) {
	gp := getg()
	next := c.gp.ptr()
	if next == nil {
		throw("coroswitch on exited coro")
	}
	c.gp.set(gp)
	gp.waitreason = waitReasonCoroutine
	bubble := gp.bubble
	if bubble != nil {
		bubble.incActive()
	}
	setStatus(gp, _Gwaiting)
	corotransfer(next)
	if bubble != nil {
		bubble.decActive()
	}
	park()
}

// coroexit lets the goroutine run that waits in the coro of one that has ended.
func coroexit(c *coro) {
	next := c.gp.ptr()
	c.gp = 0
	corotransfer(next)
}

// corotransfer makes gp the one that runs next, whatever else is runnable.
func corotransfer(gp *g) {
	setStatus(gp, _Grunnable)
	transferTo = gp
}
