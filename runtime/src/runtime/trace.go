// This file prints the first lines of goroutines' traces.

//go:unchecked

package runtime

// printHeader prints what gc prints above a goroutine's frames.
func printHeader(gp *g) {
	print("\ngoroutine ", gp.goid, " [", goroutineState(gp))
	if gp.bubble != nil {
		print(", synctest bubble ", gp.bubble.id)
	}
	print("]:\n")
}

func goroutineState(gp *g) string {
	switch gp.atomicstatus.Load() {
	case _Grunnable:
		return "runnable"
	case _Gwaiting:
		if gp.waitreason != waitReasonZero {
			return gp.waitreason.String()
		}
		return "waiting"
	}
	return "running"
}

// printOthers prints the headers of all goroutines but one, the oldest first.
func printOthers(except *g) {
	for gp := allgs; gp != nil; gp = gp.alllink {
		if gp != except && !gp.system && gp.atomicstatus.Load() != _Gdead {
			printHeader(gp)
		}
	}
}

// printTrace prints the first line of the goroutine's trace; call sites are not recorded yet.
// It uses nothing that could allocate or fail.
func printTrace() {
	printstring("\ngoroutine ")
	printuint(getg().goid)
	printstring(" [running]:\n")
}
