package token

import (
	"strings"
	"testing"

	"github.com/tonelint/tonelint/lint/draft"
)

// FuzzSplit: every token names bytes of the text, in order, without overlaps, in the candidate's own parts.
func FuzzSplit(f *testing.F) {
	for _, s := range []string{
		"Hi Ana,\n\nI don't know. Do you?! Yes...", "Mr. O'Reilly's e.g. 3.5% of U.S. firms", "dont’t ‘s' n't 'm", "ȺȺȺȺ's STRASSE ẞ's", "a\u00adb\u200bc d\ufe0f 👩‍👩‍👧 é é",
		strings.Repeat("!", 300), strings.Repeat("word ", 900), "- one\n- two\n1. three", "www.a.b http://x.y/z?q=1 me@x.org.", "\xff\xfe\x80abc", "____ {{x}} <y> [z]",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := draft.Parse("draft.txt", []byte(text))
		if err != nil {
			return
		}
		at := 0
		for _, s := range Split(d) {
			if len(s.Tokens) == 0 || len(s.Tokens) > MaxTokens+8 || s.Start != s.Tokens[0].Start || s.End != s.Tokens[len(s.Tokens)-1].End {
				t.Fatalf("sentence %d to %d has %d tokens", s.Start, s.End, len(s.Tokens))
			}
			for _, token := range s.Tokens {
				if token.Start < at || token.End < token.Start || token.End > len(d.Text) || token.Norm == "" {
					t.Fatalf("token %q at %d to %d, after %d", token.Norm, token.Start, token.End, at)
				}
				at = token.End
			}
		}
	})
}
