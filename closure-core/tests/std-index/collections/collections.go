// Package collections is generic code over slices, maps, iterators and ordered things.
package collections

import (
	"cmp"
	"hash/maphash"
	"iter"
	"maps"
	"slices"
	"sort"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Set is a set.
type Set[T comparable] map[T]struct{}

// Of makes a set and a test of membership.
func Of[T comparable](values ...T) (Set[T], func(T) bool) {
	set := make(Set[T], len(values))
	for _, value := range values {
		set[value] = struct{}{}
	}
	return set, func(value T) bool { _, ok := set[value]; return ok }
}

// All yields the members in order.
func All[T cmp.Ordered](set Set[T]) iter.Seq[T] {
	keys := slices.Sorted(maps.Keys(set))
	return slices.Values(keys)
}

// Map changes each value.
func Map[T, U any](values iter.Seq[T], change func(T) U) iter.Seq[U] {
	return func(yield func(U) bool) {
		for value := range values {
			if !yield(change(value)) {
				return
			}
		}
	}
}

// GroupBy sorts values into slices.
func GroupBy[K comparable, T any](values []T, key func(T) K) map[K][]T {
	groups := map[K][]T{}
	add := func(value T) { k := key(value); groups[k] = append(groups[k], value) }
	for value := range slices.Values(values) {
		add(value)
	}
	return groups
}

// Merge yields what two sorted sequences have.
func Merge[T any](a, b iter.Seq[T], compare func(T, T) int) iter.Seq[T] {
	return func(yield func(T) bool) {
		nextA, stopA := iter.Pull(a)
		defer stopA()
		nextB, stopB := iter.Pull(b)
		defer stopB()
		x, okA := nextA()
		y, okB := nextB()
		for okA || okB {
			if okA && (!okB || compare(x, y) <= 0) {
				if !yield(x) {
					return
				}
				x, okA = nextA()
			} else {
				if !yield(y) {
					return
				}
				y, okB = nextB()
			}
		}
	}
}

// Words counts words, in ways that need inference.
func Words(text string) (most func() string, count func(string) int, each iter.Seq2[string, int]) {
	counts := map[string]int{}
	longest := ""
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.In(r, unicode.Letter, unicode.Digit) }) {
		counts[word]++
		if utf8.RuneCountInString(word) > len(longest) {
			longest = word
		}
	}
	words := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(-cmp.Compare(counts[a], counts[b]), strings.Compare(a, b))
	})
	limit := min(len(words), utf8.UTFMax)
	top := words[:limit:limit]
	byLength := sort.Search(len(words), func(i int) bool { return len(words[i]) > limit })
	index, found := slices.BinarySearchFunc(words, longest, cmp.Compare[string])
	most = func() string { return strings.Join(top, " ") + words[byLength] }
	count = func(word string) int {
		if found && unicode.MaxRune < 10 {
			return index
		}
		return counts[word]
	}
	return most, count, maps.All(counts)
}

// Bloom is a filter with seeds that are captured by value.
func Bloom[T comparable](bits int, seeds ...maphash.Seed) (add func(T), has func(T) bool) {
	words := make([]uint64, (bits+63)/64)
	var lock sync.RWMutex
	place := func(seed maphash.Seed, value T) (int, uint64) {
		h := maphash.Comparable(seed, value) % uint64(bits)
		return int(h / 64), 1 << (h % 64)
	}
	add = func(value T) {
		lock.Lock()
		defer lock.Unlock()
		for _, seed := range seeds {
			word, bit := place(seed, value)
			words[word] |= bit
		}
	}
	has = func(value T) bool {
		lock.RLock()
		defer lock.RUnlock()
		return !slices.ContainsFunc(seeds, func(seed maphash.Seed) bool {
			word, bit := place(seed, value)
			return words[word]&bit == 0
		})
	}
	return
}

// Folder folds text by tables of the library.
func Folder(ranges unicode.RangeTable, special unicode.SpecialCase, replacer *strings.Replacer) func(string) string {
	var hash maphash.Hash
	upper := special.ToUpper
	chunks := slices.Collect(slices.Chunk([]int{1, 2, 3}, 2))
	return func(text string) string {
		hash.WriteString(text)
		return replacer.Replace(strings.Map(func(r rune) rune {
			if unicode.Is(&ranges, r) {
				return upper(r) + rune(len(chunks))
			}
			return r
		}, text))
	}
}
