// Package atomics is about sync, sync/atomic, unsafe and the runtime: what has its own rules of size
// and alignment.
package atomics

import (
	"bufio"
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"debug/elf"
	"expvar"
	"log"
	"math"
	"math/bits"
	"os"
	"runtime"
	"runtime/pprof"
	"runtime/trace"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"text/tabwriter"
	"time"
	"unsafe"
)

const (
	wordBytes  = 4 << (^uintptr(0) >> 63)
	bufferSize = unsafe.Sizeof(bytes.Buffer{}) + unsafe.Sizeof(sync.Mutex{})
	statFields = unsafe.Offsetof(runtime.MemStats{}.HeapAlloc) / 8
)

// Counters is a set of counters, each in its own cache line.
type Counters struct {
	small  atomic.Int32
	large  atomic.Int64
	flag   atomic.Bool
	any    atomic.Value
	shards [8]struct {
		atomic.Uint64
		_ [64 - 8]byte
	}
}

// Add adds to a shard.
func (c *Counters) Add(shard int) func(uint64) uint64 {
	if bits.UintSize == 32 || wordBytes == 4 {
		return func(n uint64) uint64 { c.small.Add(int32(n)); return n }
	}
	return c.shards[shard&7].Add
}

// Pointer is a copy on write value.
func Pointer[T any](value T) (load func() *T, update func(func(T) T)) {
	var current atomic.Pointer[T]
	current.Store(&value)
	update = func(change func(T) T) {
		for {
			old := current.Load()
			next := change(*old)
			if current.CompareAndSwap(old, &next) {
				return
			}
		}
	}
	return current.Load, update
}

// Sizes captures values of the sizes around which the compiler changes its mind.
func Sizes(
	buffer bytes.Buffer, reader bufio.Reader, builder strings.Builder, logger log.Logger,
	mutex sync.Mutex, group sync.WaitGroup, pool sync.Pool, table sync.Map, cond sync.Cond,
	timer time.Timer, name syscall.RawSockaddrAny, usage syscall.Rusage, file os.File, table2 tabwriter.Writer,
	header elf.FileHeader, profile pprof.Profile, result testing.BenchmarkResult, value expvar.Int,
) []func() int {
	digest, sum := md5.New(), sha1.Sum(nil)
	array := [16]uint64{}
	array2 := [17]uint64{}
	return []func() int{
		func() int { return buffer.Len() },
		func() int { return reader.Buffered() },
		func() int { return builder.Len() },
		func() int { return logger.Flags() },
		func() int { mutex.Lock(); return 0 },
		func() int { group.Wait(); return 1 },
		func() int { return pool.Get().(int) },
		func() int { table.Clear(); return 2 },
		func() int { cond.Signal(); return 3 },
		func() int { timer.Stop(); return 4 },
		func() int { return int(name.Addr.Family) },
		func() int { return int(usage.Utime.Sec) },
		func() int { return int(file.Fd()) },
		func() int { table2.Flush(); return 5 },
		func() int { return int(header.Entry) },
		func() int { return profile.Count() },
		func() int { return int(result.NsPerOp()) },
		func() int { return int(value.Value()) },
		func() int { return digest.Size() + len(sum) },
		func() int { return int(array[0]) },
		func() int { return int(array2[0]) },
	}
}

// Dead holds code that constants remove.
func Dead(buffer bytes.Buffer, n int) func() int {
	unused := time.Now()
	return func() int {
		if bufferSize < 8 {
			return unused.Nanosecond()
		}
		if math.MaxInt64 == 0 && statFields > 0 {
			return buffer.Len()
		}
		switch runtime.Compiler {
		case "gccgo":
			return buffer.Cap()
		}
		return n + int(statFields)
	}
}

// Traced watches a task, and cleans up behind it.
func Traced(task *trace.Task, region trace.Region, frames runtime.Frames, pinner runtime.Pinner) func() {
	frame, more := frames.Next()
	pinner.Pin(task)
	size := unsafe.String(unsafe.StringData(frame.Function), len(frame.Function))
	cleanup := runtime.AddCleanup(task, func(name string) { log.Print(name, size) }, "task")
	return func() {
		defer pinner.Unpin()
		defer region.End()
		if !more {
			cleanup.Stop()
		}
		runtime.KeepAlive(task)
	}
}
