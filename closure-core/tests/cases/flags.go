// Constants for the cases of other packages.
package flags

const Debug = false
const Enabled = true
const Level = 3
const Name = "go"

var Variable = false

type Array [Level]int

type Point struct{ X, Y int }

func (p *Point) Move()      { p.X++ }
func (p Point) Norm() int   { return p.X * p.Y }
