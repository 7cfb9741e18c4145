// This file has what kept files name of parts of the runtime that have no work here: the module's tables, traces and
// profiles.

package runtime

// A moduledata describes the program's static data to kept type code.
type moduledata struct {
	types, etypes     uintptr
	typedesclen       uintptr
	itaboffset        uintptr
	itabsize          uintptr
	covctrs, ecovctrs uintptr
	data, edata       uintptr
	bss, ebss         uintptr
	typemap           map[*_type]*_type
	next              *moduledata
}

var firstmoduledata moduledata
