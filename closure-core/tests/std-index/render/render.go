// Package render fills templates, formats Go source, draws small images.
package render

import (
	"bytes"
	"embed"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	htmltemplate "html/template"
	"image"
	"image/color"
	"image/draw"
	"io"
	"io/fs"
	"regexp"
	"strings"
	"sync"
	"text/scanner"
	"text/template"
	"text/template/parse"
	"time"
)

// Renderer writes a page.
type Renderer func(io.Writer, string, any) error

// New makes a renderer of the templates in a file system.
func New(files fs.FS, pattern string, extra template.FuncMap) (Renderer, error) {
	var (
		once  sync.Once
		all   *template.Template
		err   error
		built time.Time
	)
	functions := template.FuncMap{
		"now":   time.Now,
		"upper": strings.ToUpper,
		"built": func() string { return built.Format(time.Kitchen) },
		"names": func() (names []string) {
			for name := range extra {
				names = append(names, name)
			}
			return
		},
	}
	for name, function := range extra {
		functions[name] = function
	}
	return func(w io.Writer, name string, data any) error {
		once.Do(func() {
			built = time.Now()
			all, err = template.New("").Funcs(functions).ParseFS(files, pattern)
		})
		if err != nil {
			return fmt.Errorf("templates: %w", err)
		}
		var buffer bytes.Buffer
		if err := all.ExecuteTemplate(&buffer, name, data); err != nil {
			return err
		}
		_, err := buffer.WriteTo(w)
		return err
	}, err
}

// Escaped renders for HTML.
func Escaped(page htmltemplate.Template, content embed.FS, style htmltemplate.CSS) func(any) (string, error) {
	return func(data any) (string, error) {
		var out strings.Builder
		if file, err := content.Open("style.css"); err == nil {
			defer file.Close()
			style += "/**/"
		}
		err := page.Execute(&out, data)
		return out.String() + string(style), err
	}
}

// Nodes walks a template.
func Nodes(tree *parse.Tree) (visit func(parse.Node) int) {
	kinds := [parse.NodeComment + 1]int{}
	visit = func(node parse.Node) int {
		kinds[node.Type()]++
		if list, ok := node.(*parse.ListNode); ok {
			for _, below := range list.Nodes {
				visit(below)
			}
		}
		return kinds[parse.NodeText]
	}
	visit(tree.Root)
	return
}

// Rename renames identifiers of a Go file.
func Rename(source string, pattern regexp.Regexp, to string) (string, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, "x.go", source, parser.ParseComments)
	if err != nil {
		return "", err
	}
	var position token.Position
	ast.Inspect(file, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.Ident:
			if pattern.MatchString(node.Name) {
				node.Name = pattern.ReplaceAllStringFunc(node.Name, func(old string) string { return to + old[:1] })
				position = set.Position(node.Pos())
			}
		case *ast.BasicLit:
			return node.Kind != token.STRING
		}
		return true
	})
	var out bytes.Buffer
	err = format.Node(&out, set, file)
	return out.String() + position.String(), err
}

// Tokens scans text.
func Tokens(reader io.Reader) (next func() (rune, string), where func() scanner.Position) {
	var s scanner.Scanner
	s.Init(reader)
	problems := 0
	s.Error = func(*scanner.Scanner, string) { problems++ }
	return func() (rune, string) { return s.Scan(), s.TokenText() }, s.Pos
}

// Disc draws.
func Disc(size image.Rectangle, fill color.RGBA) (paint func(draw.Image), at func(x, y int) color.Color) {
	mask := image.NewAlpha(size)
	centre := image.Pt((size.Min.X+size.Max.X)/2, size.Dy()/2)
	uniform := image.Uniform{C: fill}
	inside := func(p image.Point) bool { d := p.Sub(centre); return d.X*d.X+d.Y*d.Y < centre.X*centre.X }
	each := func(do func(image.Point)) {
		for y := size.Min.Y; y < size.Max.Y; y++ {
			for x := size.Min.X; x < size.Max.X; x++ {
				do(image.Pt(x, y))
			}
		}
	}
	each(func(p image.Point) {
		if inside(p) {
			mask.SetAlpha(p.X, p.Y, color.Alpha{A: 255})
		}
	})
	return func(to draw.Image) { draw.DrawMask(to, size, &uniform, image.Point{}, mask, size.Min, draw.Over) }, mask.At
}
