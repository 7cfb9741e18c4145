// This file has what kept files name of parts of the runtime that are shaped otherwise here: the module's tables, memory
// that is never given back, atomic pointer stores.

package runtime

import "unsafe"

// A moduledata describes the program's static data to kept type code. There is one module.
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

var (
	firstmoduledata moduledata
	moduleList      = []*moduledata{&firstmoduledata}
	pinnedTypemaps  []map[*_type]*_type

	// aixStaticDataBase is zero wherever the system is not AIX.
	aixStaticDataBase uintptr
)

func activeModules() []*moduledata { return moduleList }

// textAddr: a code word is an index into the function table already.
func (md *moduledata) textAddr(off32 uint32) uintptr { return uintptr(off32) }

// sysMemStat counts bytes for MemStats.
type sysMemStat uint64

var memstats struct{ other_sys sysMemStat }

func addb(p *byte, n uintptr) *byte { return (*byte)(unsafe.Pointer(uintptr(unsafe.Pointer(p)) + n)) }

func atomicstorep(ptr unsafe.Pointer, new unsafe.Pointer) { *(*unsafe.Pointer)(ptr) = new }

func atomic_casPointer(ptr *unsafe.Pointer, old, new unsafe.Pointer) bool {
	if *ptr != old {
		return false
	}
	*ptr = new
	return true
}

// osyield: no other thread could use the time.
func osyield() {}
