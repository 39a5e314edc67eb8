// Type switches and selects declare a variable for each clause.
package switches

func keep(f func()) { sink = f }

var sink func()

func oneType(v any) { switch x := v.(type) { case int: keep(func() { _ = x }) } } // want oneType.func1 [x=value]

func twoTypes(v any) { switch x := v.(type) { case int, string: keep(func() { _ = x }) } } // want twoTypes.func1 [x=value]

func defaultClause(v any) { switch x := v.(type) { default: keep(func() { _ = x }) } } // want defaultClause.func1 [x=value]

func eachClause(v any) {
	switch x := v.(type) {
	case string:
		keep(func() { _ = x }) // want eachClause.func1 [x=value]
	case []byte:
		keep(func() { _ = x }) // want eachClause.func2 [x=value]
	case nil:
		keep(func() { _ = x }) // want eachClause.func3 [x=value]
	case error:
		keep(func() { _ = x }) // want eachClause.func4 [x=value]
	}
}

func assigned(v any) { switch x := v.(type) { case int: keep(func() { _ = x }); x = 2 } } // want assigned.func1 [x=ref]

func assignedInAnother(v any) {
	switch x := v.(type) {
	case int:
		keep(func() { _ = x }) // want assignedInAnother.func1 [x=value]
	case string:
		x = ""
		_ = x
	}
}

func large(v any) { switch x := v.(type) { case [200]byte: keep(func() { _ = x }) } } // want large.func1 [x=ref]

func withoutVariable(v any) { switch v.(type) { case int: keep(func() { _ = v }) } } // want withoutVariable.func1 [v=value]

func withInit(f func() any) { switch y := f(); x := y.(type) { case int: keep(func() { _, _ = x, y }) } } // want withInit.func1 [x=value y=value]

func operandInClosure(v any) { keep(func() { switch v.(type) { case int: } }) } // want operandInClosure.func1 [v=value]

func received(c chan string) { select { case s := <-c: keep(func() { _ = s }) } } // want received.func1 [s=value]

func receivedTwo(c chan string) { select { case s, ok := <-c: keep(func() { _, _ = s, ok }) } } // want receivedTwo.func1 [s=value ok=value]

func receivedInto(c chan string) { var s string; select { case s = <-c: keep(func() { _ = s }) } } // want receivedInto.func1 [s=value]

func sentValue(c chan string, s string) { keep(func() { select { case c <- s: default: } }) } // want sentValue.func1 [c=value s=value]

func channelOfSelect(c chan string) { keep(func() { select { case <-c: } }) } // want channelOfSelect.func1 [c=value]

func switchInit(n int) { switch x := n; x { case 1: keep(func() { _ = x }) } } // want switchInit.func1 [x=value]

func ifInit(n int) { if x := n; x > 1 { keep(func() { _ = x }) } else { keep(func() { _ = x }) } } // want ifInit.func1 [x=value]; ifInit.func2 [x=value]

func ifInitAssigned(n int) { if x := n; x > 1 { keep(func() { _ = x }) } else { x = 3 } } // want ifInitAssigned.func1 [x=ref]
