package pattern

import (
	"testing"

	"github.com/tonelint/tonelint/lint/token"
)

// FuzzCompile: no pattern panics the compiler, an error lies inside the pattern, and what compiles can be stored, read
// back, and run over any sentence.
func FuzzCompile(f *testing.F) {
	for _, s := range []string{
		"you never", "choose~ (a|b c)? ..3 <reader>", "[<reader> !not */VBD] $", `^ "?" <shout>`, "don't (", "..0 a", "a ..13 b", "<", "~", "a|b", "((((a))))", "a/XX", "'s", "e.g u.s", "é~", "![a]",
	} {
		f.Add(s, "You never chose me, did YOU? It's Ana's e.g. 3 😀")
	}
	f.Fuzz(func(t *testing.T, src, text string) {
		c := NewCompiler()
		for _, entry := range []string{"<name>", "you", "your team", "choose~"} {
			if err := c.AddClass("reader", entry); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := c.Add(src); err != nil {
			if e, ok := err.(*Error); !ok || e.Offset < 0 || e.Offset > len(src) || e.Message == "" {
				t.Fatalf("%q: error %v", src, err)
			}
			return
		}
		p, err := c.Compile()
		if err != nil {
			t.Fatalf("%q: %v", src, err)
		}
		stored, err := Decode(string(p.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		s := token.Sentence{Tokens: token.Words(text)}
		for _, program := range []*Program{p, stored} {
			m := NewMatcher(program)
			m.Load(text, &s, []string{"ana"})
			m.Next(0)
			for _, match := range m.Find(0) {
				if match.Start < 0 || match.End <= match.Start || match.End > len(s.Tokens) || match.MarkStart < match.Start || match.MarkEnd > match.End || match.MarkEnd <= match.MarkStart {
					t.Fatalf("%q: match %+v of %d tokens", src, match, len(s.Tokens))
				}
			}
		}
	})
}
