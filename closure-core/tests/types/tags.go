// Tags of fields are part of a struct's type.
package tags

func same[T any](a, b T) T { return a }

func tags() {
	plain := struct{ A int }{} //= struct { A int }
	raw := struct { //= struct { A int "json:\"a\"" }
		A int `json:"a"`
	}{}
	interpreted := struct { //= struct { A int "json:\"a\""; B int "json:\"a\""; C string }
		A, B int /* "no tag" */ "json:\"a\"" // "nor this"
		C    string
	}{}
	empty := struct { //= struct { A int }
		A int ""
	}{}
	odd := struct { //= struct { A int "\x00\a\x7fé\xff\\" }
		A int "\x00\a\x7fé\xff\\"
	}{}
	embedded := struct { //= struct { *tags.Embedded "x" }
		*Embedded "x"
	}{}
	alike := same(raw, struct { //= struct { A int "json:\"a\"" }
		A int "json:\"a\""
	}{})
	converted := struct{ A int }(raw) //= struct { A int }
	_, _, _, _, _, _, _, _ = plain, raw, interpreted, empty, odd, embedded, alike, converted
}

type Embedded struct{}
