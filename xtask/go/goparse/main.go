// Goparse says what go/parser finds in Go files, and how fast: it is what heldby's parser is
// compared with.
//
//	goparse [DIRECTORY…]     what is in each file; without directories the files named on the
//	                         standard input, one a line
//	goparse -positions FILE  each identifier, function literal and function declaration
//	goparse -bench LIST      reads the files named in LIST, then for each line on the standard
//	                         input, `resolve`, `comments` or `fast`, parses all of them and
//	                         prints the bytes and the nanoseconds it took
package main

import (
	"bufio"
	"encoding/binary"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"hash/fnv"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

func main() {
	positions := flag.String("positions", "", "print what is in this `file`")
	bench := flag.String("bench", "", "time parsing the files that this `list` names")
	flag.Parse()
	out := bufio.NewWriter(os.Stdout)
	var err error
	switch {
	case *positions != "":
		err = printPositions(out, *positions)
	case *bench != "":
		err = runBench(out, *bench)
	default:
		err = summarize(out, flag.Args())
	}
	if flushErr := out.Flush(); err == nil {
		err = flushErr
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "goparse:", err)
		os.Exit(1)
	}
}

// contents are the byte offsets of what is compared, in ascending order.
type contents struct {
	idents, literals, declarations []uint32
}

func parse(name string, src []byte) (*token.File, *ast.File, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, src, parser.SkipObjectResolution)
	if err != nil {
		return nil, nil, err
	}
	return fset.File(file.FileStart), file, nil
}

func contentsOf(tokens *token.File, file *ast.File) contents {
	var found contents
	offset := func(pos token.Pos) uint32 { return uint32(tokens.Offset(pos)) }
	ast.Inspect(file, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.Ident:
			found.idents = append(found.idents, offset(node.NamePos))
		case *ast.FuncLit:
			found.literals = append(found.literals, offset(node.Type.Func))
		case *ast.FuncDecl:
			found.declarations = append(found.declarations, offset(node.Name.NamePos))
		}
		return true
	})
	slices.Sort(found.idents)
	slices.Sort(found.literals)
	slices.Sort(found.declarations)
	return found
}

// digest is the FNV-1a hash of the offsets, each as four bytes, the lowest first.
func digest(offsets []uint32) uint64 {
	hash := fnv.New64a()
	var bytes [4]byte
	for _, offset := range offsets {
		binary.LittleEndian.PutUint32(bytes[:], offset)
		hash.Write(bytes[:])
	}
	return hash.Sum64()
}

// summarize prints for each file, between tabs, its name, then number and digest of its
// identifiers, function literals and function declarations; or its name and `error`.
func summarize(out *bufio.Writer, directories []string) error {
	return eachFile(directories, func(name string) error {
		src, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		tokens, file, err := parse(name, src)
		if err != nil {
			fmt.Fprintf(out, "%s\terror\n", name)
			return nil
		}
		found := contentsOf(tokens, file)
		fmt.Fprint(out, name)
		for _, offsets := range [][]uint32{found.idents, found.literals, found.declarations} {
			fmt.Fprintf(out, "\t%d\t%016x", len(offsets), digest(offsets))
		}
		fmt.Fprintln(out)
		return nil
	})
}

func eachFile(directories []string, visit func(name string) error) error {
	if len(directories) == 0 {
		lines := bufio.NewScanner(os.Stdin)
		for lines.Scan() {
			if err := visit(lines.Text()); err != nil {
				return err
			}
		}
		return lines.Err()
	}
	for _, directory := range directories {
		err := filepath.WalkDir(directory, func(name string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case entry.IsDir() && entry.Name() == "testdata":
				return filepath.SkipDir
			case entry.Type().IsRegular() && strings.HasSuffix(name, ".go"):
				return visit(name)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func printPositions(out *bufio.Writer, name string) error {
	src, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	tokens, file, err := parse(name, src)
	if err != nil {
		return err
	}
	found := contentsOf(tokens, file)
	for _, kind := range []struct {
		name    string
		offsets []uint32
	}{
		{"identifier", found.idents},
		{"literal", found.literals},
		{"declaration", found.declarations},
	} {
		for _, offset := range kind.offsets {
			fmt.Fprintf(out, "%s\t%d\n", kind.name, offset)
		}
	}
	return nil
}

func runBench(out *bufio.Writer, list string) error {
	names, err := os.ReadFile(list)
	if err != nil {
		return err
	}
	var sources [][]byte
	for name := range strings.Lines(string(names)) {
		src, err := os.ReadFile(strings.TrimSuffix(name, "\n"))
		if err != nil {
			return err
		}
		sources = append(sources, src)
	}
	modes := map[string]parser.Mode{
		// The mode to reach for first.
		"resolve": parser.ParseComments,
		// What gofmt and gopls use.
		"comments": parser.ParseComments | parser.SkipObjectResolution,
		// The least work there is.
		"fast": parser.SkipObjectResolution,
	}
	rounds := bufio.NewScanner(os.Stdin)
	for rounds.Scan() {
		mode, known := modes[rounds.Text()]
		if !known {
			return fmt.Errorf("no mode %q", rounds.Text())
		}
		bytes := 0
		start := time.Now()
		for _, src := range sources {
			fset := token.NewFileSet()
			if _, err := parser.ParseFile(fset, "x.go", src, mode); err == nil {
				bytes += len(src)
			}
		}
		fmt.Fprintf(out, "%d %d\n", bytes, time.Since(start).Nanoseconds())
		if err := out.Flush(); err != nil {
			return err
		}
	}
	return rounds.Err()
}
