// -fakeImportC

package p

import D /* ERROR `cannot rename import "C"` */ "C"
