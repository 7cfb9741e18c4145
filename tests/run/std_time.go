// Package time: calendar, formats, sleeping.
package main

import (
	"fmt"
	"time"
)

func main() {
	t := time.Date(2024, 2, 29, 12, 30, 0, 0, time.UTC)
	fmt.Println(t, t.Weekday(), t.Add(36*time.Hour).Format(time.RFC1123))
	start := time.Now()
	time.Sleep(20 * time.Millisecond)
	d := time.Since(start)
	fmt.Println(d >= 20*time.Millisecond, d < 2*time.Second)
	p, err := time.Parse("2006-01-02", "2020-05-06")
	fmt.Println(p, err)
	select {
	case <-time.After(5 * time.Millisecond):
		fmt.Println("after")
	}
	dd, _ := time.ParseDuration("1h15m30.5s")
	fmt.Println(dd)
}
