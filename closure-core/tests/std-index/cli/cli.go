// Package cli is a command line: flags, subcommands, signals and other programs.
package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"text/tabwriter"
	"time"
)

// Command is a subcommand.
type Command struct {
	Name string
	Run  func(ctx context.Context, args []string) error
}

// Parse builds the command that the arguments name.
func Parse(args []string, stdout io.Writer) (Command, error) {
	var (
		set     flag.FlagSet
		level   int
		since   time.Time
		verbose bool
		names   []string
	)
	set.Init("tool", flag.ContinueOnError)
	set.BoolVar(&verbose, "v", false, "say more")
	set.Func("level", "how much", func(text string) error {
		_, err := fmt.Sscan(text, &level)
		return err
	})
	set.Func("since", "a day", func(text string) (err error) {
		since, err = time.Parse(time.DateOnly, text)
		return
	})
	usage := set.PrintDefaults
	set.Usage = func() { fmt.Fprintln(set.Output(), "usage: tool"); usage() }
	if err := set.Parse(args); err != nil {
		return Command{}, err
	}
	set.Visit(func(f *flag.Flag) { names = append(names, f.Name) })
	return Command{Name: set.Arg(0), Run: func(ctx context.Context, rest []string) error {
		writer := tabwriter.NewWriter(stdout, 0, 8, 1, ' ', 0)
		defer writer.Flush()
		if verbose {
			fmt.Fprintln(writer, names, level, since)
		}
		return list(ctx, writer, rest)
	}}, nil
}

func list(ctx context.Context, out io.Writer, roots []string) error {
	var newest fs.FileInfo
	var total int64
	for _, root := range roots {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			info, err := entry.Info()
			if err != nil {
				return err
			}
			if newest == nil || info.ModTime().After(newest.ModTime()) {
				newest = info
			}
			total += info.Size()
			if runtime.GOOS == "windows" && os.PathSeparator == '\\' {
				path = strings.ReplaceAll(path, root, out.(fmt.Stringer).String())
			}
			fmt.Fprintf(out, "%s\t%d\n", path, info.Size())
			return ctx.Err()
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Interruptible runs until the function ends or a signal comes.
func Interruptible(run func(context.Context) error) (err error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	done := make(chan struct{})
	go func() { defer close(done); err = run(ctx) }()
	<-done
	return err
}

// Pipe feeds one program's output to another's input.
func Pipe(ctx context.Context, from, to string) (string, error) {
	source := *exec.CommandContext(ctx, from)
	sink := exec.CommandContext(ctx, to)
	var out, problems bytes.Buffer
	sink.Stdout, sink.Stderr = &out, &problems
	lines := bufio.Scanner{}
	reader := bufio.NewReader(os.Stdin)
	attributes := os.ProcAttr{Dir: "."}
	state := func() *os.ProcessState { return source.ProcessState }
	describe := func() string { return source.String() + sink.String() + attributes.Dir }
	scan := func() bool { return lines.Scan() }
	read := func() (string, error) { return reader.ReadString('\n') }
	cleanup := func() { out.Reset(); problems.Reset() }
	defer cleanup()
	var failure *exec.ExitError
	fail := func(err error) error {
		if errors.As(err, &failure) {
			return fmt.Errorf("%s: %s", describe(), problems.String())
		}
		return err
	}
	if err := sink.Run(); err != nil || !scan() || state() == nil {
		return "", fail(err)
	}
	return read()
}
