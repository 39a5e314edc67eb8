// Package workers runs jobs on several goroutines, with retries and a limit.
package workers

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

// Job is one piece of work.
type Job[T any] func(context.Context) (T, error)

// Result is what became of a job.
type Result[T any] struct {
	Index int
	Value T
	Err   error
	Took  time.Duration
}

// Run runs jobs on n workers and yields results as they come.
func Run[T any](ctx context.Context, n int, jobs iter.Seq2[int, Job[T]]) iter.Seq[Result[T]] {
	if n == 0 {
		n = runtime.GOMAXPROCS(0)
	}
	return func(yield func(Result[T]) bool) {
		ctx, cancel := context.WithCancelCause(ctx)
		defer cancel(errors.New("nobody waits any more"))
		type task struct {
			index int
			job   Job[T]
		}
		tasks := make(chan task)
		results := make(chan Result[T])
		var group sync.WaitGroup
		for worker := range n {
			group.Add(1)
			go func() {
				defer group.Done()
				for next := range tasks {
					start := time.Now()
					value, err := guarded(ctx, next.job)
					if err != nil {
						err = fmt.Errorf("worker %d: %w", worker, err)
					}
					select {
					case results <- Result[T]{next.index, value, err, time.Since(start)}:
					case <-ctx.Done():
						return
					}
				}
			}()
		}
		go func() {
			defer close(tasks)
			for index, job := range jobs {
				select {
				case tasks <- task{index, job}:
				case <-ctx.Done():
					return
				}
			}
		}()
		go func() { group.Wait(); close(results) }()
		for result := range results {
			if !yield(result) {
				return
			}
		}
	}
}

func guarded[T any](ctx context.Context, job Job[T]) (value T, err error) {
	defer func() {
		if caught := recover(); caught != nil {
			err = fmt.Errorf("panic: %v\n%s", caught, debug.Stack())
		}
	}()
	return job(ctx)
}

// Retry makes a job that tries again, ever later.
func Retry[T any](job Job[T], tries int, random *rand.Rand) Job[T] {
	var attempts atomic.Int64
	return func(ctx context.Context) (T, error) {
		var errs []error
		wait := time.Millisecond
		for range tries {
			attempts.Add(1)
			value, err := job(ctx)
			if err == nil {
				return value, nil
			}
			errs = append(errs, err)
			timer := time.NewTimer(wait + time.Duration(random.Int64N(int64(wait))))
			defer timer.Stop()
			select {
			case <-timer.C:
			case <-ctx.Done():
				var zero T
				return zero, context.Cause(ctx)
			}
			wait *= 2
		}
		var zero T
		return zero, errors.Join(errs...)
	}
}

// Limiter lets n through at a time.
type Limiter struct {
	cond sync.Cond
	mu   sync.Mutex
	free int
}

// Enter waits for a place and gives the way to leave it.
func (l *Limiter) Enter() (leave func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.free == 0 {
		l.cond.Wait()
	}
	l.free--
	var once sync.Once
	return func() {
		once.Do(func() {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.free++
			l.cond.Signal()
		})
	}
}

// Lazy is computed once, from a snapshot of the memory's figures.
func Lazy(compute func(runtime.MemStats) uint64) (func() uint64, func() time.Time) {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	frame := runtime.Frame{Line: 1}
	value := sync.OnceValue(func() uint64 { return compute(stats) + uint64(frame.Line) })
	now := time.Now()
	return value, func() time.Time { return now }
}
