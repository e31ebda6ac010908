package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/draft"
)

// A baseline lists findings to leave alone. An entry is known by its draft, its rule and the words around it, not by
// its line, so it stays in force while the text above it changes and ends when the sentence does. Drafts are named as
// seen from the baseline's folder, so it holds wherever tonelint is run.
type baseline struct {
	Schema   int             `json:"schema"`
	Findings []baselineEntry `json:"findings"`

	path string
	left map[baselineEntry]int // how many findings every entry may still cover
	seen map[string]*policy    // the drafts that were judged, and by what
}

type baselineEntry struct {
	Path    string `json:"path"`
	Rule    string `json:"rule"`
	Context string `json:"context"` // the words around; empty where the finding is about the whole email
}

func (b *baseline) entryOf(draftPath string, d lint.Diagnostic) baselineEntry {
	return baselineEntry{b.nameOf(draftPath), d.Rule.ID, d.Context}
}

// nameOf returns the name by which a baseline knows a draft. JSON holds no bytes that are not UTF-8, and has U+FFFD for each.
func (b *baseline) nameOf(draftPath string) string {
	return string([]rune(relativeTo(b.path, draftPath)))
}

// readBaseline reads a baseline; one that is missing or broken is an error, because without it old findings would fail
// the run, or new ones pass.
func readBaseline(name string) (*baseline, error) {
	data, err := readFile(name, maxBaselineSize)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("baseline %s: %w: write one with --write-baseline", name, fs.ErrNotExist)
	case err != nil:
		return nil, fmt.Errorf("baseline %s: %w", name, draft.Reason(err))
	}
	b := &baseline{path: name, left: map[baselineEntry]int{}, seen: map[string]*policy{}}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields() // a report is JSON with a schema, too
	if err := decoder.Decode(b); err != nil || b.Findings == nil || decoder.More() {
		return nil, fmt.Errorf("baseline %s is no baseline, or a broken one: name another, or delete it and write it again with --write-baseline", name)
	}
	if b.Schema != 1 {
		return nil, fmt.Errorf("baseline %s has schema %d, and this tonelint knows 1: use a newer tonelint", name, b.Schema)
	}
	for _, e := range b.Findings {
		b.left[e]++
	}
	return b, nil
}

// replaceable reports whether a baseline may be written to a file: only where there is none, or an older baseline.
func replaceable(name string) error {
	if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() && info.Size() == 0 {
		return nil
	}
	if _, err := readBaseline(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("--write-baseline would overwrite it: %w", err)
	}
	return nil
}

// filter takes the findings of the baseline out of a result. An entry that stands twice covers two findings.
func (b *baseline) filter(r *lint.Result, p *policy) {
	if r.Draft.Foreign {
		return // it was not judged: of its entries nothing is known
	}
	b.seen[b.nameOf(r.Draft.Path)] = p
	r.Diagnostics = slices.DeleteFunc(r.Diagnostics, func(d lint.Diagnostic) bool {
		e := b.entryOf(r.Draft.Path, d)
		if b.left[e] == 0 {
			return false
		}
		b.left[e]--
		r.LeftAlone++
		return true
	})
}

// stale lists the entries that covered nothing: of the drafts that are gone, and of those that were judged, but for rules
// whose findings were not all told. Of the others nothing is known.
func (b *baseline) stale() []baselineEntry {
	left := map[baselineEntry]int{}
	var out []baselineEntry
	for _, e := range slices.Backward(b.Findings) { // of equal entries, the later ones are left over
		if left[e] == b.left[e] {
			continue
		}
		left[e]++
		if p := b.seen[e.Path]; p != nil && p.linter.Tells(e.Rule) || b.gone(e.Path) {
			out = append(out, e)
		}
	}
	slices.Reverse(out)
	return out
}

func (b *baseline) gone(draftPath string) bool {
	if strings.ContainsRune(draftPath, utf8.RuneError) {
		return false // its name in the file system is not known
	}
	_, err := os.Stat(filepath.Join(filepath.Dir(b.path), filepath.FromSlash(draftPath)))
	return errors.Is(err, fs.ErrNotExist) && !strings.HasPrefix(path.Base(draftPath), "<") // standard input has no file
}

// take moves all findings of a result into the baseline.
func (b *baseline) take(r *lint.Result) {
	for _, d := range r.Diagnostics {
		b.Findings = append(b.Findings, b.entryOf(r.Draft.Path, d))
	}
	r.Diagnostics, r.LeftAlone = nil, len(r.Diagnostics)
}

func (b *baseline) write() error {
	data, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return err
	}
	return writeWhole(b.path, append(data, '\n'))
}
