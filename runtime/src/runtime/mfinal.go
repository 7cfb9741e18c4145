// This file implements finalizers, and the goroutine that runs them and clean-ups.

package runtime

import (
	"internal/abi"
	"unsafe"
)

// specialRunner runs what is queued; nil until there is something that may be.
var specialRunner *g

// SetFinalizer makes finalizer be called with obj when the collector finds that nothing else refers to it.
func SetFinalizer(obj any, finalizer any) {
	obj = abi.Escape(obj)
	e := efaceOf(&obj)
	if e._type == nil {
		throw("runtime.SetFinalizer: first argument is nil")
	}
	if e._type.Kind_ != abi.Pointer {
		throw("runtime.SetFinalizer: first argument is " + toRType(e._type).string() + ", not pointer")
	}
	s, base := objectOf(e.data)
	if s == nil {
		if uintptr(e.data) < heapStart() {
			// Static data is never freed.
			return
		}
		throw("runtime.SetFinalizer: pointer not in allocated block")
	}
	if addressOf(e.data) != base {
		throw("runtime.SetFinalizer: pointer not at beginning of allocated block")
	}
	f := efaceOf(&finalizer)
	if f._type == nil {
		at := findSpecial(s, base, specialFinalizer)
		if isSpecialOf(*at, s, base, specialFinalizer) {
			freeSpecial(detach(at))
		}
		return
	}
	x := newSpecial(specialFinalizer)
	x.fn = f.data
	x.object = e._type
	x.param, x.results, x.resultBytes = finalizerType(e._type, f._type)
	startRunner()
	at := findSpecial(s, base, specialFinalizer)
	if isSpecialOf(*at, s, base, specialFinalizer) {
		throw("runtime.SetFinalizer: finalizer already set")
	}
	attach(x, at, s, base)
	KeepAlive(obj)
}

// finalizerType checks that a function of type f takes an object of type obj; it returns the type of its parameter and what
// kind of results it has, and how large they are if they are in memory.
func finalizerType(obj, f *_type) (param *_type, shape resultShape, bytes uint32) {
	if f.Kind_ != abi.Func {
		throw("runtime.SetFinalizer: second argument is " + toRType(f).string() + ", not a function")
	}
	ft := (*functype)(unsafe.Pointer(f))
	complaint := "runtime.SetFinalizer: cannot pass " + toRType(obj).string() + " to finalizer " + toRType(f).string()
	if ft.IsVariadic() {
		throw(complaint + " because dotdotdot")
	}
	if ft.InCount != 1 {
		throw(complaint)
	}
	param = ft.InSlice()[0]
	ok := param == obj
	switch {
	case param.Kind_ == abi.Pointer:
		elem := (*ptrtype)(unsafe.Pointer(param)).Elem
		named := param.Uncommon() != nil && obj.Uncommon() != nil
		ok = ok || !named && elem == (*ptrtype)(unsafe.Pointer(obj)).Elem
	case param.Kind_ == abi.Interface:
		inter := (*interfacetype)(unsafe.Pointer(param))
		ok = len(inter.Methods) == 0 || assertE2I2(inter, obj) != nil
	}
	if !ok {
		throw(complaint)
	}
	shape, bytes, ok = shapeOf(ft.OutSlice())
	if !ok {
		throw("runtime.SetFinalizer: finalizers with such results are not supported yet: " + toRType(f).string())
	}
	return param, shape, bytes
}

func shapeOf(results []*_type) (shape resultShape, bytes uint32, ok bool) {
	total := 0
	for _, t := range results {
		bytes = (bytes+uint32(t.Align_)-1)&^(uint32(t.Align_)-1) + uint32(t.Size_)
		total += scalars(t)
	}
	switch {
	case total > maxResultScalars:
		return inMemory, bytes, true
	case len(results) == 0:
		return noResults, 0, true
	case len(results) == 1:
		switch results[0].Kind_ {
		case abi.Bool, abi.Int8, abi.Int16, abi.Int32, abi.Uint8, abi.Uint16, abi.Uint32,
			abi.Pointer, abi.UnsafePointer, abi.Map, abi.Chan, abi.Func:
			return oneWord, 0, true
		case abi.Interface, abi.String:
			return twoWords, 0, true
		case abi.Int, abi.Int64, abi.Uint, abi.Uint64, abi.Uintptr:
			return oneLong, 0, true
		}
	}
	return 0, 0, false
}

const (
	// maxScalars: structs and arrays of more are in memory; maxResultScalars: so are results of more (crates/lower/src/repr.rs).
	maxScalars       = 4
	maxResultScalars = 6
	manyScalars      = 100
)

// scalars is the number of scalars that values of a type are; manyScalars if they are in memory.
func scalars(t *_type) int {
	n := 0
	switch t.Kind_ {
	case abi.Complex64, abi.Complex128, abi.String, abi.Interface:
		return 2
	case abi.Slice:
		return 3
	case abi.Array:
		switch a := (*abi.ArrayType)(unsafe.Pointer(t)); a.Len {
		case 0:
		case 1:
			n = scalars(a.Elem)
		default:
			n = manyScalars
		}
	case abi.Struct:
		for _, field := range (*abi.StructType)(unsafe.Pointer(t)).Fields {
			n += scalars(field.Typ)
		}
	default:
		return 1
	}
	if n > maxScalars {
		return manyScalars
	}
	return n
}

// startRunner makes the goroutine that runs finalizers and clean-ups, which does not count as one of the program. It waits
// until something is queued.
func startRunner() {
	if specialRunner != nil {
		return
	}
	specialRunner = newSystemGoroutine(runSpecials, waitReasonFinalizerWait)
	specials.wake = wakeRunner
}

// wakeRunner is called by the collector when something is queued.
func wakeRunner() {
	if specialRunner.atomicstatus.Load() == _Gwaiting && specialRunner.waitreason == waitReasonFinalizerWait {
		goready(specialRunner, 1)
	}
}

// runSpecials runs what is queued, for ever.
func runSpecials() {
	for {
		for specials.queue != nil {
			runSpecial(takeSpecial())
		}
		gopark(nil, nil, waitReasonFinalizerWait, traceBlockGeneric, 1)
	}
}

// takeSpecial takes the first of the queue.
func takeSpecial() *special {
	x := specials.queue
	specials.queue = x.next
	if x.next == nil {
		specials.queueEnd = nil
	}
	specials.running = x
	return x
}

func runSpecial(x *special) {
	if x.kind == specialFinalizer {
		callFinalizer(x)
	} else {
		fn := x.fn
		(*(*func())(unsafe.Pointer(&fn)))()
	}
	specials.running = nil
	freeSpecial(x)
}

// callFinalizer calls a function of any type, by what its parameter and results are for the machine.
func callFinalizer(x *special) {
	fn, shape := x.fn, x.results
	p := pointerTo(x.offset)
	var area unsafe.Pointer
	if shape == inMemory {
		area = mallocgc(uintptr(x.resultBytes), nil, false)
	}
	if x.param.Kind_ != abi.Interface {
		switch f := unsafe.Pointer(&fn); shape {
		case noResults:
			(*(*func(unsafe.Pointer))(f))(p)
		case oneWord:
			(*(*func(unsafe.Pointer) int32)(f))(p)
		case twoWords:
			(*(*func(unsafe.Pointer) any)(f))(p)
		case oneLong:
			(*(*func(unsafe.Pointer) int64)(f))(p)
		case inMemory:
			(*(*func(area, p unsafe.Pointer))(f))(area, p)
		}
		return
	}
	word := unsafe.Pointer(x.object)
	if inter := (*interfacetype)(unsafe.Pointer(x.param)); len(inter.Methods) > 0 {
		word = unsafe.Pointer(assertE2I(inter, x.object))
	}
	v := *(*any)(unsafe.Pointer(&eface{(*_type)(word), p}))
	switch f := unsafe.Pointer(&fn); shape {
	case noResults:
		(*(*func(any))(f))(v)
	case oneWord:
		(*(*func(any) int32)(f))(v)
	case twoWords:
		(*(*func(any) any)(f))(v)
	case oneLong:
		(*(*func(any) int64)(f))(v)
	case inMemory:
		(*(*func(unsafe.Pointer, any))(f))(area, v)
	}
}

// blockUntilEmptyFinalizerQueue lets others run until everything queued has run, for tests; false if that takes longer
// than timeout nanoseconds.
func blockUntilEmptyFinalizerQueue(timeout int64) bool {
	for start := nanotime(); nanotime()-start < timeout; Gosched() {
		if specials.queue == nil && specials.running == nil {
			return true
		}
	}
	return false
}

//go:linkname unique_runtime_blockUntilEmptyCleanupQueue unique.runtime_blockUntilEmptyCleanupQueue
func unique_runtime_blockUntilEmptyCleanupQueue(timeout int64) bool {
	return blockUntilEmptyFinalizerQueue(timeout)
}

//go:linkname sync_test_runtime_blockUntilEmptyCleanupQueue sync_test.runtime_blockUntilEmptyCleanupQueue
func sync_test_runtime_blockUntilEmptyCleanupQueue(timeout int64) bool {
	return blockUntilEmptyFinalizerQueue(timeout)
}
