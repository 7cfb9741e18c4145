// This file implements pinning. Objects never move, so that it only has to keep them.

package runtime

import (
	"internal/abi"
	"unsafe"
)

// A Pinner keeps objects until it is told not to.
type Pinner struct {
	*pinner
}

type pinner struct {
	refs []unsafe.Pointer
}

// Pin keeps the object that pointer points to until Unpin.
func (p *Pinner) Pin(pointer any) {
	e := efaceOf(&pointer)
	if e._type == nil {
		panic(errorString("runtime.Pinner: argument is nil"))
	}
	if kind := e._type.Kind_; kind != abi.Pointer && kind != abi.UnsafePointer {
		panic(errorString("runtime.Pinner: argument is not a pointer: " + toRType(e._type).string()))
	}
	if p.pinner == nil {
		p.pinner = new(pinner)
		SetFinalizer(p.pinner, (*pinner).leaked)
	}
	p.refs = append(p.refs, e.data)
}

// Unpin lets go of all that was pinned.
func (p *Pinner) Unpin() {
	if p.pinner != nil {
		p.refs = nil
	}
}

func (p *pinner) leaked() {
	if p.refs != nil {
		p.refs = nil
		panic(errorString("runtime.Pinner: found leaking pinned pointer; forgot to call Unpin()?"))
	}
}
