// Programs whose garbage collections the pacer's model must predict.
//
// Each shape is a list of phases. In a phase a shape allocates a number of bytes at a steady rate, while its live heap
// goes from one size to another along a straight line. Nothing is random. When it is done, the program prints these
// phases and what else the model has to know, one fact a line:
//
//	name value…
//
// It is run with GODEBUG=gctrace=1, which has the runtime report each collection on standard error. There the line
// `pacer-programs: begin` parts what the start needed from what is to be predicted.
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/metrics"
	"sort"
	"strings"
	"time"
)

// A shape is one way of using memory.
type shape struct {
	name  string
	about string
	run   func(*recorder)
}

var shapes = []shape{
	{"steady", "a ring of buffers without pointers, whose oldest is always replaced", steady},
	{"ramp", "a live heap that grows all the time", ramp},
	{"sawtooth", "a live heap that grows and is dropped, again and again", sawtooth},
	{"pointers", "a live heap of small linked nodes, which takes long to mark", pointers},
	{"goroutines", "a thousand goroutines with deep stacks", goroutines},
	{"closures", "closures that timers hold for a second", closures},
	{"bursty", "short bursts of allocation, with rests between them", bursty},
}

func main() {
	if len(os.Args) == 2 {
		for _, s := range shapes {
			if s.name == os.Args[1] {
				fmt.Println("program", s.name)
				r := &recorder{}
				s.run(r)
				// A collection that has begun is to be printed as a whole.
				time.Sleep(50 * time.Millisecond)
				r.report()
				return
			}
		}
	}
	var names []string
	for _, s := range shapes {
		names = append(names, fmt.Sprintf("  %-12s%s", s.name, s.about))
	}
	fmt.Fprintf(os.Stderr, "usage: pacer-programs SHAPE\n%s\n", strings.Join(names, "\n"))
	os.Exit(2)
}

// A recorder keeps what the model is told.
type recorder struct {
	start     stats
	phases    []phase
	maxStacks uint64
	scanShare float64 // how much of the live heap may hold pointers, and so has to be looked at
	overheads []uint64
}

// A phase is a stretch of a program's life.
type phase struct {
	allocated        uint64 // bytes
	liveFrom, liveTo uint64 // bytes
	took             time.Duration
	busy             time.Duration // how much of that the allocating goroutine was at work
}

// begin ends the preparations: what live heap there is now is there for good.
func (r *recorder) begin() {
	fmt.Fprintln(os.Stderr, "pacer-programs: begin")
	r.start = read()
}

// mebi is 2²⁰ bytes.
const mebi = 1 << 20

// paceBytes are allocated at once: a collection finds the program in such a burst, and so it has to be small.
const paceBytes = mebi / 16

// phase runs step, which allocates stepBytes each time, until total bytes are allocated, at rate bytes a second.
func (r *recorder) phase(total, rate, stepBytes, liveFrom, liveTo uint64, step func()) {
	start := time.Now()
	var done uint64
	var slept time.Duration
	next := uint64(paceBytes)
	for done < total {
		step()
		done += stepBytes
		if done >= next {
			next += paceBytes
			due := time.Duration(float64(done) / float64(rate) * float64(time.Second))
			if ahead := due - time.Since(start); ahead > 200*time.Microsecond {
				before := time.Now()
				time.Sleep(ahead)
				slept += time.Since(before)
			}
			r.sample(next)
		}
	}
	took := time.Since(start)
	r.phases = append(r.phases, phase{
		allocated: done, liveFrom: liveFrom, liveTo: liveTo, took: took, busy: took - slept,
	})
}

// rest sleeps.
func (r *recorder) rest(d time.Duration, live uint64) {
	start := time.Now()
	time.Sleep(d)
	r.phases = append(r.phases, phase{liveFrom: live, liveTo: live, took: time.Since(start)})
}

// sample notes, now and then, what only the runtime knows.
func (r *recorder) sample(at uint64) {
	if at/mebi%16 != 0 || at%mebi != 0 {
		return
	}
	s := read()
	r.overheads = append(r.overheads, s.overhead)
	r.maxStacks = max(r.maxStacks, s.scanStack)
}

// stats is what runtime/metrics says at one moment.
type stats struct {
	cycles      uint64
	scanStack   uint64 // bytes of stacks that the last collection looked at
	scanGlobals uint64 // bytes of global variables that may hold pointers
	overhead    uint64 // bytes that the runtime has mapped, which are no heap objects and no free pages
	allocated   uint64 // bytes, since the program began
	objects     uint64 // bytes of objects not yet freed
}

func read() stats {
	samples := []metrics.Sample{
		{Name: "/gc/cycles/total:gc-cycles"},
		{Name: "/gc/scan/stack:bytes"},
		{Name: "/gc/scan/globals:bytes"},
		{Name: "/memory/classes/total:bytes"},
		{Name: "/memory/classes/heap/released:bytes"},
		{Name: "/memory/classes/heap/free:bytes"},
		{Name: "/memory/classes/heap/objects:bytes"},
		{Name: "/gc/heap/allocs:bytes"},
	}
	metrics.Read(samples)
	v := func(i int) uint64 { return samples[i].Value.Uint64() }
	return stats{
		cycles: v(0), scanStack: v(1), scanGlobals: v(2),
		overhead:  v(3) - v(4) - v(5) - v(6),
		objects:   v(6),
		allocated: v(7),
	}
}

func (r *recorder) report() {
	end := read()
	fmt.Println("cycles_before", r.start.cycles)
	fmt.Println("heap_before", r.start.objects)
	fmt.Println("stacks", max(r.maxStacks, end.scanStack))
	fmt.Println("globals", end.scanGlobals)
	fmt.Println("scan_share", r.scanShare)
	sort.Slice(r.overheads, func(i, j int) bool { return r.overheads[i] < r.overheads[j] })
	if n := len(r.overheads); n > 0 {
		fmt.Println("overhead", r.overheads[n/2])
	}
	for _, p := range r.phases {
		fmt.Println("phase", p.allocated, p.liveFrom, p.liveTo, p.took.Nanoseconds(), p.busy.Nanoseconds())
	}
	fmt.Println("allocated", end.allocated-r.start.allocated)
	fmt.Println("cycles_after", end.cycles)
	fmt.Println("procs", runtime.GOMAXPROCS(0))
}
