// encoding/json in both directions.
package main

import (
	"encoding/json"
	"fmt"
)

type P struct {
	Name string             `json:"name"`
	Age  int                `json:"age,omitempty"`
	Tags []string           `json:"tags"`
	M    map[string]float64 `json:"m"`
	In   *P                 `json:"in,omitempty"`
	Any  any                `json:"any"`
}

func main() {
	p := P{"a", 3, []string{"x", "y"}, map[string]float64{"k": 1.5, "a": 2}, &P{Name: "b"}, []any{1, "s", nil}}
	b, err := json.Marshal(p)
	fmt.Println(string(b), err)
	var q P
	err = json.Unmarshal(b, &q)
	fmt.Printf("%+v %v\n", q.Any, err)
	fmt.Println(q.In.Name, q.M["k"], q.Tags)
	err = json.Unmarshal([]byte(`{"name": 5}`), &q)
	fmt.Println(err)
	b, _ = json.MarshalIndent(map[string]any{"z": 1, "a": []int{1, 2}}, "", "  ")
	fmt.Println(string(b))
}
