// More loops over functions: jumps out of them, results, nesting.
package sequences

func keep(f func()) { sink = f }

var sink func()

type Seq func(yield func(int) bool)
type Seq2 func(yield func(int, string) bool)
func use(...any) {}

func r1(s Seq) (n int, err error) { for x := range s { n = x; if x > 3 { return } }; return n, nil } // want r1-range1 [#state1 n=ref #next]
func r2(s Seq) (n int, err error) { for x := range s { n += x }; return } // want r2-range1 [#state1 n=ref]
func r3(s Seq) (n int, err error) { defer func() { _ = err }(); for x := range s { return x, nil }; return } // want r3.func1 [err=ref]; r3-range1 [#state1 n=ref err=ref #next]
func r4(s Seq) error { for range s { keep(func() { for x := range s { _ = x } }) }; return nil } // want r4-range1 [#state1 s=value]; r4-range1.1 [s=value]; r4-range1.1-range1 [#state1]
func r5(s Seq, n int) { for x := range s { for i := 0; i < n; i++ { keep(func() { _, _ = x, i }) } } } // want r5-range1 [#state1 n=value]; r5-range1.1 [x=value i=value]
func r6(s Seq, n int) { for i := 0; i < n; i++ { for x := range s { use(i, x) } } } // want r6-range1 [#state1 i=value]
func r7(s Seq, n int) { for i := 0; i < n; i++ { for x := range s { keep(func() { use(i, x) }) } } } // want r7-range1 [#state1 i=value]; r7-range1.1 [i=value x=value]
func r8(s Seq) { for x := range s { switch x { case 1: break; case 2: continue } } } // want r8-range1 [#state1]
func r9(s Seq) { a: for x := range s { switch x { case 1: break a; case 2: continue a } } } // want r9-range1 [#state1]
func r10(s Seq) { for x := range s { for { if x > 1 { break } } } } // want r10-range1 [#state1]
func r11(s Seq) { a: for { for x := range s { if x > 1 { break a } } } } // want r11-range1 [#state1 #next]
func r12(s Seq, c chan int) { for x := range s { select { case c <- x: case <-c: return } } } // want r12-range1 [#state1 c=value #next]
func r13(s Seq) int { for x := range s { for y := range s { for z := range s { return x + y + z } } }; return 1 } // want r13-range1 [#state1 #rv1 #next s=value]; r13-range1-range1 [#state2 #rv1 x=value #next s=value]; r13-range1-range1-range1 [#state3 #rv1 x=value y=value #next]
func r14(s Seq) { for x := range s { for y := range s { defer use(x, y) } } } // want r14-range1 [#state1 #defers s=value #next]; r14-range1-range1 [#state2 x=value #defers]; r14-range1-range1.deferwrap1 [.autotmp .autotmp]
func r15(s Seq) { for x := range s { defer func() { for y := range s { defer use(x, y) } }() } } // want r15-range1 [#state1 s=value #defers]; r15-range1.1 [x=value s=value]; r15-range1.1-range1 [#state1 x=value #defers]; r15-range1.1-range1.deferwrap1 [.autotmp .autotmp]
func r16(s Seq) { f := func() (n int) { for x := range s { return x }; return }; f() } // want r16.func1 [s=value]; r16.func1-range1 [#state1 n=ref #next]
func r17(s Seq2) { var k int; var v string; for k, v = range s { use(k, v) } ; use(k, v) } // want r17-range1 [k=ref v=ref #state1]
func r18(s Seq2) { for _, v := range s { use(v) } } // want r18-range1 [#state1]
func r19(s Seq2) { for k, _ := range s { use(k) } } // want r19-range1 [#state1]
func r20(s Seq2) { m := map[int]string{}; for k, m[k] = range s2(s) { } } // want r20-range1 [m=value #state1]
var k int
func s2(s Seq2) Seq2 { return s }
func r21(s Seq) { x := 0; x = 1; for range s { use(x) }; for range s { use(x) } } // want r21-range1 [#state1 x=value]; r21-range2 [#state2 x=value]
func r22(s Seq) { x := 0; for range s { x = 1 }; keep(func() { _ = x }) } // want r22-range1 [#state1 x=ref]; r22.func1 [x=ref]
func r23(s Seq) { for x := range s { x++; keep(func() { _ = x }) } } // want r23-range1 [#state1]; r23-range1.1 [x=value]
func r24(s Seq) { for x := range s { keep(func() { _ = x }); x++ } } // want r24-range1 [#state1]; r24-range1.1 [x=ref]
func r25(s Seq) { for x := range s { _ = &x } } // want r25-range1 [#state1]
func r26(s Seq) { for x := range s { p := &x; keep(func() { _ = p; _ = x }) } } // want r26-range1 [#state1]; r26-range1.1 [p=value x=ref]
func r27(s Seq) { var a [20]int; for x := range s { a[0] = x } } // want r27-range1 [#state1 a=ref]
func r28(s Seq, a [20]int) { for range s { use(a) } } // want r28-range1 [#state1 a=ref]
func r29(s func(func() bool)) { for range s { use() } } // want r29-range1 [#state1]
func r31(s Seq) (a, b int) { for range s { return b, a }; return 1, 2 } // want r31-range1 [#state1 a=ref b=ref #next]
func two() (int, int) { return 1, 2 }
func r32(s Seq) (int, int) { for range s { return two() }; return 1, 2 } // want r32-range1 [#state1 #rv1 #rv2 #next]
func r33(s Seq) { for x := range s { go func() { use(x) }() } } // want r33-range1 [#state1]; r33-range1.1 [x=value]
func r34(s Seq) { for x := range s { if x > 1 { goto end } }; end: use() } // want r34-range1 [#state1 #next]
func r35(s Seq) { for x := range s { a: if x > 1 { x--; goto a } } } // want r35-range1 [#state1]
func r36(s Seq) { for x := range s { if false { return }; use(x) } } // want r36-range1 [#state1]
func r37(s Seq) { for x := range s { return; use(x) } } // want r37-range1 [#state1 #next]
func r38(s Seq) { for x := range s { panic(x) } } // want r38-range1 [#state1]
func r39(s Seq) { if false { for x := range s { use(x) } } }
func r40(s Seq) { for x := range s { for y := range s { if y > x { continue } ; if y < x { break } } } } // want r40-range1 [#state1 s=value #next]; r40-range1-range1 [#state2 x=value]
func r41(s Seq) { a: for x := range s { for y := range s { for z := range s { if x+y+z > 1 { continue a } } } } } // want r41-range1 [#state1 #next s=value]; r41-range1-range1 [#state2 x=value #next s=value]; r41-range1-range1-range1 [#state3 x=value y=value #next]
func r42(s Seq) { for x := range s { b: for y := range s { for z := range s { if x+y+z > 1 { continue b } } } } } // want r42-range1 [#state1 #next s=value]; r42-range1-range1 [#state2 x=value #next s=value]; r42-range1-range1-range1 [#state3 x=value y=value #next]
func r43(s Seq) (err error) { for range s { err = nil; defer func() { err = nil }() }; return err } // want r43-range1 [#state1 err=ref #defers]; r43-range1.1 [err=ref]
func r44(s Seq) { for x := range s { func() { use(x) }() } } // want r44-range1 [#state1]; r44-range1.1 [x=value] called
func r45(s Seq) { for x := range s { func() { for y := range s { if x > y { return } } }() } } // want r45-range1 [#state1 s=value]; r45-range1.1 [x=value s=value] called; r45-range1.1-range1 [#state1 x=value #next]
