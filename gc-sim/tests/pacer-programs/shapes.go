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
	const from, to, ratio = 16 * mebi, 48 * mebi, 32
	buffers := newRing(to)
	n := 0
	r.begin()
	r.phase(from, 256*mebi, bufferBytes, 0, from, buffers.grow)
	r.phase(ratio*(to-from), 256*mebi, bufferBytes, from, to, func() {
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
	const low, high, ratio = 8 * mebi, 14 * mebi, 60
	buffers := newRing(high)
	r.begin()
	r.phase(low, 256*mebi, bufferBytes, 0, low, buffers.grow)
	for range 3 {
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

// A node is 256 bytes of nothing but pointers.
type node struct {
	links [32]*node
}

func pointers(r *recorder) {
	const live, perChain = 8 * mebi, 128
	const chainBytes = perChain * 256
	chains := make([]*node, live/chainBytes)
	n := 0
	// Each step makes a chain of nodes, which hold one another and nothing else, and drops the oldest chain.
	step := func() {
		var first *node
		for i := range perChain {
			fresh := new(node)
			for j := range 8 {
				fresh.links[(i+4*j)%32] = first
			}
			first = fresh
		}
		chains[n%len(chains)] = first
		n++
	}
	r.scanShare = 1
	r.begin()
	r.phase(live, 56*mebi, chainBytes, 0, live, step)
	r.phase(240*mebi, 56*mebi, chainBytes, live, live, step)
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
	const count, live = 1000, 8 * mebi
	var ready sync.WaitGroup
	stop := make(chan struct{})
	ready.Add(count)
	for range count {
		go deep(12, &ready, stop)
	}
	ready.Wait()
	buffers := newRing(live)
	r.begin()
	r.phase(live, 128*mebi, bufferBytes, 0, live, buffers.grow)
	r.phase(560*mebi, 128*mebi, bufferBytes, live, live, buffers.replace)
	close(stop)
	runtime.KeepAlive(buffers)
}

func closures(r *recorder) {
	const hold = time.Second
	const rate = 16 * mebi
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
	r.phase(7*8*rate/2, 8*rate, bufferBytes, held, held, step)
	runtime.KeepAlive(&fired)
}

func bursty(r *recorder) {
	const live = 20 * mebi
	buffers := newRing(live)
	r.begin()
	r.phase(live, 256*mebi, bufferBytes, 0, live, buffers.grow)
	for range 12 {
		r.phase(80*mebi, 400*mebi, bufferBytes, live, live, buffers.replace)
		r.rest(100*time.Millisecond, live)
	}
	runtime.KeepAlive(buffers)
}
