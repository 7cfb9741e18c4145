// Arguments, the environment and the status (G02).
package main

import (
	"fmt"
	"os"
)

func main() { fmt.Println("args", len(os.Args), os.Getenv("HOME") != ""); os.Exit(3) }
