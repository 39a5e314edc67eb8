// Amendment 3: loop variables, one for each iteration where they are captured.
package loops

func keep(f func()) { sink = f }

var sink func()

func three(n int) { for i := 0; i < n; i++ { keep(func() { _ = i }) } } // want three.func1 [i=value]

func threeAssigned(n int) { for i := 0; i < n; i++ { keep(func() { _ = i }); i++ } } // want threeAssigned.func1 [i=ref]

func threeAssignedBefore(n int) { for i := 0; i < n; i++ { i++; keep(func() { _ = i }) } } // want threeAssignedBefore.func1 [i=value]

func threeNested(n int) { for i := 0; i < n; i++ { for range n { keep(func() { _ = i }) } } } // want threeNested.func1 [i=ref]

func threeTwoVariables(n int) { for i, j := 0, n; i < j; i, j = i+1, j-1 { keep(func() { _, _ = i, j }) } } // want threeTwoVariables.func1 [i=value j=value]

func threeOneCaptured(n int) { for i, j := 0, n; i < j; i, j = i+1, j-1 { keep(func() { _ = i }) } } // want threeOneCaptured.func1 [i=value]

func threeInCondition() { for i := 0; func() bool { return i < 3 }(); i++ { } } // want threeInCondition.func1 [i=value] called

func threeInPost() { for i := 0; i < 3; func() { i++ }() { } } // want threeInPost.func1 [i=ref] called

func threeInInit() { for f := func() bool { return true }; f(); { keep(func() { f() }) } } // want threeInInit.func1 []; threeInInit.func2 [f=value]

func threeReturned(n int) func() int { for i := 0; i < n; i++ { return func() int { return i } }; return nil } // want threeReturned.func1 [i=ref]

func threeContinue(n int) { for i := 0; i < n; i++ { if i == 2 { continue }; keep(func() { _ = i }) } } // want threeContinue.func1 [i=value]

func threeAddress(n int) { for i := 0; i < n; i++ { _ = &i; keep(func() { _ = i }) } } // want threeAddress.func1 [i=ref]

func threeOutside(n int) { var i int; for i = 0; i < n; i++ { keep(func() { _ = i }) } } // want threeOutside.func1 [i=ref]

func threeNoPost(n int) { for i := 0; i < n; { keep(func() { _ = i }); i++ } } // want threeNoPost.func1 [i=ref]

func keyAndValue(xs []int) { for i, x := range xs { keep(func() { _, _ = i, x }) } } // want keyAndValue.func1 [i=value x=value]

func valueNested(xs []int) { for _, x := range xs { for range xs { keep(func() { _ = x }) } } } // want valueNested.func1 [x=ref]

func valueCopied(xs []int) { for _, x := range xs { x := x; for range xs { keep(func() { _ = x }) } } } // want valueCopied.func1 [x=value]

func valueAssigned(xs []int) { for _, x := range xs { keep(func() { _ = x }); x = 1 } } // want valueAssigned.func1 [x=ref]

func valueReturned(xs []int) func() int { for _, x := range xs { return func() int { return x } }; return nil } // want valueReturned.func1 [x=ref]

func valueInSwitch(xs []int) { for _, x := range xs { switch x { case 1: keep(func() { _ = x }) } } } // want valueInSwitch.func1 [x=value]

func overMap(m map[string]int) { for k, v := range m { keep(func() { _, _ = k, v }) } } // want overMap.func1 [k=value v=value]

func overString(s string) { for i, r := range s { keep(func() { _, _ = i, r }) } } // want overString.func1 [i=value r=value]

func overChannel(c chan int) { for v := range c { keep(func() { _ = v }) } } // want overChannel.func1 [v=value]

func overInt() { for i := range 10 { keep(func() { _ = i }) } } // want overInt.func1 [i=value]

func overIntOfType(n uint8) { for i := range n { keep(func() { _ = i }) } } // want overIntOfType.func1 [i=value]

func overArrayPointer(p *[3]int) { for i, x := range p { keep(func() { _, _ = i, x }) } } // want overArrayPointer.func1 [i=value x=value]

func withoutDefine(xs []int) { var i int; for i = range xs { keep(func() { _ = i }) } } // want withoutDefine.func1 [i=ref]

func closureNested(xs []int) { for _, x := range xs { keep(func() { keep(func() { _ = x }) }) } } // want closureNested.func1 [x=value]; closureNested.func1.1 [x=value]

func inLoopOfClosure(xs []int) { for _, x := range xs { keep(func() { for range xs { keep(func() { _ = x }) } }) } } // want inLoopOfClosure.func1 [xs=value x=value]; inLoopOfClosure.func1.1 [x=value]

func goroutine(xs []int) { for _, x := range xs { go func() { _ = x }() } } // want goroutine.func1 [x=value]

func deferred(xs []int) { for _, x := range xs { defer func() { _ = x }() } } // want deferred.func1 [x=value]

func whileLoop(b bool) { x := 1; for b { keep(func() { _ = x }) } } // want whileLoop.func1 [x=value]

func whileLoopAssigned(b bool) { x := 1; for b { keep(func() { _ = x }); x = 2 } } // want whileLoopAssigned.func1 [x=ref]
