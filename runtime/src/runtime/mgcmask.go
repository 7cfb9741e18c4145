// This file makes pointer masks of types whose masks are too large to be static data: their descriptors refer to a word
// where the mask is remembered.

//go:unchecked

package runtime

import (
	"internal/abi"
	"unsafe"
)

// getGCMask returns the mask of a type with pointers.
func getGCMask(t *_type) *byte {
	if t.TFlag&abi.TFlagGCMaskOnDemand != 0 {
		return getGCMaskOnDemand(t)
	}
	return t.GCData
}

// getGCMaskOnDemand returns the mask of such a type.
func getGCMaskOnDemand(t *_type) *byte {
	slot := (**byte)(unsafe.Pointer(t.GCData))
	if *slot == nil {
		words := uint32(t.PtrBytes / 8)
		mask := recordAlloc((words + 63) / 64 * 8)
		for i := uint32(0); i < words; i++ {
			if isPointerWord(t, uintptr(i)*8) {
				store64(mask+i/64*8, load64(mask+i/64*8)|1<<(i%64))
			}
		}
		*slot = (*byte)(pointerTo(mask))
	}
	return *slot
}

// isPointerWord reports whether values of a type have a pointer at an offset that is a multiple of eight.
func isPointerWord(t *_type, offset uintptr) bool {
	for offset < t.PtrBytes {
		switch t.Kind_ {
		case abi.Array:
			t = (*abi.ArrayType)(unsafe.Pointer(t)).Elem
			offset %= t.Size_
		case abi.Struct:
			fields := (*abi.StructType)(unsafe.Pointer(t)).Fields
			i := len(fields) - 1
			for fields[i].Offset > offset {
				i--
			}
			t = fields[i].Typ
			offset -= fields[i].Offset
		case abi.Interface:
			return offset == 8
		default:
			return offset == 0
		}
	}
	return false
}
