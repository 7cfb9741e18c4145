//go:build go1.99

package p /* ERROR `file requires newer Go version go1.99` */
