// Typed says what go/types knows of every expression in Go packages, and how long it takes: it is
// what heldby's types are compared with.
//
//	typed [-goarch ARCH] dump    each expression of the packages that were asked for
//	typed [-goarch ARCH] [-info] time
//	                             the time that parsing and checking took, and the most memory
//
// On the standard input it expects what `go list -e -deps -json` prints: packages in the order in
// which they depend on each other. Those that are only depended on are checked without bodies.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"
)

func main() {
	goarch := flag.String("goarch", runtime.GOARCH, "lay types out for this machine")
	info := flag.Bool("info", false, "record what is found of each expression, as tools do")
	flag.Parse()
	packages, err := readPackages(os.Stdin)
	if err == nil {
		checker := newChecker(*goarch)
		switch flag.Arg(0) {
		case "dump":
			err = dump(checker, packages)
		case "time":
			err = measure(checker, packages, *info)
		default:
			err = fmt.Errorf("no mode %q: there are dump and time", flag.Arg(0))
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "typed:", err)
		os.Exit(1)
	}
}

// listed is a package as the go command lists it.
type listed struct {
	ImportPath string
	Dir        string
	GoFiles    []string
	ImportMap  map[string]string
	DepOnly    bool
	Module     *struct{ GoVersion string }
}

func readPackages(input io.Reader) ([]*listed, error) {
	var packages []*listed
	decoder := json.NewDecoder(bufio.NewReader(input))
	for {
		one := new(listed)
		err := decoder.Decode(one)
		if errors.Is(err, io.EOF) {
			return packages, nil
		}
		if err != nil {
			return nil, fmt.Errorf("reading the list of packages: %w", err)
		}
		// The compiler has it built in.
		if one.ImportPath != "unsafe" {
			packages = append(packages, one)
		}
	}
}

// checker checks packages, each once, and remembers them for those that import them.
type checker struct {
	fset   *token.FileSet
	sizes  types.Sizes
	done   map[string]*types.Package
	parse  time.Duration
	check  time.Duration
	files  int
	bytes  int
	errors []error
}

func newChecker(goarch string) *checker {
	return &checker{
		fset:  token.NewFileSet(),
		sizes: types.SizesFor("gc", goarch),
		done:  map[string]*types.Package{"unsafe": types.Unsafe},
	}
}

// importer finds what one package imports.
type importer struct {
	done    map[string]*types.Package
	renamed map[string]string
}

func (i importer) Import(path string) (*types.Package, error) {
	if renamed, found := i.renamed[path]; found {
		path = renamed
	}
	if found, ok := i.done[path]; ok {
		return found, nil
	}
	return nil, fmt.Errorf("no package %q", path)
}

func (c *checker) load(one *listed, info *types.Info) ([]*ast.File, error) {
	start := now()
	var files []*ast.File
	for _, name := range one.GoFiles {
		if !filepath.IsAbs(name) {
			name = filepath.Join(one.Dir, name)
		}
		source, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		file, err := parser.ParseFile(c.fset, name, source, parser.SkipObjectResolution)
		if err != nil {
			c.errors = append(c.errors, err)
		}
		files = append(files, file)
		c.files++
		c.bytes += len(source)
	}
	parsed := now()
	c.parse += parsed - start
	config := types.Config{
		Importer:         importer{c.done, one.ImportMap},
		Sizes:            c.sizes,
		IgnoreFuncBodies: one.DepOnly,
		Error:            func(err error) { c.errors = append(c.errors, err) },
	}
	if one.Module != nil && one.Module.GoVersion != "" {
		config.GoVersion = "go" + one.Module.GoVersion
	}
	// What is wrong is collected by the function above.
	c.done[one.ImportPath], _ = config.Check(one.ImportPath, c.fset, files, info)
	c.check += now() - parsed
	return files, nil
}

// newInfo has room for what is asked of go/types.
func newInfo() *types.Info {
	return &types.Info{
		Types:      make(map[ast.Expr]types.TypeAndValue),
		Instances:  make(map[*ast.Ident]types.Instance),
		Defs:       make(map[*ast.Ident]types.Object),
		Uses:       make(map[*ast.Ident]types.Object),
		Implicits:  make(map[ast.Node]types.Object),
		Selections: make(map[*ast.SelectorExpr]*types.Selection),
	}
}

func dump(c *checker, packages []*listed) error {
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	d := newDumper(c.fset, out)
	for _, one := range packages {
		info := newInfo()
		if one.DepOnly {
			info = nil
		}
		files, err := c.load(one, info)
		if err != nil {
			return err
		}
		if info != nil {
			d.dump(c.done[one.ImportPath], files, info)
		}
	}
	for _, err := range c.errors {
		fmt.Fprintf(out, "E\t%s\n", strings.NewReplacer("\n", " ", "\t", " ").Replace(err.Error()))
	}
	return out.Flush()
}

// measure prints the nanoseconds of parsing and of checking, the most bytes of memory there were,
// and how many files, bytes and errors.
func measure(c *checker, packages []*listed, record bool) error {
	// Recorded is kept, as a tool that looks at whole programs has to.
	var kept []*types.Info
	for _, one := range packages {
		var info *types.Info
		if record {
			info = newInfo()
			kept = append(kept, info)
		}
		if _, err := c.load(one, info); err != nil {
			return err
		}
	}
	fmt.Println(c.parse.Nanoseconds(), c.check.Nanoseconds(), peak(), c.files, c.bytes, len(c.errors))
	runtime.KeepAlive(kept)
	return nil
}

var started = time.Now()

// now is how long this process has had a processor, where the kernel says so, that others on the
// machine do not count; else how long it runs.
func now() time.Duration {
	stat, _ := os.ReadFile("/proc/self/stat")
	// The name of the program, in parentheses, may be anything.
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return time.Since(started)
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}

// peak is the most memory that this process has had, in bytes, and 0 where the kernel does not say.
func peak() int {
	status, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(status)) {
		if rest, found := strings.CutPrefix(line, "VmHWM:"); found {
			kilobytes, _ := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")))
			return kilobytes << 10
		}
	}
	return 0
}
