package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tonelint/tonelint/corpus"
	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/rules"
)

// TestWriteMeasured: a rule that never spoke was measured all the same; one that no email is labelled for was not.
func TestWriteMeasured(t *testing.T) {
	path := filepath.Join(t.TempDir(), "measured.toml")
	m := corpus.Measure(lint.New(rules.Default(), lint.Options{}), nil, lint.Suggestion)
	if err := writeMeasured(path, corpus.Dev, m); err != nil {
		t.Fatal(err)
	}
	written, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rules.Default().Rules {
		if got, want := strings.Contains(string(written), `"`+r.ID+`" = [0, 0]`), r.Label != lint.Leftover; got != want {
			t.Errorf("%s has a row: %t, want %t", r.ID, got, want)
		}
	}
}
