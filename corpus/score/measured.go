package main

import (
	"bytes"
	"fmt"
	"os"

	"github.com/tonelint/tonelint/corpus"
	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/rules"
)

// writeMeasured writes how often every rule spoke and was right to the file that package rules reads, for --explain.
func writeMeasured(path string, split corpus.Split, m *corpus.Measures) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, `# How often every rule spoke, and how often it was right, on labelled emails. Written by
# go run ./corpus/score -split %s -measured %s; then run go generate ./rules.
split = %q
emails = %d

[rules] # spoke, right
`, split, path, split, m.Emails)
	for _, r := range rules.Default().Rules {
		spoke := m.ByRule[r.ID]
		if r.ID == "email/"+string(r.Label) {
			spoke = m.ByLabel[r.Label]
		}
		if spoke == nil || r.Label == lint.Leftover {
			continue
		}
		fmt.Fprintf(&b, "%q = [%d, %d]\n", r.ID, spoke.Said, spoke.Right)
	}
	return os.WriteFile(path, b.Bytes(), 0o644)
}
