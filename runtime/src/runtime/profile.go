// This file has what kept files report to the profiler and the tracer of blocking: both are off for good, so that the
// compiler drops the reports.

package runtime

const (
	blockprofilerate = 0
	mutexprofilerate = 0
)

func blockevent(cycles int64, skip int) {}

func mutexevent(cycles int64, skip int) {}

// cputicks is a clock for measuring how long goroutines wait.
func cputicks() int64 { return nanotime() }

// A traceBlockReason tells the tracer why a goroutine is parked.
type traceBlockReason uint8

const (
	traceBlockGeneric traceBlockReason = iota
	traceBlockForever
	traceBlockNet
	traceBlockSelect
	traceBlockCondWait
	traceBlockSync
	traceBlockChanSend
	traceBlockChanRecv
	traceBlockSleep
	traceBlockSynctest
)
