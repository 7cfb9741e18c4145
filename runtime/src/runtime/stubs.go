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

// persistentalloc allocates memory that lives as long as the program.
func persistentalloc(size, align uintptr, stat *sysMemStat) unsafe.Pointer {
	*stat += sysMemStat(size)
	return unsafe.Pointer(allocSpan(alignUp(size, 16)))
}

// freegc would take back an object that the program proves dead; it may always decline.
func freegc(ptr unsafe.Pointer, size uintptr, noscan bool) bool { return false }

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
