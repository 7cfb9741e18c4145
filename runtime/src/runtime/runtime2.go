// This file declares the runtime's own records: goroutines, and the few fields of threads and processors that the
// kept files use. There is one thread and one processor; both exist only to give kept code what it reads.

package runtime

import (
	"internal/chacha8rand"
	"internal/runtime/atomic"
	"internal/runtime/sys"
	"unsafe"
)

// A g is a goroutine. There may be millions of them, so that what none needs for itself is shared.
type g struct {
	*gShared
	m          *m
	_panic     *_panic // innermost panic that is under way
	frames     *frame  // what it goes on in, innermost first
	frameBytes uintptr // their size
	entry      func()  // what it begins with, until then
	alllink    *g      // the next in allgs
	schedlink  guintptr
	goid       uint64
	parentGoid uint64
	param      unsafe.Pointer
	waiting    *sudog
	timer      *timer
	sleepWhen  int64
	labels     unsafe.Pointer
	bubble     *synctestBubble
	coro       *coro     // what it is a coroutine of
	call       *hostCall // the innermost call of the host that it runs

	// elem is where a small element is on its way to or from a channel (crates/lower/src/chan.rs). It may be no pointer.
	elem [2]unsafe.Pointer

	segment      *stackSegment // the newest of its memory stack
	stackPointer uintptr       // of its memory stack, while another goroutine runs

	atomicstatus     atomic.Uint32
	selectDone       atomic.Uint32
	sig              uint32
	waitreason       waitReason
	parkingOnChan    atomic.Bool
	activeStackChans bool
	coroexit         bool
	ditWanted        bool
	fipsIndicator    uint8
	fipsOnlyBypass   bool
	system           bool // of the runtime
}

// gShared are fields that kept files name, but that have the same value in all goroutines.
type gShared struct {
	stack        stack // always empty: no Go stack lies in memory
	stackguard0  uintptr
	waitsince    int64
	preempt      bool
	preemptStop  bool
	paniconfault bool
	racectx      uintptr
	sigcode0     uintptr
	sigcode1     uintptr
	sigpc        uintptr
	writebuf     []byte
}

// An m is the thread.
type m struct {
	g0          *g
	curg        *g
	p           theP
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

// theP stands for a reference to the processor.
type theP struct{}

func (theP) ptr() *p { return &mainP }

// The records that kept files name only in signatures and fields have no content here.
type (
	gobuf  struct{}
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

const (
	// mallocHeaderSize: objects have no header, their span knows their class.
	mallocHeaderSize = 0
	// osHasLowResClockInt: clocks of hosts are as fine as they say.
	osHasLowResClockInt = 0
	// _NSIG is the number of signals: hosts deliver none, but the kept queue wants its mask to have a word.
	_NSIG = 32
)

var (
	// The thread, the processor, the main goroutine, and what stands for the base: static, since everything asks for them.
	mainM  m
	mainP  p
	mainG  = g{gShared: &shared, m: &mainM, goid: 1}
	g0     = g{gShared: &shared, m: &mainM}
	shared gShared
	curg   = &mainG

	allp       []*p
	allm       *m
	allpLock   mutex
	sched      schedt
	gomaxprocs int32 = 1
	newprocs   int32
	forcegc    forcegcstate

	numCPUStartup int32 = 1
)

// init says who runs: the thread and the main goroutine cannot both be made with the address of the other.
func init() { mainM.curg = &mainG }

// newMWeakPointer returns a reference that is dropped with its thread, which stays.
func newMWeakPointer(mp *m) mWeakPointer { return mWeakPointer{mp} }

func (w mWeakPointer) get() *m { return w.m }

func (w mWeakPointer) clear() {}

// getg returns the current goroutine.
func getg() *g { return curg }

// lock and unlock have nothing to exclude: one thread runs all goroutines, and switches happen only where they ask for it.
func lock(l *mutex) {}

func unlock(l *mutex) {}

func lock2(l *mutex) {}

func unlock2(l *mutex) {}

// acquirem and releasem keep a goroutine on its thread, which it cannot leave.
func acquirem() *m { return curg.m }

func releasem(mp *m) {}

// systemstack runs fn in the name of the base, where nothing waits.
//
//go:nosuspend
func systemstack(fn func()) {
	gp := curg
	if gp == &g0 {
		fn()
		return
	}
	toBase(gp)
	fn()
	fromBase(gp)
}

func getcallerfp() uintptr { return 0 }
