package main

import (
	"fmt"
	"go/constant"
	"go/types"
	"hash/fnv"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// printer writes types and constants so that equal ones are equal texts, whoever writes them: names
// of packages are whole paths, byte is uint8, interface{} is any, parameters have no names, aliases
// are what they stand for, and type parameters have no constraints.
type printer struct{ strings.Builder }

func typeText(t types.Type) string {
	var p printer
	p.typ(t)
	return p.String()
}

func (p *printer) typ(t types.Type) {
	switch t := types.Unalias(t).(type) {
	case nil:
		p.WriteString("invalid type")
	case *types.Basic:
		switch t.Kind() {
		case types.UnsafePointer:
			p.WriteString("unsafe.Pointer")
		case types.Uint8, types.Int32:
			// Rather than byte and rune.
			p.WriteString(types.Typ[t.Kind()].Name())
		default:
			p.WriteString(t.Name())
		}
	case *types.Named:
		object := t.Obj()
		if object.Pkg() != nil {
			// Built for one command by its profile, a package is called `path [command]`.
			path, _, _ := strings.Cut(object.Pkg().Path(), " [")
			p.WriteString(path)
			p.WriteByte('.')
		}
		p.WriteString(object.Name())
		if arguments := t.TypeArgs(); arguments.Len() > 0 {
			p.WriteByte('[')
			for i := range arguments.Len() {
				p.separate(i, ", ")
				p.typ(arguments.At(i))
			}
			p.WriteByte(']')
		}
	case *types.TypeParam:
		p.WriteString(t.Obj().Name())
	case *types.Pointer:
		p.WriteByte('*')
		p.typ(t.Elem())
	case *types.Slice:
		p.WriteString("[]")
		p.typ(t.Elem())
	case *types.Array:
		fmt.Fprintf(p, "[%d]", t.Len())
		p.typ(t.Elem())
	case *types.Map:
		p.WriteString("map[")
		p.typ(t.Key())
		p.WriteByte(']')
		p.typ(t.Elem())
	case *types.Chan:
		p.channel(t)
	case *types.Struct:
		p.WriteString("struct {")
		for i := range t.NumFields() {
			p.separate(i, ";")
			p.WriteByte(' ')
			field := t.Field(i)
			if !field.Embedded() {
				p.WriteString(field.Name())
				p.WriteByte(' ')
			}
			p.typ(field.Type())
			if t.Tag(i) != "" {
				p.WriteByte(' ')
				p.WriteString(strconv.Quote(t.Tag(i)))
			}
		}
		p.end(t.NumFields())
	case *types.Signature:
		p.WriteString("func")
		p.signature(t)
	case *types.Interface:
		p.iface(t)
	case *types.Union:
		for i := range t.Len() {
			p.separate(i, " | ")
			if t.Term(i).Tilde() {
				p.WriteByte('~')
			}
			p.typ(t.Term(i).Type())
		}
	case *types.Tuple:
		p.WriteByte('(')
		for i := range t.Len() {
			p.separate(i, ", ")
			p.typ(t.At(i).Type())
		}
		p.WriteByte(')')
	default:
		p.WriteString(t.String())
	}
}

func (p *printer) separate(i int, separator string) {
	if i > 0 {
		p.WriteString(separator)
	}
}

// end closes the braces of a type of n parts.
func (p *printer) end(n int) {
	if n > 0 {
		p.WriteByte(' ')
	}
	p.WriteByte('}')
}

func (p *printer) channel(t *types.Chan) {
	p.WriteString(map[types.ChanDir]string{
		types.SendRecv: "chan ", types.SendOnly: "chan<- ", types.RecvOnly: "<-chan ",
	}[t.Dir()])
	elem, isChannel := types.Unalias(t.Elem()).(*types.Chan)
	parentheses := isChannel && elem.Dir() == types.RecvOnly && t.Dir() != types.SendOnly
	if parentheses {
		p.WriteByte('(')
	}
	p.typ(t.Elem())
	if parentheses {
		p.WriteByte(')')
	}
}

func (p *printer) signature(t *types.Signature) {
	p.WriteByte('(')
	n := t.Params().Len()
	for i := range n {
		p.separate(i, ", ")
		param := t.Params().At(i).Type()
		slice, isSlice := param.(*types.Slice)
		if t.Variadic() && i == n-1 && isSlice {
			p.WriteString("...")
			p.typ(slice.Elem())
		} else {
			p.typ(param)
		}
	}
	p.WriteByte(')')
	switch t.Results().Len() {
	case 0:
	case 1:
		p.WriteByte(' ')
		p.typ(t.Results().At(0).Type())
	default:
		p.WriteByte(' ')
		p.typ(t.Results())
	}
}

func (p *printer) iface(t *types.Interface) {
	n, nEmbedded := t.NumExplicitMethods(), t.NumEmbeddeds()
	if n+nEmbedded == 0 {
		p.WriteString("any")
		return
	}
	methods := make([]*types.Func, n)
	for i := range methods {
		methods[i] = t.ExplicitMethod(i)
	}
	slices.SortFunc(methods, func(a, b *types.Func) int { return strings.Compare(a.Name(), b.Name()) })
	p.WriteString("interface {")
	for i, method := range methods {
		p.separate(i, ";")
		p.WriteByte(' ')
		p.WriteString(method.Name())
		p.signature(method.Signature())
	}
	for i := range nEmbedded {
		p.separate(n+i, ";")
		p.WriteByte(' ')
		p.typ(t.EmbeddedType(i))
	}
	p.end(n + nEmbedded)
}

// maxBits is how long numbers may be that are written as fractions.
const maxBits = 4096

// constantText is a constant's exact value: `true`; a string in quotes, of a long one length and
// hash; a number as an integer or a fraction in lowest terms, of a long one an odd integer times a
// power of two; a complex number whose imaginary part is not 0 as a pair.
func constantText(value constant.Value) string {
	switch value.Kind() {
	case constant.Bool:
		return value.ExactString()
	case constant.String:
		return stringText(constant.StringVal(value))
	case constant.Int, constant.Float:
		return realText(value)
	case constant.Complex:
		real, imag := realText(constant.Real(value)), realText(constant.Imag(value))
		if imag == "0" {
			return real
		}
		return "(" + real + ", " + imag + ")"
	}
	return "unknown"
}

func stringText(text string) string {
	if len(text) > 100 {
		hash := fnv.New64a()
		hash.Write([]byte(text))
		return fmt.Sprintf("%d bytes %016x", len(text), hash.Sum64())
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

func realText(value constant.Value) string {
	switch exact := constant.Val(value).(type) {
	case int64:
		return strconv.FormatInt(exact, 10)
	case *big.Int:
		return ratText(new(big.Rat).SetInt(exact))
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

func ratText(fraction *big.Rat) string {
	if fraction.Num().BitLen() > maxBits || fraction.Denom().BitLen() > maxBits {
		return powerText(new(big.Float).SetPrec(512).SetRat(fraction))
	}
	if fraction.IsInt() {
		return fraction.Num().String()
	}
	return fraction.String()
}

func powerText(exact *big.Float) string {
	mantissa := new(big.Float)
	exponent := exact.MantExp(mantissa)
	bits := int(exact.MinPrec())
	integer, _ := mantissa.SetMantExp(mantissa, bits).Int(nil)
	return fmt.Sprintf("%sp%d", integer, exponent-bits)
}
