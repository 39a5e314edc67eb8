package main

import (
	"bufio"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// A dump is lines of fields between tabs:
//
//	F name     a file begins, the next number from 0; all of a package come before their rows
//	@ file     the rows that follow are of this file
//	T text     a type, the next number from 0; likewise
//	C text     a constant
//	S text     a sort of expression, in words
//	E text     an error
//
// and rows: start, end, kind, type, constant or nothing, sort, flags, and where the answer comes from
// (file, start, end) or nothing.
type dumper struct {
	fset      *token.FileSet
	out       *bufio.Writer
	types     map[types.Type]int
	typeTexts map[string]int
	constants map[string]int
	sorts     map[string]int
	files     map[*token.File]int
	current
}

// current is what is known of the package being dumped.
type current struct {
	info    *types.Info
	file    int
	tokens  *token.File
	generic bool
	// repeated says that an expression is evaluated for several lines of a const group.
	repeated map[ast.Expr]bool
	// from is where a variable's type comes from, and how that is.
	from map[*ast.Ident]origin
	// declared is where a variable's row is that stands for its declaration.
	declared map[types.Object]span
}

type origin struct {
	sort string
	span span
}

// span is a place in a file; that of file -1 is none.
type span struct{ file, start, end int }

var nowhere = span{-1, 0, 0}

func newDumper(fset *token.FileSet, out *bufio.Writer) *dumper {
	return &dumper{
		fset:      fset,
		out:       out,
		types:     make(map[types.Type]int),
		typeTexts: make(map[string]int),
		constants: make(map[string]int),
		sorts:     make(map[string]int),
		files:     make(map[*token.File]int),
	}
}

func (d *dumper) dump(pkg *types.Package, files []*ast.File, info *types.Info) {
	d.current = current{
		info:     info,
		repeated: make(map[ast.Expr]bool),
		from:     make(map[*ast.Ident]origin),
		declared: make(map[types.Object]span),
	}
	// Types of another package are seldom met again.
	clear(d.types)
	for _, file := range files {
		tokens := d.fset.File(file.FileStart)
		d.files[tokens] = len(d.files)
		d.line("F", tokens.Name())
	}
	for _, file := range files {
		d.enter(file)
		ast.Inspect(file, d.origins)
	}
	for ident, object := range info.Defs {
		if _, isVar := object.(*types.Var); isVar {
			d.declared[object] = d.span(ident)
		}
	}
	for node, object := range info.Implicits {
		if clause, isClause := node.(*ast.CaseClause); isClause {
			at := d.span(clause)
			d.declared[object] = span{at.file, at.start, at.start}
		}
	}
	for _, file := range files {
		d.enter(file)
		d.line("@", strconv.Itoa(d.file))
		for _, declaration := range file.Decls {
			function, isFunction := declaration.(*ast.FuncDecl)
			d.generic = isFunction && d.isGeneric(function)
			ast.Inspect(declaration, d.node)
		}
	}
}

func (d *dumper) enter(file *ast.File) {
	d.tokens = d.fset.File(file.FileStart)
	d.file = d.files[d.tokens]
}

func (d *dumper) span(node ast.Node) span {
	tokens := d.fset.File(node.Pos())
	return span{d.files[tokens], tokens.Offset(node.Pos()), tokens.Offset(node.End())}
}

func (d *dumper) isGeneric(function *ast.FuncDecl) bool {
	object, isFunc := d.info.Defs[function.Name].(*types.Func)
	if !isFunc {
		return false
	}
	signature := object.Signature()
	return signature.TypeParams().Len()+signature.RecvTypeParams().Len() > 0
}

// origins notes where the types of variables come from, and which expressions are repeated.
func (d *dumper) origins(node ast.Node) bool {
	switch node := node.(type) {
	case *ast.AssignStmt:
		if node.Tok == token.DEFINE {
			for i, left := range node.Lhs {
				d.note(left, "declared by :=", node.Rhs, i, len(node.Lhs))
			}
		}
	case *ast.RangeStmt:
		for _, left := range []ast.Expr{node.Key, node.Value} {
			if left != nil && node.Tok == token.DEFINE {
				d.note(left, "declared by range", []ast.Expr{node.X}, 0, 2)
			}
		}
	case *ast.GenDecl:
		if node.Tok == token.CONST {
			d.constGroup(node)
		}
	case *ast.ValueSpec:
		for i, name := range node.Names {
			if _, isVar := d.info.Defs[name].(*types.Var); !isVar {
				continue
			}
			if node.Type != nil {
				d.from[name] = origin{"declared by var with a type", d.span(node.Type)}
			} else {
				d.note(name, "declared by var", node.Values, i, len(node.Names))
			}
		}
	case *ast.FuncType:
		for sort, list := range map[string]*ast.FieldList{"parameter": node.Params, "result": node.Results} {
			if list == nil {
				continue
			}
			for _, field := range list.List {
				for _, name := range field.Names {
					d.from[name] = origin{sort, d.span(field.Type)}
				}
			}
		}
	case *ast.FuncDecl:
		if node.Recv != nil {
			for _, field := range node.Recv.List {
				for _, name := range field.Names {
					d.from[name] = origin{"receiver", d.span(field.Type)}
				}
			}
		}
	}
	return true
}

func (d *dumper) note(left ast.Expr, sort string, values []ast.Expr, i, n int) {
	name, isName := left.(*ast.Ident)
	if !isName {
		return
	}
	switch {
	case len(values) == n:
		d.from[name] = origin{sort, d.span(values[i])}
	case len(values) == 1:
		d.from[name] = origin{sort, d.span(values[0])}
	default:
		d.from[name] = origin{sort, nowhere}
	}
}

// constGroup finds the expressions of a const group that are evaluated for more than one line.
func (d *dumper) constGroup(group *ast.GenDecl) {
	var last *ast.ValueSpec
	for _, spec := range group.Specs {
		spec := spec.(*ast.ValueSpec)
		if spec.Type != nil || len(spec.Values) > 0 {
			last = spec
			continue
		}
		if last == nil {
			continue
		}
		for _, value := range last.Values {
			ast.Inspect(value, func(node ast.Node) bool {
				if expr, isExpr := node.(ast.Expr); isExpr {
					d.repeated[expr] = true
				}
				return true
			})
		}
	}
}

func (d *dumper) node(node ast.Node) bool {
	switch node := node.(type) {
	case *ast.Ident:
		d.ident(node)
	case *ast.SelectorExpr:
		d.expr(node)
		// The name behind the dot means nothing without what is before.
		ast.Inspect(node.X, d.node)
		return false
	case *ast.FuncLit:
		d.expr(node)
		// The type of a function literal is that of the literal.
		ast.Inspect(node.Type.Params, d.node)
		if node.Type.Results != nil {
			ast.Inspect(node.Type.Results, d.node)
		}
		ast.Inspect(node.Body, d.node)
		return false
	case *ast.CaseClause:
		if object, found := d.info.Implicits[node]; found {
			at := d.declared[object]
			from := nowhere
			if len(node.List) == 1 {
				from = d.span(node.List[0])
			}
			d.row(at, 'v', object.Type(), nil, "declared by a type switch", 0, from)
		}
	case ast.Expr:
		d.expr(node)
	}
	return true
}

// flags of a row.
const (
	inGeneric = 1 << iota
	isRepeated
	isExpr
)

func (d *dumper) ident(ident *ast.Ident) {
	if _, found := d.info.Types[ident]; found {
		d.expr(ident)
		return
	}
	object := d.info.Defs[ident]
	if object == nil {
		object = d.info.Uses[ident]
	}
	switch object := object.(type) {
	case *types.Var:
		if object.IsField() {
			return
		}
		at := d.span(ident)
		origin, found := d.from[ident]
		if !found {
			origin.sort, origin.span = "declaration", nowhere
		}
		if declared, found := d.declared[object]; found && declared != at {
			origin.sort, origin.span = "assigned by :=", declared
		}
		d.row(at, 'v', object.Type(), nil, origin.sort, 0, origin.span)
	case *types.Const:
		if d.info.Defs[ident] != nil {
			d.row(d.span(ident), 'c', object.Type(), object.Val(), "declared by const", 0, nowhere)
		}
	}
}

func (d *dumper) expr(expr ast.Expr) {
	tv, found := d.info.Types[expr]
	if !found {
		return
	}
	kind := byte('v')
	typ := tv.Type
	switch {
	case tv.IsVoid():
		kind = 'n'
	case tv.IsType():
		kind = 't'
	case tv.IsBuiltin():
		kind = 'b'
	case tv.Value != nil:
		kind = 'c'
	}
	if tuple, isTuple := typ.(*types.Tuple); isTuple && tv.HasOk() && tuple.Len() == 2 {
		// The value beside `ok`.
		typ = tuple.At(0).Type()
	}
	from := nowhere
	if ident, isIdent := expr.(*ast.Ident); isIdent {
		if declared, found := d.declared[d.info.Uses[ident]]; found {
			from = declared
		}
	}
	flags := isExpr
	if d.repeated[expr] {
		flags |= isRepeated
	}
	d.row(d.span(expr), kind, typ, tv.Value, d.sort(expr), flags, from)
}

// sort is what an expression is, in words.
func (d *dumper) sort(expr ast.Expr) string {
	switch expr := expr.(type) {
	case *ast.Ident:
		return "name of a " + d.object(d.info.Uses[expr], expr)
	case *ast.SelectorExpr:
		selection, found := d.info.Selections[expr]
		if !found {
			return "qualified name of a " + d.object(d.info.Uses[expr.Sel], expr.Sel)
		}
		sort := map[types.SelectionKind]string{
			types.FieldVal: "field", types.MethodVal: "method", types.MethodExpr: "method expression",
		}[selection.Kind()]
		if len(selection.Index()) > 1 {
			sort = "promoted " + sort
		}
		return sort + d.ofGeneric(selection.Recv())
	case *ast.CallExpr:
		return d.call(expr)
	case *ast.CompositeLit:
		if expr.Type == nil {
			return "composite literal without a type"
		}
		if array, isArray := expr.Type.(*ast.ArrayType); isArray && array.Len != nil {
			if _, counted := array.Len.(*ast.Ellipsis); counted {
				return "composite literal [...]"
			}
		}
		return "composite literal"
	case *ast.FuncLit:
		return "function literal"
	case *ast.IndexExpr:
		return d.index(expr.X)
	case *ast.IndexListExpr:
		return d.index(expr.X)
	case *ast.SliceExpr:
		return "slice expression of a " + d.underlying(expr.X)
	case *ast.TypeAssertExpr:
		return "type assertion"
	case *ast.StarExpr:
		if d.info.Types[expr].IsType() {
			return "pointer type"
		}
		return "dereference"
	case *ast.UnaryExpr:
		return "unary " + expr.Op.String()
	case *ast.BinaryExpr:
		switch expr.Op {
		case token.SHL, token.SHR:
			return "shift"
		case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
			return "comparison"
		case token.LAND, token.LOR:
			return "logical operation"
		}
		if d.info.Types[expr].IsType() {
			return "union"
		}
		return "binary operation"
	case *ast.BasicLit:
		return "literal " + strings.ToLower(expr.Kind.String())
	case *ast.ParenExpr:
		return "parentheses"
	case *ast.ArrayType:
		if _, counted := expr.Len.(*ast.Ellipsis); counted {
			return "array type [...]"
		}
		return "array or slice type"
	case *ast.StructType:
		return "struct type"
	case *ast.FuncType:
		return "function type"
	case *ast.InterfaceType:
		return "interface type"
	case *ast.MapType:
		return "map type"
	case *ast.ChanType:
		return "channel type"
	case *ast.Ellipsis:
		return "type of a variadic parameter"
	}
	return "something else"
}

func (d *dumper) object(object types.Object, name *ast.Ident) string {
	switch object := object.(type) {
	case *types.Var:
		if object.Parent() == object.Pkg().Scope() {
			return "package variable"
		}
		return "variable"
	case *types.Const:
		return "constant"
	case *types.TypeName:
		switch {
		case isTypeParam(object.Type()):
			return "type parameter"
		case object.IsAlias():
			return "alias"
		}
		return "type"
	case *types.Func:
		if _, generic := d.info.Instances[name]; generic || object.Signature().TypeParams().Len() > 0 {
			return "generic function"
		}
		return "function"
	case *types.Builtin:
		return "predeclared function"
	case *types.Nil:
		return "nil"
	}
	return "declared object"
}

func isTypeParam(t types.Type) bool {
	_, is := types.Unalias(t).(*types.TypeParam)
	return is
}

func deref(t types.Type) types.Type {
	if pointer, isPointer := types.Unalias(t).(*types.Pointer); isPointer {
		return pointer.Elem()
	}
	return t
}

func (d *dumper) ofGeneric(receiver types.Type) string {
	receiver = types.Unalias(deref(receiver))
	if named, isNamed := receiver.(*types.Named); isNamed && named.TypeArgs().Len() > 0 {
		return " of a generic type"
	}
	if isTypeParam(receiver) {
		return " of a type parameter"
	}
	return ""
}

func (d *dumper) call(call *ast.CallExpr) string {
	callee := ast.Unparen(call.Fun)
	tv := d.info.Types[call.Fun]
	switch {
	case tv.IsType():
		return "conversion"
	case tv.IsBuiltin():
		if selector, isSelector := callee.(*ast.SelectorExpr); isSelector {
			return "call of unsafe." + selector.Sel.Name
		}
		if name, isName := callee.(*ast.Ident); isName {
			return "call of " + name.Name
		}
	}
	switch indexed := callee.(type) {
	case *ast.IndexExpr:
		if d.info.Types[indexed.Index].IsType() {
			return "call of a generic function with type arguments"
		}
	case *ast.IndexListExpr:
		return "call of a generic function with type arguments"
	}
	switch callee := callee.(type) {
	case *ast.Ident:
		return "call of a " + d.object(d.info.Uses[callee], callee)
	case *ast.SelectorExpr:
		if selection, found := d.info.Selections[callee]; found {
			if selection.Kind() == types.FieldVal {
				return "call of a field"
			}
			return "call of a method" + d.ofGeneric(selection.Recv())
		}
		return "call of a " + d.object(d.info.Uses[callee.Sel], callee.Sel)
	case *ast.FuncLit:
		return "call of a function literal"
	}
	return "call of something else"
}

func (d *dumper) index(x ast.Expr) string {
	switch tv := d.info.Types[x]; {
	case tv.IsType():
		return "instance of a generic type"
	default:
		return "index of a " + d.underlying(x)
	}
}

// underlying is what the values of an expression's type are, in a word.
func (d *dumper) underlying(x ast.Expr) string {
	t := d.info.Types[x].Type
	if t == nil {
		return "function"
	}
	if isTypeParam(t) {
		return "type parameter"
	}
	switch t := t.Underlying().(type) {
	case *types.Slice:
		return "slice"
	case *types.Array:
		return "array"
	case *types.Map:
		return "map"
	case *types.Pointer:
		return "pointer"
	case *types.Signature:
		return "function"
	case *types.Basic:
		if t.Info()&types.IsString != 0 {
			return "string"
		}
	}
	return "something else"
}

func (d *dumper) row(at span, kind byte, t types.Type, value constant.Value, sort string, flags int, from span) {
	number := d.typ(t)
	text := ""
	if value != nil {
		text = strconv.Itoa(d.intern("C", d.constants, constantText(value)))
	}
	sortNumber := d.intern("S", d.sorts, sort)
	if d.generic {
		flags |= inGeneric
	}
	line := d.out.AvailableBuffer()
	line = strconv.AppendInt(line, int64(at.start), 10)
	line = append(line, '\t')
	line = strconv.AppendInt(line, int64(at.end), 10)
	line = append(line, '\t', kind, '\t')
	line = strconv.AppendInt(line, int64(number), 10)
	line = append(line, '\t')
	line = append(line, text...)
	line = append(line, '\t')
	line = strconv.AppendInt(line, int64(sortNumber), 10)
	line = append(line, '\t')
	line = strconv.AppendInt(line, int64(flags), 10)
	if from.file >= 0 {
		for _, part := range []int{from.file, from.start, from.end} {
			line = append(line, '\t')
			line = strconv.AppendInt(line, int64(part), 10)
		}
	}
	d.out.Write(append(line, '\n'))
}

func (d *dumper) typ(t types.Type) int {
	number, found := d.types[t]
	if !found {
		number = d.intern("T", d.typeTexts, typeText(t))
		d.types[t] = number
	}
	return number
}

// intern is the number of a text in a table, which it is written to.
func (d *dumper) intern(table string, known map[string]int, text string) int {
	number, found := known[text]
	if !found {
		number = len(known)
		known[text] = number
		d.line(table, text)
	}
	return number
}

func (d *dumper) line(sort, text string) {
	d.out.WriteString(sort)
	d.out.WriteByte('\t')
	d.out.WriteString(text)
	d.out.WriteByte('\n')
}
