// The compiler's names.
package naming

func keep(f func()) int { sink = f; return 1 }

var sink func()

var packageLevel = func() int { return 1 } // want init.func1 []

var second, third = func() {}, func() {} // want init.func2 []; init.func3 []

var nested = func() func() { return func() {} } // want init.func4 []; init.func4.1 []

var argument = keep(func() { _ = packageLevel }) // want init.func5 []

var _ = keep(func() {}) // want init.func6 []

type T struct{ n int }

func (t T) Value() { keep(func() { _ = t }) } // want T.Value.func1 [t=value]

func (t *T) Pointer() { keep(func() { _ = t }) } // want (*T).Pointer.func1 [t=value]

func (T) NoReceiver() { keep(func() {}) } // want T.NoReceiver.func1 []

func init() { keep(func() {}) } // want init.0.func1 []

func init() { keep(func() {}); keep(func() {}) } // want init.1.func1 []; init.1.func2 []

func two() { keep(func() {}); keep(func() {}) } // want two.func1 []; two.func2 []

func deep() {
	keep(func() { // want deep.func1 []
		keep(func() { // want deep.func1.1 []
			keep(func() {}) // want deep.func1.1.1 []
			keep(func() {}) // want deep.func1.1.2 []
		})
		keep(func() {}) // want deep.func1.2 []
	})
	keep(func() {}) // want deep.func2 []
}

func mixed(seq func(func(int) bool), n int) {
	keep(func() {}) // want mixed.func1 []
	for x := range seq { // want mixed-range1 [#state1 n=value #defers seq=value #next]
		keep(func() { _ = x }) // want mixed-range1.1 [x=value]
		defer print(n) // want mixed-range1.deferwrap1 [.autotmp]
		for range seq { // want mixed-range1-range1 [#state2]
			keep(func() {}) // want mixed-range1-range1.1 []
		}
	}
	go print(n) // want mixed.gowrap1 [.autotmp]
	keep(func() { go print(n); keep(func() {}) }) // want mixed.func2 [n=value]; mixed.func2.gowrap1 [.autotmp]; mixed.func2.1 []
}

func inOperands(f func(func()) func()) { f(func() {})(); f(func() {}) } // want inOperands.func1 []; inOperands.func2 []

func arguments(a, b func()) {}

func twoOnALine() { arguments(func() {}, func() {}) } // want twoOnALine.func1 []; twoOnALine.func2 []

func inLiteral() { _ = []func(){func() {}, func() {}} } // want inLiteral.func1 []; inLiteral.func2 []

func inCondition() { if func() bool { return true }() { keep(func() {}) } else { keep(func() {}) } } // want inCondition.func1 []; inCondition.func2 []; inCondition.func3 []

func _() { keep(func() {}) }

type L struct{ f func() }

var composite = L{f: func() {}} // want init.func7 []

var table = map[string]func(){"a": func() {}, "b": func() {}} // want init.func8 []; init.func9 []

var dependsOnLater = func() int { return later } // want init.func11 []

var later = func() int { return 2 }() // want init.func10 []
