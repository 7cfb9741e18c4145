// This file implements how panics that nobody recovers are printed.

package runtime

import (
	"internal/abi"
	"unsafe"
)

// panicLeftMain is called at the base when a goroutine has left for good: it prints the panics and ends the program.
// If printing itself panics it is called again, with printingPanics set.
func panicLeftMain() {
	gp := getg()
	if printingPanics {
		printFailedPrinting(gp._panic.arg)
	}
	printingPanics = true
	ownPanics(gp)
	preprintpanics(gp._panic)
	printpanics(gp._panic)
	if gp.sig != 0 {
		print("[signal ", hex(gp.sig), " code=", hex(gp.sigcode0), " addr=", hex(gp.sigcode1), " pc=", hex(gp.sigpc), "]\n")
	}
	printTrace()
	die()
}

var printingPanics bool

func printFailedPrinting(arg any) {
	print("fatal error: panic while printing panic value")
	switch v := arg.(type) {
	case nil:
	case string:
		print(": ", v)
	default:
		print(": type ", toRType(efaceOf(&v)._type).string())
	}
	print("\n")
	printTrace()
	die()
}

// preprintpanics replaces errors and Stringers on record by their texts, so that printing calls no user code.
func preprintpanics(p *_panic) {
	for ; p != nil; p = p.link {
		if p.link != nil && sameValue(p, p.link) {
			p.link.repanicked = true
			continue
		}
		switch v := p.arg.(type) {
		case error:
			p.arg = v.Error()
		case stringer:
			p.arg = v.String()
		}
	}
}

// sameValue reports whether two panics have the very same value, by its words.
func sameValue(p, q *_panic) bool { return *efaceOf(&p.arg) == *efaceOf(&q.arg) }

// printpanics prints the panics on record, the oldest first.
//
//go:nosuspend
func printpanics(p *_panic) {
	if p.link != nil {
		printpanics(p.link)
		if p.link.repanicked {
			return
		}
		if !p.link.goexit {
			print("\t")
		}
	}
	if p.goexit {
		return
	}
	print("panic: ")
	printpanicval(p.arg)
	switch {
	case p.recovered && p.repanicked:
		print(" [recovered, repanicked]")
	case p.recovered:
		print(" [recovered]")
	}
	print("\n")
}

// printanycustomtype prints a value that is of no predeclared type: what is of a defined type with a basic form, as that
// type's conversion, else the type and the address.
//
// A case for a kind costs what printing it needs (floating point is 40 KB), so those that the program cannot meet are
// dropped.
func printanycustomtype(i any) {
	e := efaceOf(&i)
	name := toRType(e._type).string()
	p := e.data
	switch kind := e._type.Kind(); {
	case holdsKind(abi.String) && kind == abi.String:
		print(name, `("`)
		printindented(*(*string)(p))
		print(`")`)
	case holdsKind(abi.Bool) && kind == abi.Bool:
		print(name, "(", *(*bool)(p), ")")
	case kind >= abi.Int && kind <= abi.Int64:
		print(name, "(", signedValue(p, e._type.Size_), ")")
	case kind >= abi.Uint && kind <= abi.Uintptr:
		print(name, "(", unsignedValue(p, e._type.Size_), ")")
	case holdsKind(abi.Float32) && kind == abi.Float32:
		print(name, "(", *(*float32)(p), ")")
	case holdsKind(abi.Float64) && kind == abi.Float64:
		print(name, "(", *(*float64)(p), ")")
	case holdsKind(abi.Complex64) && kind == abi.Complex64:
		print(name, *(*complex64)(p))
	case holdsKind(abi.Complex128) && kind == abi.Complex128:
		print(name, *(*complex128)(p))
	default:
		print("(", name, ") ", p)
	}
}

// signedValue loads an integer of so many bytes.
func signedValue(p unsafe.Pointer, size uintptr) int64 {
	switch size {
	case 1:
		return int64(*(*int8)(p))
	case 2:
		return int64(*(*int16)(p))
	case 4:
		return int64(*(*int32)(p))
	}
	return *(*int64)(p)
}

func unsignedValue(p unsafe.Pointer, size uintptr) uint64 {
	shift := 64 - 8*size
	return uint64(signedValue(p, size)) << shift >> shift
}
