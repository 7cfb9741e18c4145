// This file implements what happens before os.Exit ends the program.

package runtime

import (
	"internal/runtime/exithook"
	_ "unsafe" // for linkname
)

//go:linkname os_beforeExit os.runtime_beforeExit
func os_beforeExit(code int) {
	exithook.Gosched = Gosched
	exithook.Goid = func() uint64 { return getg().goid }
	exithook.Throw = throw
	exithook.Run(code)
}
