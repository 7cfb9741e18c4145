// This file has what os/signal asks of the system: no host sends signals.

package runtime

func sigenable(sig uint32) {}

func sigdisable(sig uint32) {}

func sigignore(sig uint32) {}

// signal_recv waits for a signal.
//
//go:linkname signal_recv os/signal.signal_recv
func signal_recv() uint32 {
	gopark(nil, nil, waitReasonZero, traceBlockForever, 1)
	return 0
}

//go:linkname os_sigpipe os.sigpipe
func os_sigpipe() {}
