// This file implements offsets in type descriptors. All descriptors of the program lie in one region, so an offset is a
// distance from its beginning. What package reflect makes at run time has negative offsets, which number it.

package runtime

import "unsafe"

var (
	// madePointers are the names, types and functions that reflect has asked offsets for.
	madePointers []unsafe.Pointer
	madeOffsets  map[unsafe.Pointer]int32
)

// lastOff is the offset that stands for what does not exist: the types and code of methods that nothing can call.
const lastOff = -1

// reflect_addReflectOff gives a pointer an offset.
//
//go:linkname reflect_addReflectOff reflect.addReflectOff
func reflect_addReflectOff(ptr unsafe.Pointer) int32 {
	if off, ok := madeOffsets[ptr]; ok {
		return off
	}
	if madeOffsets == nil {
		madeOffsets = make(map[unsafe.Pointer]int32)
	}
	madePointers = append(madePointers, ptr)
	off := lastOff - int32(len(madePointers))
	madeOffsets[ptr] = off
	return off
}

// atOffset returns what an offset stands for.
func atOffset(off int32) unsafe.Pointer {
	if off < 0 {
		return madePointers[lastOff-1-off]
	}
	return unsafe.Pointer(firstmoduledata.types + uintptr(off))
}

func resolveNameOff(ptrInModule unsafe.Pointer, off nameOff) name {
	if off == 0 {
		return name{}
	}
	return name{Bytes: (*byte)(atOffset(int32(off)))}
}

func resolveTypeOff(ptrInModule unsafe.Pointer, off typeOff) *_type {
	if off == 0 || off == lastOff {
		return nil
	}
	return (*_type)(atOffset(int32(off)))
}

// textOff returns a method's code word: the offset itself, which is an index into the function table.
func (t rtype) textOff(off textOff) unsafe.Pointer {
	switch {
	case off == lastOff:
		return unsafe.Pointer(uintptr(noCode))
	case off < 0:
		return atOffset(int32(off))
	}
	return unsafe.Pointer(uintptr(off))
}
