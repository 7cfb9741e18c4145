// This file gives other packages of the standard library the allocator and typed memory: upstream has these beside its
// write barriers, of which there are none here.

package runtime

import "unsafe"

//go:linkname maps_newobject internal/runtime/maps.newobject
func maps_newobject(typ *_type) unsafe.Pointer { return newobject(typ) }

//go:linkname maps_newarray internal/runtime/maps.newarray
func maps_newarray(typ *_type, n int) unsafe.Pointer { return newarray(typ, n) }

//go:linkname maps_typedmemmove internal/runtime/maps.typedmemmove
func maps_typedmemmove(typ *_type, dst, src unsafe.Pointer) { typedmemmove(typ, dst, src) }

//go:linkname maps_typedmemclr internal/runtime/maps.typedmemclr
func maps_typedmemclr(typ *_type, p unsafe.Pointer) { typedmemclr(typ, p) }

//go:linkname reflect_unsafe_New reflect.unsafe_New
func reflect_unsafe_New(typ *_type) unsafe.Pointer { return newobject(typ) }

//go:linkname reflect_unsafe_NewArray reflect.unsafe_NewArray
func reflect_unsafe_NewArray(typ *_type, n int) unsafe.Pointer { return newarray(typ, n) }

//go:linkname reflect_typedmemmove reflect.typedmemmove
func reflect_typedmemmove(typ *_type, dst, src unsafe.Pointer) { typedmemmove(typ, dst, src) }

//go:linkname reflect_typedmemclr reflect.typedmemclr
func reflect_typedmemclr(typ *_type, p unsafe.Pointer) { typedmemclr(typ, p) }

// The type describes where the cleared bytes are from, which only a write barrier would want to know.
//
//go:linkname reflect_typedmemclrpartial reflect.typedmemclrpartial
func reflect_typedmemclrpartial(typ *_type, p unsafe.Pointer, off, size uintptr) {
	memclrNoHeapPointers(p, size)
}

//go:linkname reflect_typedarrayclear reflect.typedarrayclear
func reflect_typedarrayclear(typ *_type, p unsafe.Pointer, n int) {
	memclrNoHeapPointers(p, typ.Size_*uintptr(n))
}

//go:linkname reflect_typedslicecopy reflect.typedslicecopy
func reflect_typedslicecopy(typ *_type, dst, src slice) int {
	return typedslicecopy(typ, dst.array, dst.len, src.array, src.len)
}

//go:linkname reflectlite_unsafe_New internal/reflectlite.unsafe_New
func reflectlite_unsafe_New(typ *_type) unsafe.Pointer { return newobject(typ) }

//go:linkname reflectlite_typedmemmove internal/reflectlite.typedmemmove
func reflectlite_typedmemmove(typ *_type, dst, src unsafe.Pointer) { typedmemmove(typ, dst, src) }

// A pointer to what is not in the heap may be any number but those that nothing is behind, and addresses of heap objects.
//
//go:linkname reflect_verifyNotInHeapPtr reflect.verifyNotInHeapPtr
func reflect_verifyNotInHeapPtr(p uintptr) bool {
	return p != ^uintptr(0) && (p < heapStart() || p >= uintptr(memorySize())*wasmPageSize)
}

//go:linkname atomic_storePointer internal/runtime/atomic.storePointer
func atomic_storePointer(p *unsafe.Pointer, new unsafe.Pointer) { *p = new }

//go:linkname atomic_casPointerPush internal/runtime/atomic.casPointer
func atomic_casPointerPush(p *unsafe.Pointer, old, new unsafe.Pointer) bool {
	return atomic_casPointer(p, old, new)
}

//go:linkname sync_atomic_StorePointer sync/atomic.StorePointer
func sync_atomic_StorePointer(p *unsafe.Pointer, new unsafe.Pointer) { *p = new }

//go:linkname sync_atomic_SwapPointer sync/atomic.SwapPointer
func sync_atomic_SwapPointer(p *unsafe.Pointer, new unsafe.Pointer) unsafe.Pointer {
	old := *p
	*p = new
	return old
}

//go:linkname sync_atomic_CompareAndSwapPointer sync/atomic.CompareAndSwapPointer
func sync_atomic_CompareAndSwapPointer(p *unsafe.Pointer, old, new unsafe.Pointer) bool {
	return atomic_casPointer(p, old, new)
}
