//go:build ignore

// Oracle says of every constant and every initializer of the other files of a directory what go/types
// says:
//
//	go run oracle.go DIR
//
// prints lines of file, line, and what is expected there, parted by tabs. Each file is a package of
// its own, compiled for the machine that its name ends in, or for amd64.
package main

import (
	"bufio"
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"hash/fnv"
	"math/big"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

func main() {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	names, err := filepath.Glob(filepath.Join(os.Args[1], "*.go"))
	if err != nil {
		panic(err)
	}
	for _, name := range names {
		if filepath.Base(name) != "oracle.go" {
			check(out, name)
		}
	}
}

// onlyUnsafe imports package unsafe, which has no source.
type onlyUnsafe struct{}

func (onlyUnsafe) Import(path string) (*types.Package, error) {
	if path != "unsafe" {
		return nil, fmt.Errorf("no package %s here", path)
	}
	return types.Unsafe, nil
}

func check(out *bufio.Writer, name string) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, nil, parser.SkipObjectResolution)
	if err != nil {
		panic(err)
	}
	arch := "amd64"
	if strings.HasSuffix(name, "_386.go") {
		arch = "386"
	}
	config := types.Config{
		Importer: onlyUnsafe{},
		Sizes:    types.SizesFor("gc", arch),
		// Errors are cases too: what they leave is unknown.
		Error: func(error) {},
	}
	info := types.Info{
		Defs:  make(map[*ast.Ident]types.Object),
		Types: make(map[ast.Expr]types.TypeAndValue),
	}
	pkg, _ := config.Check(name, files, []*ast.File{file}, &info)
	found := make(map[int][]string)
	ast.Inspect(file, func(node ast.Node) bool {
		spec, ok := node.(*ast.ValueSpec)
		if !ok {
			return true
		}
		for i, ident := range spec.Names {
			var typ types.Type
			var value constant.Value
			if object, ok := info.Defs[ident].(*types.Const); ok {
				typ, value = object.Type(), object.Val()
			} else if i < len(spec.Values) {
				tv := info.Types[spec.Values[i]]
				typ, value = tv.Type, tv.Value
			} else {
				continue
			}
			line := files.Position(ident.Pos()).Line
			found[line] = append(found[line], describe(pkg, typ, value))
		}
		return true
	})
	lines := make([]int, 0, len(found))
	for line := range found {
		lines = append(lines, line)
	}
	sort.Ints(lines)
	for _, line := range lines {
		fmt.Fprintf(out, "%s\t%d\t%s\n", filepath.Base(name), line, strings.Join(found[line], "; "))
	}
}

func describe(pkg *types.Package, typ types.Type, value constant.Value) string {
	switch {
	case value == nil && typ == nil, value != nil && value.Kind() == constant.Unknown:
		return "unknown"
	case value == nil:
		return "not constant"
	}
	return types.TypeString(typ, types.RelativeTo(pkg)) + " " + shortened(exactText(value))
}

// shortened cuts texts that are too long to read, and says what they were.
func shortened(text string) string {
	if len(text) <= 100 {
		return text
	}
	return fmt.Sprintf("%s… %d bytes %016x", text[:40], len(text), hash(text))
}

func hash(text string) uint64 {
	hash := fnv.New64a()
	hash.Write([]byte(text))
	return hash.Sum64()
}

// exactText is a constant's exact value.
func exactText(value constant.Value) string {
	switch value.Kind() {
	case constant.Bool:
		return value.ExactString()
	case constant.String:
		return stringText(constant.StringVal(value))
	case constant.Complex:
		re, im := realText(constant.Real(value)), realText(constant.Imag(value))
		if im == "0" {
			return re
		}
		return "(" + re + ", " + im + ")"
	}
	return realText(value)
}

func stringText(text string) string {
	if len(text) > 100 {
		return fmt.Sprintf("%d bytes %016x", len(text), hash(text))
	}
	var quoted strings.Builder
	quoted.WriteByte('"')
	for _, b := range []byte(text) {
		if b >= ' ' && b < 0x7f && b != '"' && b != '\\' {
			quoted.WriteByte(b)
		} else {
			fmt.Fprintf(&quoted, `\x%02x`, b)
		}
	}
	quoted.WriteByte('"')
	return quoted.String()
}

// realText is a number as an integer or a fraction, or a long one as a mantissa and an exponent.
func realText(value constant.Value) string {
	switch exact := constant.Val(value).(type) {
	case int64:
		return fmt.Sprint(exact)
	case *big.Int:
		return exact.String()
	case *big.Rat:
		return ratText(exact)
	case *big.Float:
		if exact.Sign() == 0 {
			return "0"
		}
		if exponent := exact.MantExp(nil); exponent < maxBits && exponent > -maxBits {
			fraction, _ := exact.Rat(nil)
			return ratText(fraction)
		}
		return powerText(exact)
	}
	return "unknown"
}

// maxBits is how long the parts of a fraction may be.
const maxBits = 4096

func ratText(exact *big.Rat) string {
	if exact.Num().BitLen() > maxBits || exact.Denom().BitLen() > maxBits {
		return powerText(new(big.Float).SetPrec(512).SetRat(exact))
	}
	if exact.IsInt() {
		return exact.Num().String()
	}
	return exact.String()
}

func powerText(exact *big.Float) string {
	mantissa := new(big.Float)
	exponent := exact.MantExp(mantissa)
	bits := int(exact.MinPrec())
	integer, _ := mantissa.SetMantExp(mantissa, bits).Int(nil)
	return fmt.Sprintf("%sp%d", integer, exponent-bits)
}
