// A label that a `goto` jumps back to makes a loop, for amendment 1; and labels keep dead code.
package labels

func keep(f func()) { sink = f }

var sink func()

func looping(n int) {
	x := 1
	x = 2
again:
	keep(func() { _ = x }) // want looping.func1 [x=ref]
	if n--; n > 0 {
		goto again
	}
}

func forwards(n int) {
	x := 1
	x = 2
	if n > 0 {
		goto end
	}
	keep(func() { _ = x }) // want forwards.func1 [x=value]
end:
}

func declaredBehind(n int) {
again:
	x := 1
	x = 2
	keep(func() { _ = x }) // want declaredBehind.func1 [x=value]
	if n--; n > 0 {
		goto again
	}
}

func unused(n int) {
	x := 1
	x = 2
	for range n {
		break
	}
	keep(func() { _ = x }) // want unused.func1 [x=value]
}

func inBlock(n int) {
	x := 1
	{
		x = 2
	again:
		if n--; n > 0 {
			goto again
		}
	}
	keep(func() { _ = x }) // want inBlock.func1 [x=ref]
}

func labelKeepsCode(b int) {
	keep(func() { // want labelKeepsCode.func1 [b=value]
		goto end
		_ = b
	end:
	})
}

func noLabelBehind(b int) {
	keep(func() { // want noLabelBehind.func1 []
		return
		_ = b
	})
}

func behindTheLastLabel(a, b int) {
	keep(func() { // want behindTheLastLabel.func1 [a=value b=value]
		goto end
		_ = a
	end:
		return
		_ = b
	})
}

func labelledLoop(xs []int) {
outer:
	for _, x := range xs {
		for range xs {
			continue outer
		}
		keep(func() { _ = x }) // want labelledLoop.func1 [x=value]
	}
}
