// This file implements what a program can ask about functions and call sites. Call sites are not recorded: a trace has no
// frames, and no address names a function, which the documentation of these functions allows for.

package runtime

// Frames is what is left of a trace of return addresses.
type Frames struct {
	callers []uintptr
}

// A Frame is one call in a trace.
type Frame struct {
	PC       uintptr
	Func     *Func
	Function string
	File     string
	Line     int

	Entry uintptr
}

// CallersFrames returns the calls that the result of Callers stands for.
func CallersFrames(callers []uintptr) *Frames { return &Frames{callers: callers} }

// Next returns the next call, and whether there are more. An address that is not known gives a frame that says nothing
// but the address.
func (ci *Frames) Next() (frame Frame, more bool) {
	if len(ci.callers) == 0 {
		return Frame{}, false
	}
	frame.PC = ci.callers[0]
	ci.callers = ci.callers[1:]
	return frame, len(ci.callers) > 0
}

// A Func is a function of the program.
type Func struct {
	opaque struct{}
}

// FuncForPC returns the function that an address belongs to, nil if that is not known.
func FuncForPC(pc uintptr) *Func { return nil }

// Name returns the function's name.
func (f *Func) Name() string { return "" }

// Entry returns the function's address.
func (f *Func) Entry() uintptr { return 0 }

// FileLine returns the place in the source of an address in the function.
func (f *Func) FileLine(pc uintptr) (file string, line int) { return "?", 0 }

func callers(skip int, pcbuf []uintptr) int { return 0 }

// Stack writes what is known of the goroutine's trace, or of all, into buf: the first line of each.
func Stack(buf []byte, all bool) int {
	text := appendHeader(nil, getg())
	if all {
		for gp := allgs; gp != nil; gp = gp.alllink {
			if gp != getg() && gp != specialRunner && gp.atomicstatus.Load() != _Gdead {
				text = appendHeader(append(text, '\n'), gp)
			}
		}
	}
	return copy(buf, text)
}

// appendHeader appends the first line of a goroutine's trace.
func appendHeader(text []byte, gp *g) []byte {
	text = append(text, "goroutine "...)
	var digits [20]byte
	at := len(digits)
	for n := gp.goid; ; n /= 10 {
		at--
		digits[at] = byte('0' + n%10)
		if n < 10 {
			break
		}
	}
	text = append(text, digits[at:]...)
	text = append(text, " ["...)
	text = append(text, goroutineState(gp)...)
	return append(text, "]:\n"...)
}
