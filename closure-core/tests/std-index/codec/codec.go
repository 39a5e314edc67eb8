// Package codec reads and writes JSON, with types that encode themselves, and hashes, compressed.
package codec

import (
	"bytes"
	"compress/gzip"
	"crypto/hmac"
	"crypto/sha256"
	"encoding"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"hash"
	"io"
	"math/big"
	"net/netip"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// Record is what is written.
type Record struct {
	At      time.Time         `json:"at"`
	Address netip.AddrPort    `json:"address"`
	Amount  *big.Int          `json:"amount"`
	Raw     json.RawMessage   `json:"raw,omitempty"`
	Labels  map[string]string `json:"labels"`
}

// Codec converts values.
type Codec[T any] struct {
	Encode func(io.Writer, T) error
	Decode func(io.Reader) (T, error)
}

// JSON makes a codec that keeps its settings in closures.
func JSON[T any](indent string, strict bool) Codec[T] {
	return Codec[T]{
		Encode: func(w io.Writer, value T) error {
			encoder := json.NewEncoder(w)
			encoder.SetIndent("", indent)
			return encoder.Encode(value)
		},
		Decode: func(r io.Reader) (value T, err error) {
			decoder := json.NewDecoder(r)
			if strict {
				decoder.DisallowUnknownFields()
			}
			err = decoder.Decode(&value)
			return
		},
	}
}

// Signed adds a checksum to what another codec writes.
func Signed[T any](inner Codec[T], key []byte) Codec[T] {
	mac := func() hash.Hash { return hmac.New(sha256.New, key) }
	var sum [sha256.Size]byte
	return Codec[T]{
		Encode: func(w io.Writer, value T) error {
			h := mac()
			if err := inner.Encode(io.MultiWriter(w, h), value); err != nil {
				return err
			}
			_, err := w.Write(h.Sum(sum[:0]))
			return err
		},
		Decode: inner.Decode,
	}
}

// Text encodes anything that can be text.
func Text[T encoding.TextMarshaler](values ...T) func() (string, error) {
	var builder strings.Builder
	return func() (string, error) {
		for _, value := range values {
			text, err := value.MarshalText()
			if err != nil {
				return "", err
			}
			builder.Write(text)
		}
		return builder.String(), nil
	}
}

// Numbers shows values of many sizes, captured as they are.
func Numbers(record Record, integer big.Int, float big.Float, rational big.Rat) []func() string {
	address := netip.MustParseAddr("::1")
	prefix := netip.PrefixFrom(address, 64)
	field := reflect.TypeOf(record).Field(0)
	value := reflect.ValueOf(&integer).Elem()
	when := record.At.UTC()
	order := binary.BigEndian
	return []func() string{
		func() string { return record.At.Format(time.RFC3339) },
		func() string { return integer.Text(10) },
		func() string { return float.Text('g', 10) },
		func() string { return rational.RatString() },
		func() string { return prefix.Masked().String() },
		func() string { return string(field.Tag) },
		func() string { return value.Kind().String() },
		func() string { return when.String() },
		func() string { return strconv.Itoa(int(order.Uint16([]byte{1, 2}))) },
		address.String,
		when.GoString,
		integer.String,
	}
}

// Zip compresses into a buffer that grows.
func Zip(level int) (write func([]byte) (int, error), finish func() ([]byte, error)) {
	var buffer bytes.Buffer
	zipper, err := gzip.NewWriterLevel(&buffer, level)
	encoder := base64.NewEncoder(base64.StdEncoding, zipper)
	dump := hex.Dumper(io.Discard)
	write = func(p []byte) (int, error) {
		if err != nil {
			return 0, err
		}
		dump.Write(p)
		return encoder.Write(p)
	}
	finish = func() ([]byte, error) {
		encoder.Close()
		err = zipper.Close()
		return buffer.Bytes(), err
	}
	return
}
