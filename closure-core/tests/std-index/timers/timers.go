// Package timers is about time: debouncing, deadlines, caches that expire, schedules.
package timers

import (
	"container/heap"
	"container/list"
	"context"
	"errors"
	"math"
	"sync"
	"time"
	"unique"
	"weak"
)

// Debounce calls a function once things have been quiet for a while.
func Debounce(quiet time.Duration, call func()) (poke func(), stop func() bool) {
	var mu sync.Mutex
	var timer *time.Timer
	poke = func() {
		mu.Lock()
		defer mu.Unlock()
		if timer == nil {
			timer = time.AfterFunc(quiet, call)
		} else {
			timer.Reset(quiet)
		}
	}
	stop = func() bool {
		mu.Lock()
		defer mu.Unlock()
		return timer != nil && timer.Stop()
	}
	return
}

// Cache forgets what is old.
type Cache[K comparable, V any] struct {
	entries sync.Map
	order   list.List
	now     func() time.Time
}

type entry[V any] struct {
	value   V
	expires time.Time
}

// Get finds or makes a value.
func (c *Cache[K, V]) Get(ctx context.Context, key K, ttl time.Duration, load func(context.Context, K) (V, error)) (V, error) {
	now := c.now()
	lookup := func() (entry[V], bool) {
		found, ok := c.entries.Load(key)
		if !ok {
			return entry[V]{}, false
		}
		e := found.(entry[V])
		return e, now.Before(e.expires)
	}
	if e, ok := lookup(); ok {
		return e.value, nil
	}
	value, err := load(ctx, key)
	if err != nil {
		return value, err
	}
	element := c.order.PushBack(key)
	c.entries.Store(key, entry[V]{value, now.Add(ttl)})
	time.AfterFunc(ttl, func() {
		c.entries.Delete(key)
		c.order.Remove(element)
	})
	return value, nil
}

type schedule []item

type item struct {
	at   time.Time
	call func(time.Time)
}

func (s schedule) Len() int           { return len(s) }
func (s schedule) Less(i, j int) bool { return s[i].at.Before(s[j].at) }
func (s schedule) Swap(i, j int)      { s[i], s[j] = s[j], s[i] }
func (s *schedule) Push(x any)        { *s = append(*s, x.(item)) }
func (s *schedule) Pop() any {
	old := *s
	last := old[len(old)-1]
	*s = old[:len(old)-1]
	return last
}

// Scheduler runs calls at their times.
func Scheduler(ctx context.Context) (add func(time.Time, func(time.Time)), run func() error) {
	var queue schedule
	var mu sync.Mutex
	wake := make(chan struct{}, 1)
	location := *time.UTC
	month := time.January
	far := time.Duration(math.MaxInt64)
	add = func(at time.Time, call func(time.Time)) {
		mu.Lock()
		defer mu.Unlock()
		heap.Push(&queue, item{at.In(&location), call})
		if next := at.Month(); next > month {
			month = next
		}
		select {
		case wake <- struct{}{}:
		default:
		}
	}
	run = func() error {
		for {
			mu.Lock()
			wait := far
			if len(queue) > 0 {
				wait = time.Until(queue[0].at)
			}
			mu.Unlock()
			select {
			case now := <-time.After(wait):
				mu.Lock()
				next := heap.Pop(&queue).(item)
				mu.Unlock()
				go next.call(now)
			case <-wake:
			case <-ctx.Done():
				return errors.Join(ctx.Err(), context.Cause(ctx))
			}
		}
	}
	return
}

// Interned holds handles and weak pointers.
func Interned(text string, all *list.List) (func() string, func() *list.List, func() bool) {
	handle := unique.Make(text)
	pointer := weak.Make(all)
	deadline, ok := context.Background().Deadline()
	return handle.Value, pointer.Value, func() bool { return ok && deadline.IsZero() }
}
