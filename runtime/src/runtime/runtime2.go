// This file declares the runtime's own records: goroutines, and the few fields of threads and processors that the
// kept files use. There is one thread and one processor; both exist only to give kept code what it reads.

package runtime

import (
	"internal/chacha8rand"
	"internal/runtime/atomic"
	"internal/runtime/sys"
	"unsafe"
)

// A g is a goroutine.
type g struct {
	_panic           *_panic // innermost panic that is under way
	m                *m
	sched            gobuf
	stack            stack // always empty: no Go stack lies in memory
	stackguard0      uintptr
	param            unsafe.Pointer
	atomicstatus     atomic.Uint32
	goid             uint64
	schedlink        guintptr
	waitsince        int64
	waitreason       waitReason
	preempt          bool
	preemptStop      bool
	paniconfault     bool
	activeStackChans bool
	parkingOnChan    atomic.Bool
	coroexit         bool
	ditWanted        bool
	fipsIndicator    uint8
	fipsOnlyBypass   bool
	racectx          uintptr
	sleepWhen        int64
	sig              uint32
	sigcode0         uintptr
	sigcode1         uintptr
	sigpc            uintptr
	writebuf         []byte
	parentGoid       uint64
	gopc             uintptr
	startpc          uintptr
	waiting          *sudog
	labels           unsafe.Pointer
	timer            *timer
	selectDone       atomic.Uint32
	bubble           *synctestBubble

	frames *frame // what it goes on in, innermost first

	segment      *stackSegment // the newest of its memory stack
	stackPointer uintptr       // of its memory stack, while another goroutine runs
}

// An m is the thread.
type m struct {
	g0          *g
	curg        *g
	p           puintptr
	id          int64
	mallocing   int32
	throwing    throwType
	preemptoff  string
	locks       int32
	dying       int32
	printlock   int8
	traceback   uint8
	ditEnabled  bool
	cheaprand   uint32
	cheaprand64 uint64
	chacha8     chacha8rand.State
}

// A p is the processor.
type p struct {
	id     int32
	timers timers
}

// The records that kept files name only in signatures and fields have no content here.
type (
	gobuf  struct{ g guintptr }
	schedt struct {
		goidgen   atomic.Uint64
		lastpoll  atomic.Int64
		pollUntil atomic.Int64
		gcwaiting atomic.Bool
	}
	specialBubble       struct{}
	_defer              struct{}
	_func               struct{}
	funcinl             struct{}
	forcegcstate        struct{}
	lfnode              struct{}
	ancestorInfo        struct{}
	libcall             struct{}
	heldLockInfo        struct{}
	mPadded             struct{ m }
	mWeakPointer        struct{ m *m }
	savedOpenDeferState struct{}
	notInHeap           struct{ _ sys.NotInHeap }
	lfstack             uint64
	pMask               []uint32
)

// gList and gQueue are lists of goroutines linked by schedlink.
type gList struct {
	head guintptr
}

type gQueue struct {
	head guintptr
	tail guintptr
}

const (
	// mallocHeaderSize: objects have no header, their span knows their class.
	mallocHeaderSize = 0
	// osHasLowResClockInt: clocks of hosts are as fine as they say.
	osHasLowResClockInt = 0
	// _NSIG is the number of signals: hosts deliver none, but the kept queue wants its mask to have a word.
	_NSIG = 32
)

var (
	// g0m and g0 are the thread and the main goroutine: static, since everything asks for them.
	mainM m
	mainP p
	mainG = g{m: &mainM, goid: 1}
	curg  = &mainG

	allp       []*p
	allm       *m
	allpLock   mutex
	sched      schedt
	gomaxprocs int32 = 1
	newprocs   int32
	forcegc    forcegcstate

	numCPUStartup int32 = 1
)

// newMWeakPointer returns a reference that is dropped with its thread, which stays.
func newMWeakPointer(mp *m) mWeakPointer { return mWeakPointer{mp} }

func (w mWeakPointer) get() *m { return w.m }

func (w mWeakPointer) clear() {}

// getg returns the current goroutine.
func getg() *g { return curg }

// lock and unlock have nothing to exclude: one thread runs all goroutines, and switches happen only where they ask for it.
func lock(l *mutex) {}

func unlock(l *mutex) {}

// acquirem and releasem keep a goroutine on its thread, which it cannot leave.
func acquirem() *m { return curg.m }

func releasem(mp *m) {}

// systemstack runs fn: there is one stack.
func systemstack(fn func()) { fn() }

func getcallerfp() uintptr { return 0 }
