package main

import (
	"bytes"
	"cmp"
	"fmt"
	"os"

	"github.com/tonelint/tonelint/corpus"
	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/rules"
)

// writeMeasured writes how often every rule spoke and was right to the file that package rules reads, for --explain: also of
// those that never spoke, but not of those whose label no email was read for.
func writeMeasured(path string, split corpus.Split, m *corpus.Measures) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, `# How often every rule spoke, and how often it was right, on labelled emails. Written by
# go run ./corpus/score -split %s -measured %s; then run go generate ./rules.
split = %q
emails = %d

[rules] # spoke, right
`, split, path, split, m.Emails)
	for _, r := range rules.Default().Rules {
		if r.Label == lint.Leftover {
			continue
		}
		spoke := cmp.Or(m.ByRule[r.ID], &corpus.Ratio{})
		if r.ID == "email/"+string(r.Label) {
			spoke = m.ByLabel[r.Label]
		}
		fmt.Fprintf(&b, "%q = [%d, %d]\n", r.ID, spoke.Said, spoke.Right)
	}
	return os.WriteFile(path, b.Bytes(), 0o644)
}
