package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/tonelint/tonelint/lint"
)

// A baseline lists findings to leave alone. An entry is known by its draft, its rule and the words around it, not by
// its line, so it stays in force while the text above it changes and ends when the sentence does.
type baseline struct {
	Schema   int             `json:"schema"`
	Findings []baselineEntry `json:"findings"`

	mu   sync.Mutex
	used map[baselineEntry]int
}

type baselineEntry struct {
	Path    string `json:"path"`
	Rule    string `json:"rule"`
	Context string `json:"context"`
}

func entryOf(path string, d lint.Diagnostic) baselineEntry {
	return baselineEntry{filepath.ToSlash(filepath.Clean(path)), d.Rule.ID, d.Context}
}

// readBaseline reads a baseline; one that is missing or broken is an error, because without it old findings would fail
// the run, or new ones pass.
func readBaseline(path string) (*baseline, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("baseline %s: %w", path, errors.Unwrap(err))
	}
	b := &baseline{used: map[baselineEntry]int{}}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(b); err != nil {
		return nil, fmt.Errorf("baseline %s is broken: %w; write it again with --write-baseline", path, err)
	}
	if b.Schema != 1 {
		return nil, fmt.Errorf("baseline %s has schema %d, and this tonelint knows 1", path, b.Schema)
	}
	return b, nil
}

// filter takes the findings of the baseline out of a result. An entry that stands twice covers two findings.
func (b *baseline) filter(r *lint.Result) {
	b.mu.Lock()
	defer b.mu.Unlock()
	r.Diagnostics = slices.DeleteFunc(r.Diagnostics, func(d lint.Diagnostic) bool {
		e := entryOf(r.Draft.Path, d)
		n := 0
		for _, f := range b.Findings {
			if f == e {
				n++
			}
		}
		if b.used[e] >= n {
			return false
		}
		b.used[e]++
		return true
	})
}

// stale lists the entries that covered nothing.
func (b *baseline) stale() []baselineEntry {
	left := map[baselineEntry]int{}
	for e, n := range b.used {
		left[e] = n
	}
	var out []baselineEntry
	for _, e := range b.Findings {
		if left[e] > 0 {
			left[e]--
			continue
		}
		out = append(out, e)
	}
	return out
}

func (b *baseline) write(path string) error {
	data, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return err
	}
	return writeWhole(path, append(data, '\n'))
}
