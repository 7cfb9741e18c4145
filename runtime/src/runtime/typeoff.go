// This file implements offsets in type descriptors. All descriptors of the program lie in one region, so an offset is a
// distance from its beginning; descriptors made at run time, by reflect, are not there yet.

package runtime

import "unsafe"

func resolveNameOff(ptrInModule unsafe.Pointer, off nameOff) name {
	if off == 0 {
		return name{}
	}
	return name{Bytes: (*byte)(unsafe.Pointer(firstmoduledata.types + uintptr(off)))}
}

func resolveTypeOff(ptrInModule unsafe.Pointer, off typeOff) *_type {
	// -1 stands for the types of methods that nothing can call.
	if off == 0 || off == -1 {
		return nil
	}
	return (*_type)(unsafe.Pointer(firstmoduledata.types + uintptr(off)))
}

// textOff returns a method's code word: the offset itself, which is an index into the function table.
func (t rtype) textOff(off textOff) unsafe.Pointer {
	if off == -1 {
		throw("unreachable method called. linker bug?")
	}
	return unsafe.Pointer(uintptr(off))
}
