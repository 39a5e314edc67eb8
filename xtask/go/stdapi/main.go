// Stdapi says whether an index of the standard library exports what the library does, as go/types
// sees both.
//
//	stdapi GOROOT INDEX GOOS/GOARCH…
//
// INDEX is a directory with the index's files below src, as `cargo xtask std-index --unpack` writes
// them. Of each exported name of each importable package it compares the type, the value of a
// constant, the underlying type, the exported methods, the size and the alignment.
package main

import (
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// shown is how many differences are printed for a target.
const shown = 10

func main() {
	if len(os.Args) < 4 {
		fmt.Fprintln(os.Stderr, "usage: stdapi GOROOT INDEX GOOS/GOARCH…")
		os.Exit(2)
	}
	goroot, index := os.Args[1], os.Args[2]
	failed := false
	for _, target := range os.Args[3:] {
		paths, err := packages(filepath.Join(goroot, "src"))
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		theirs, ours := newLibrary(goroot, target), newLibrary(index, target)
		c := comparison{theirs: theirs, ours: ours}
		for _, path := range paths {
			c.compare(path)
		}
		fmt.Printf("%s: %d packages, %d names, %d sizes, %d different\n",
			target, c.packages, c.names, c.sizes, len(c.differences))
		for _, text := range c.differences[:min(shown, len(c.differences))] {
			fmt.Println("  " + text)
		}
		failed = failed || len(c.differences) > 0 || c.names == 0
	}
	if failed {
		os.Exit(1)
	}
}

// packages lists the directories that other modules can import, sorted.
func packages(src string) ([]string, error) {
	var paths []string
	err := filepath.WalkDir(src, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() || path == src {
			return err
		}
		relative, err := filepath.Rel(src, path)
		if err != nil {
			return err
		}
		switch name := entry.Name(); {
		case relative == "cmd", relative == "builtin", relative == "vendor",
			name == "internal", name == "testdata", name[0] == '_', name[0] == '.':
			return filepath.SkipDir
		}
		paths = append(paths, filepath.ToSlash(relative))
		return nil
	})
	return paths, err
}

// A library is a standard library for one target.
type library struct {
	src    string
	build  build.Context
	files  *token.FileSet
	loaded map[string]*types.Package
	sizes  types.Sizes
}

func newLibrary(root, target string) *library {
	context := build.Default
	context.GOOS, context.GOARCH, _ = strings.Cut(target, "/")
	context.CgoEnabled = false
	// Those of the machine that runs this are no others'.
	context.ToolTags = []string{"goexperiment.jsonv2", "goexperiment.simd"}
	return &library{
		src:    filepath.Join(root, "src"),
		build:  context,
		files:  token.NewFileSet(),
		loaded: map[string]*types.Package{},
		sizes:  types.SizesFor("gc", context.GOARCH),
	}
}

// Import loads a package; nil where the target has no file of it.
func (l *library) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if known, ok := l.loaded[path]; ok {
		return known, nil
	}
	directory := filepath.Join(l.src, path)
	if _, err := os.Stat(directory); err != nil {
		directory = filepath.Join(l.src, "vendor", path)
	}
	entries, err := os.ReadDir(directory)
	if err != nil {
		return nil, err
	}
	var files []*ast.File
	for _, entry := range entries {
		name := entry.Name()
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		if matches, err := l.build.MatchFile(directory, name); err != nil || !matches {
			continue
		}
		full := filepath.Join(directory, name)
		file, err := parser.ParseFile(l.files, full, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		if file.Name.Name != "documentation" {
			files = append(files, file)
		}
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("no files in %s", directory)
	}
	// An index has no bodies and few arguments; what that makes wrong has its type all the same.
	config := types.Config{
		IgnoreFuncBodies: true,
		FakeImportC:      true,
		Importer:         l,
		Sizes:            l.sizes,
		Error:            func(error) {},
	}
	loaded, _ := config.Check(path, l.files, files, nil)
	l.loaded[path] = loaded
	return loaded, nil
}

// A comparison is what two libraries have in common and what not.
type comparison struct {
	theirs, ours           *library
	packages, names, sizes int
	differences            []string
}

func (c *comparison) differ(format string, args ...any) {
	c.differences = append(c.differences, fmt.Sprintf(format, args...))
}

func (c *comparison) compare(path string) {
	theirs, theirErr := c.theirs.Import(path)
	ours, ourErr := c.ours.Import(path)
	if theirErr != nil || theirs.Name() == "main" {
		if ourErr == nil {
			c.differ("%s: only in the index", path)
		}
		return
	}
	if ourErr != nil {
		c.differ("%s: %v", path, ourErr)
		return
	}
	c.packages++
	for _, name := range theirs.Scope().Names() {
		object := theirs.Scope().Lookup(name)
		if !object.Exported() {
			continue
		}
		c.names++
		other := ours.Scope().Lookup(name)
		if other == nil {
			c.differ("%s.%s: not in the index", path, name)
			continue
		}
		want, got := c.describe(c.theirs, object), c.describe(c.ours, other)
		for i := range max(len(want), len(got)) {
			if i >= len(want) || i >= len(got) || want[i] != got[i] {
				c.differ("%s.%s: %q is %q in the index", path, name,
					want[min(i, len(want)):min(i+1, len(want))], got[min(i, len(got)):min(i+1, len(got))])
				break
			}
		}
	}
	for _, name := range ours.Scope().Names() {
		if token.IsExported(name) && theirs.Scope().Lookup(name) == nil {
			c.differ("%s.%s: only in the index", path, name)
		}
	}
}

// describe says all that other packages can tell of an object.
func (c *comparison) describe(l *library, object types.Object) []string {
	lines := []string{fmt.Sprintf("%T %s", object, text(object.Type()))}
	if constant, ok := object.(*types.Const); ok {
		lines = append(lines, constant.Val().ExactString())
	}
	if _, ok := object.(*types.TypeName); !ok {
		return lines
	}
	ty := object.Type()
	lines = append(lines, text(ty.Underlying()))
	named, isNamed := types.Unalias(ty).(*types.Named)
	if isNamed {
		lines = append(lines, typeParams(named.TypeParams()))
	}
	if !isNamed || named.TypeParams().Len() == 0 {
		if l == c.theirs {
			c.sizes++
		}
		lines = append(lines, fmt.Sprintf("size %d, alignment %d", l.sizes.Sizeof(ty), l.sizes.Alignof(ty)))
	}
	for _, receiver := range []types.Type{ty, types.NewPointer(ty)} {
		methods := types.NewMethodSet(receiver)
		for i := range methods.Len() {
			method := methods.At(i)
			if name := method.Obj().Name(); token.IsExported(name) {
				lines = append(lines, fmt.Sprint(name, text(method.Type()), method.Indirect(), len(method.Index())))
			}
		}
	}
	return lines
}

// text is a type without the names of parameters, which an index leaves out.
func text(ty types.Type) string {
	switch ty := ty.(type) {
	case *types.Signature:
		results := tuple(ty.Results(), false)
		return "func" + typeParams(ty.TypeParams()) + tuple(ty.Params(), ty.Variadic()) + results
	case *types.Pointer:
		return "*" + text(ty.Elem())
	case *types.Slice:
		return "[]" + text(ty.Elem())
	case *types.Array:
		return fmt.Sprintf("[%d]%s", ty.Len(), text(ty.Elem()))
	case *types.Map:
		return "map[" + text(ty.Key()) + "]" + text(ty.Elem())
	case *types.Chan:
		return fmt.Sprintf("chan %d %s", ty.Dir(), text(ty.Elem()))
	case *types.Struct:
		var fields []string
		for i := range ty.NumFields() {
			field := ty.Field(i)
			fields = append(fields, fmt.Sprintf("%s %t %s %q", field.Name(), field.Embedded(), text(field.Type()), ty.Tag(i)))
		}
		return "struct{" + strings.Join(fields, "; ") + "}"
	case *types.Interface:
		var elements []string
		for i := range ty.NumExplicitMethods() {
			method := ty.ExplicitMethod(i)
			elements = append(elements, method.Name()+text(method.Type()))
		}
		slices.Sort(elements)
		for i := range ty.NumEmbeddeds() {
			elements = append(elements, text(ty.EmbeddedType(i)))
		}
		return "interface{" + strings.Join(elements, "; ") + "}"
	case *types.Union:
		var terms []string
		for i := range ty.Len() {
			terms = append(terms, fmt.Sprint(ty.Term(i).Tilde(), text(ty.Term(i).Type())))
		}
		return strings.Join(terms, "|")
	}
	return types.TypeString(ty, nil)
}

func tuple(tuple *types.Tuple, variadic bool) string {
	var parts []string
	for i := range tuple.Len() {
		parts = append(parts, text(tuple.At(i).Type()))
	}
	if variadic {
		parts = append(parts, "...")
	}
	return "(" + strings.Join(parts, ", ") + ")"
}

func typeParams(params *types.TypeParamList) string {
	var parts []string
	for i := range params.Len() {
		parts = append(parts, params.At(i).Obj().Name()+" "+text(params.At(i).Constraint()))
	}
	return "[" + strings.Join(parts, ", ") + "]"
}
