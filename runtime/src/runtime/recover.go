// This file implements what frames do while a panic passes through them: landed when they begin to run their deferred
// calls, offer before such a call, afterDeferred behind it.

package runtime

var (
	// offered is the panic that the function which is called next may recover. Only functions that call recover are
	// made an offer, and they take it at their entry.
	offered *_panic

	// recoverers is the first place in the function table behind the functions that call recover, which come first.
	recoverers uintptr
)

// landed is called where a frame begins to leave for good, or begins again because a deferred call left as well: then
// `before` is the panic that it was leaving with. It returns the panic to leave with.
//
//go:noinline
func landed(before *_panic) *_panic {
	top := getg()._panic
	if before != nil && before != top {
		abort(top, before)
	}
	return top
}

// abort notes that the panics from below top down to last have come to nothing: top took their way over.
func abort(top, last *_panic) {
	for p := top.link; ; p = p.link {
		p.aborted = true
		if p == last {
			return
		}
	}
}

// offer lets the function that is called next recover p, if that is not nil.
func offer(p *_panic) { offered = p }

// offerTo is offer for a function of which only the place in the table is known.
func offerTo(p *_panic, code uint32) {
	if p != nil && uintptr(code) < recoverers {
		offered = p
	}
}

// withdrawOffer is called by wrappers that have found out which function they call for another.
func withdrawOffer(code uint32) {
	if offered != nil && uintptr(code) >= recoverers {
		offered = nil
	}
}

// takeOffer is the first thing that functions do which call recover.
func takeOffer() *_panic {
	p := offered
	offered = nil
	return p
}

// gorecover is the predeclared recover, in a function that was offered p.
func gorecover(p *_panic) any {
	if p == nil || p.recovered || p.goexit || p != getg()._panic {
		return nil
	}
	p.recovered = true
	return p.arg
}

// afterDeferred is called when a deferred call has returned that was offered p. It returns the panic with which the frame
// still leaves, nil if it goes on to return.
func afterDeferred(p *_panic) *_panic {
	if p == nil || !p.recovered {
		return p
	}
	return dropRecovered(p)
}

// dropRecovered ends a panic with all those whose way it took over. A Goexit among them goes on instead.
func dropRecovered(p *_panic) *_panic {
	gp := getg()
	gp.sig = 0
	p = p.link
	for p != nil && p.aborted {
		if p.goexit {
			p.aborted = false
			gp._panic = p
			return p
		}
		p = p.link
	}
	gp._panic = p
	return nil
}

// A deferList has the deferred calls of a function whose loops over functions defer calls too.
type deferList struct {
	first  *deferRecord
	closed uint // the function has run them
}

// A deferRecord begins with this; the operands follow.
type deferRecord struct {
	next *deferRecord
	site uint
}

// deferInLoop adds a deferred call to a function's list.
func deferInLoop(list *deferList, record *deferRecord) {
	if list.closed != 0 {
		throw("defer after range func returned")
	}
	record.next = list.first
	list.first = record
}

// Goexit runs the deferred calls of all functions that the goroutine is in, and ends it.
func Goexit() {
	gp := getg()
	uncaught = panicLeftMain
	gp._panic = &_panic{goexit: true, link: gp._panic}
	schedule = nextGoroutine
	needsScheduler()
	leaveForGood()
}

// The texts of panics in loops over functions, by internal/abi's RF_State.
var rangeErrors = [...]error{
	errorString("range function continued iteration after function for loop body returned false"),
	nil,
	errorString("range function continued iteration after loop body panic"),
	errorString("range function continued iteration after whole loop exit"),
	errorString("range function recovered a loop body panic and did not resume panicking"),
}

// panicrangestate is called where a loop over a function finds itself in a state that it must not be in.
func panicrangestate(state int) { panic(rangeErrors[state]) }

// panicvaluemethod is called by methods of pointers that stand for methods of values, if the pointer is nil; text names
// both.
func panicvaluemethod(text string) { panic(plainError(text)) }
