package main

func which() int32 { return 2 }
