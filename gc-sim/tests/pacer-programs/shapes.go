package main

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// bufferBytes is a size class of its own: nothing is lost to rounding.
const bufferBytes = 8 << 10

// A ring holds the newest buffers.
type ring struct {
	buffers [][]byte
	next    int
}

// replace drops the oldest buffer for a new one.
func (r *ring) replace() {
	r.buffers[r.next] = make([]byte, bufferBytes)
	r.next = (r.next + 1) % len(r.buffers)
}

// grow keeps one buffer more.
func (r *ring) grow() {
	r.buffers = append(r.buffers, make([]byte, bufferBytes))
}

func newRing(bytes int) *ring {
	return &ring{buffers: make([][]byte, 0, bytes/bufferBytes)}
}

func steady(r *recorder) {
	const live = 24 * mebi
	buffers := newRing(live)
	r.begin()
	r.phase(live, 256*mebi, bufferBytes, 0, live, buffers.grow)
	r.phase(1000*mebi, 256*mebi, bufferBytes, live, live, buffers.replace)
	runtime.KeepAlive(buffers)
}

func ramp(r *recorder) {
	const live, ratio = 96 * mebi, 10
	buffers := newRing(live)
	n := 0
	r.begin()
	r.phase(ratio*live, 256*mebi, bufferBytes, 0, live, func() {
		if n%ratio == 0 {
			buffers.grow()
		} else {
			buffers.replace()
		}
		n++
	})
	runtime.KeepAlive(buffers)
}

func sawtooth(r *recorder) {
	const low, high, ratio = 16 * mebi, 40 * mebi, 8
	buffers := newRing(high)
	r.begin()
	r.phase(low, 256*mebi, bufferBytes, 0, low, buffers.grow)
	for range 5 {
		n := 0
		r.phase(ratio*(high-low), 256*mebi, bufferBytes, low, high, func() {
			if n%ratio == 0 {
				buffers.grow()
			} else {
				buffers.replace()
			}
			n++
		})
		clear(buffers.buffers[low/bufferBytes:])
		buffers.buffers = buffers.buffers[:low/bufferBytes]
		buffers.next = 0
	}
	runtime.KeepAlive(buffers)
}

// A node is 64 bytes of almost nothing but pointers.
type node struct {
	next, other *node
	links       [5]*node
	number      uint64
}

func pointers(r *recorder) {
	const live, perChain = 32 * mebi, 128
	const chainBytes = perChain * 64
	chains := make([]*node, live/chainBytes)
	n := 0
	// Each step makes a chain of nodes, which hold one another and nothing else, and drops the oldest chain.
	step := func() {
		var first *node
		for i := range perChain {
			first = &node{next: first, number: uint64(i)}
			if first.next != nil {
				first.links[i%5], first.other = first.next, first.next.other
			}
		}
		chains[n%len(chains)] = first
		n++
	}
	r.scanShare = 0.875
	r.begin()
	r.phase(live, 64*mebi, chainBytes, 0, live, step)
	r.phase(384*mebi, 96*mebi, chainBytes, live, live, step)
	runtime.KeepAlive(chains)
}

// deep goes that many frames down and waits there.
func deep(n int, ready *sync.WaitGroup, stop chan struct{}) byte {
	var frame [512]byte
	frame[n%512] = byte(n)
	if n == 0 {
		ready.Done()
		<-stop
		return frame[0]
	}
	return frame[n%512] + deep(n-1, ready, stop)
}

func goroutines(r *recorder) {
	const count, live = 2000, 12 * mebi
	var ready sync.WaitGroup
	stop := make(chan struct{})
	ready.Add(count)
	for range count {
		go deep(12, &ready, stop)
	}
	ready.Wait()
	buffers := newRing(live)
	r.begin()
	r.phase(live, 256*mebi, bufferBytes, 0, live, buffers.grow)
	r.phase(900*mebi, 256*mebi, bufferBytes, live, live, buffers.replace)
	close(stop)
	runtime.KeepAlive(buffers)
}

func closures(r *recorder) {
	const hold = time.Second
	const rate = 32 * mebi
	var fired atomic.Int64
	arm := func() {
		buffer := make([]byte, bufferBytes)
		time.AfterFunc(hold, func() { fired.Add(int64(len(buffer))) })
	}
	garbage := newRing(4 * bufferBytes)
	for range 4 {
		garbage.grow()
	}
	r.scanShare = 0.02
	r.begin()
	n := 0
	// One buffer in eight is held, for a second.
	step := func() {
		if n%8 == 0 {
			arm()
		} else {
			garbage.replace()
		}
		n++
	}
	// The timer and the closure are objects, too.
	const held = rate / bufferBytes * (bufferBytes + 160)
	r.phase(8*rate, 8*rate, bufferBytes, 0, held, step)
	r.phase(3*8*rate, 8*rate, bufferBytes, held, held, step)
	runtime.KeepAlive(&fired)
}

func bursty(r *recorder) {
	const live = 20 * mebi
	buffers := newRing(live)
	r.begin()
	r.phase(live, 256*mebi, bufferBytes, 0, live, buffers.grow)
	for range 12 {
		r.phase(80*mebi, 800*mebi, bufferBytes, live, live, buffers.replace)
		r.rest(200*time.Millisecond, live)
	}
	runtime.KeepAlive(buffers)
}
