// This file implements what package reflect needs to call functions by their types and to make some. The compiler fills
// the table, for as much as a program can reach.

package runtime

import (
	"internal/abi"
	"unsafe"
)

// A funcType has the code of a func type. Each word is a closure without captures by itself: an index into the function
// table.
type funcType struct {
	typ         *functype
	call        uintptr
	callMethod  uintptr
	madeFunc    uintptr
	methodValue uintptr
}

// noCode is the code of functions whose type no compiled code has: only reflect can call them.
const noCode = 0xffffffff

var (
	// funcTypes are all func types with descriptors in the program.
	funcTypes []funcType

	funcTypeIndex map[*functype]*funcType
)

// codeOf finds the code of a func type, nil if it was made at run time.
func codeOf(typ *functype) *funcType {
	if funcTypeIndex == nil {
		funcTypeIndex = make(map[*functype]*funcType, len(funcTypes))
		for i := range funcTypes {
			funcTypeIndex[funcTypes[i].typ] = &funcTypes[i]
		}
	}
	return funcTypeIndex[typ]
}

// reflectCall calls the function at fn, a closure, or where recv is not nil the address of a method's code, with the
// arguments in frame, where it leaves the results.
func reflectCall(typ *functype, recv *_type, fn, frame unsafe.Pointer) {
	of := codeOf(typ)
	if of == nil {
		callMade(fn, frame)
		return
	}
	thunk := unsafe.Pointer(&of.call)
	if recv != nil {
		thunk = unsafe.Pointer(&of.callMethod)
	}
	(*(*func(fn, frame unsafe.Pointer))(unsafe.Pointer(&thunk)))(fn, frame)
}

// callMade calls a function that reflect.MakeFunc has made.
func callMade(fn, frame unsafe.Pointer) {
	if *(*uintptr)(fn) != noCode {
		throw("reflect: call of a function whose type is not known")
	}
	var valid bool
	var regs abi.RegArgs
	reflect_callReflect(fn, frame, &valid, &regs)
}

//go:linkname reflect_callReflect reflect.callReflect
func reflect_callReflect(ctxt, frame unsafe.Pointer, retValid *bool, regs *abi.RegArgs)

// makeFuncCode returns the code word of a function that reflect.MakeFunc makes.
func makeFuncCode(typ *functype) uintptr {
	if of := codeOf(typ); of != nil {
		return of.madeFunc
	}
	return noCode
}

// methodValueCode returns the code word of a method value that reflect makes. The types of methods that reflect can reach
// are in the program.
func methodValueCode(typ *functype) uintptr {
	if of := codeOf(typ); of != nil {
		return of.methodValue
	}
	return noCode
}
