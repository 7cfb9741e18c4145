package p

type T interface /* ERROR `invalid recursive type: anonymous interface refers to itself (see https://go.dev/issue/56103)` */ {
	m() interface{ T }
}

type U interface /* ERROR `invalid recursive type: anonymous interface refers to itself (see https://go.dev/issue/56103)` */ {
	n() [2]interface {
		U
		k()
	}
}
