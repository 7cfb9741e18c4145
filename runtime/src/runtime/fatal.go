// This file implements fatal errors, which end the program at once: no deferred call runs.

package runtime

// throw is for faults of the runtime.
func throw(s string) {
	print("fatal error: ")
	printindented(s)
	print("\n")
	printTrace()
	die()
}

// fatal is for faults of the program that no recover may hide. It tells the panics under way first, as they are: their
// values are not asked for texts.
func fatal(s string) {
	if p := getg()._panic; p != nil {
		for q := p; q.link != nil; q = q.link {
			q.link.repanicked = sameValue(q, q.link)
		}
		printpanics(p)
		print("\t")
	}
	throw(s)
}
