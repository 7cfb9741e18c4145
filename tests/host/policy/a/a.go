package a

import "example.com/app/b"

func Get() int32 { return b.Exec() }
