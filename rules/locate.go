package rules

import (
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// locate finds the string at position i of the array under a top-level key: line and column of its first character,
// from 1, and 0, 0 where it is not found. It runs only when there is a mistake to report, and reads the file again with
// the parser that keeps positions.
func locate(data []byte, key string, i int) (line, column int) {
	var p unstable.Parser
	p.Reset(data)
	for p.NextExpression() {
		e := p.Expression()
		if e.Kind != unstable.KeyValue {
			continue
		}
		keys := e.Key()
		if !keys.Next() || string(keys.Node().Data) != key || e.Value().Kind != unstable.Array {
			continue
		}
		items := e.Value().Children()
		for n := 0; items.Next(); n++ {
			if n == i {
				start := p.Shape(items.Node().Raw).Start
				quotes := 1
				if rest := string(data[start.Offset:]); strings.HasPrefix(rest, `"""`) || strings.HasPrefix(rest, "'''") {
					quotes = 3
				}
				return start.Line, start.Column + quotes
			}
		}
	}
	return 0, 0
}
