// Package store wraps database/sql: transactions, prepared statements, rows as iterators.
package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"sync"
	"time"
)

// Store is a database with prepared statements.
type Store struct {
	db         *sql.DB
	mu         sync.RWMutex
	statements map[string]*sql.Stmt
	log        *slog.Logger
}

// InTx runs a function in a transaction and tries again where another was in the way.
func (s *Store) InTx(ctx context.Context, do func(*sql.Tx) error) (err error) {
	options := sql.TxOptions{Isolation: sql.LevelSerializable}
	started := time.Now()
	defer func() {
		s.log.LogAttrs(ctx, slog.LevelInfo, "transaction", slog.Duration("took", time.Since(started)), slog.Any("error", err))
	}()
	attempt := func() (err error) {
		tx, err := s.db.BeginTx(ctx, &options)
		if err != nil {
			return err
		}
		defer func() {
			if err != nil {
				err = errors.Join(err, tx.Rollback())
			}
		}()
		if err = do(tx); err != nil {
			return err
		}
		return tx.Commit()
	}
	for range 3 {
		if err = attempt(); !errors.Is(err, driver.ErrBadConn) {
			return
		}
	}
	return
}

// Prepare remembers statements by their text.
func (s *Store) Prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	find := func() (*sql.Stmt, bool) {
		s.mu.RLock()
		defer s.mu.RUnlock()
		found, ok := s.statements[query]
		return found, ok
	}
	if found, ok := find(); ok {
		return found, nil
	}
	statement, err := s.db.PrepareContext(ctx, query)
	if err == nil {
		s.mu.Lock()
		s.statements[query] = statement
		s.mu.Unlock()
	}
	return statement, err
}

// Rows yields what a query finds, each row scanned by a function.
func Rows[T any](ctx context.Context, s *Store, query string, scan func(*sql.Rows) (T, error), args ...any) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		statement, err := s.Prepare(ctx, query)
		if err != nil {
			yield(zero, err)
			return
		}
		rows, err := statement.QueryContext(ctx, args...)
		if err != nil {
			yield(zero, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			if !yield(scan(rows)) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(zero, err)
		}
	}
}

// Setters are closures over nullable columns.
func Setters(name sql.NullString, at sql.NullTime, n sql.NullInt64, any sql.Null[time.Time]) map[string]func() (driver.Value, error) {
	out := sql.Named("out", sql.Out{Dest: &n.Int64})
	stats := sql.DBStats{}
	return map[string]func() (driver.Value, error){
		"name": name.Value,
		"at":   func() (driver.Value, error) { return at.Value() },
		"n":    func() (driver.Value, error) { n.Valid = true; return n.Value() },
		"any":  func() (driver.Value, error) { return any.V, nil },
		"out":  func() (driver.Value, error) { return out.Value, nil },
		"wait": func() (driver.Value, error) { return stats.WaitDuration.String(), nil },
	}
}

// Watch reports on connections until it is stopped.
func Watch(s *Store, every time.Duration) (stop func()) {
	ticker := time.NewTicker(every)
	done := make(chan struct{})
	var last sql.DBStats
	record := slog.NewRecord(time.Now(), slog.LevelDebug, "connections", 0)
	go func() {
		for {
			select {
			case <-ticker.C:
				now := s.db.Stats()
				if now.InUse != last.InUse {
					record.AddAttrs(slog.Int("in use", now.InUse))
					s.log.Handler().Handle(context.Background(), record)
				}
				last = now
			case <-done:
				return
			}
		}
	}()
	return sync.OnceFunc(func() { ticker.Stop(); close(done); fmt.Println(last.OpenConnections) })
}
