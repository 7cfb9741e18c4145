// This file implements writing on WASI.

package runtime

import "unsafe"

// What write1 passes to the host, which keeps neither address.
var (
	writeIovec   iovec
	writeWritten size
)

func write1(fd uintptr, p unsafe.Pointer, n int32) int32 {
	writeIovec = iovec{uintptr32(uintptr(p)), size(n)}
	if fd_write(int32(fd), unsafe.Pointer(&writeIovec), 1, &writeWritten) != 0 {
		// Saying so would need writing.
		die()
	}
	return int32(writeWritten)
}
