// This file implements how a send meets a goroutine that waits to receive, and the other way round. GOROOT's chan.go leaves
// unlocking to a closure, which costs a place on the memory stack in all functions that send and receive; here is nothing
// to unlock.

package runtime

import "unsafe"

// send hands the element at ep to the goroutine of sg, which waits to receive.
func send(c *hchan, sg *sudog, ep unsafe.Pointer, unlockf func(), skip int) { sendTo(c, sg, ep) }

// recv takes the element of the goroutine of sg, which waits to send, to ep if that is not nil. If the channel has a buffer
// that is full: the receiver gets the oldest element, and the sender's becomes the newest.
func recv(c *hchan, sg *sudog, ep unsafe.Pointer, unlockf func(), skip int) { recvFrom(c, sg, ep) }

func sendTo(c *hchan, sg *sudog, ep unsafe.Pointer) {
	if c.bubble != nil && getg().bubble != c.bubble {
		fatal("send on synctest channel from outside bubble")
	}
	if to := sg.elem.get(); to != nil {
		moveElem(c, to, ep)
	}
	finishWait(sg)
}

func recvFrom(c *hchan, sg *sudog, ep unsafe.Pointer) {
	if c.bubble != nil && getg().bubble != c.bubble {
		fatal("receive on synctest channel from outside bubble")
	}
	from := sg.elem.get()
	if c.dataqsiz == 0 {
		if ep != nil {
			moveElem(c, ep, from)
		}
	} else {
		oldest := chanbuf(c, c.recvx)
		if ep != nil {
			moveElem(c, ep, oldest)
		}
		moveElem(c, oldest, from)
		c.recvx++
		if c.recvx == c.dataqsiz {
			c.recvx = 0
		}
		c.sendx = c.recvx
	}
	finishWait(sg)
}

// moveElem moves one element, most often a word.
func moveElem(c *hchan, to, from unsafe.Pointer) {
	if c.elemsize == 8 {
		*(*uint64)(to) = *(*uint64)(from)
		return
	}
	memmove(to, from, uintptr(c.elemsize))
}

// finishWait lets the goroutine of sg go on with its element sent or received.
func finishWait(sg *sudog) {
	sg.elem.set(nil)
	sg.success = true
	gp := sg.g
	gp.param = unsafe.Pointer(sg)
	goready(gp, 0)
}
