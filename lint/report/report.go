// Package report writes results: one file per output format.
//
// A [Writer] is fed one result at a time, in the order of the arguments, and keeps no draft, so a report of a mailbox
// takes no more memory than its largest message. Nothing in a draft reaches a terminal as a control sequence.
//
// To add a format, add a file with a type that is a Writer, and name it in formats.
package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/draft"
)

// A Writer writes a report.
type Writer interface {
	// Result reports one linted draft, clean ones too.
	Result(*lint.Result) error
	// Failure reports a file that could not be judged. Formats for people leave it out: it stands on stderr already.
	Failure(path string, err error) error
	// Close ends the report. Its output is valid only then.
	Close() error
}

// Options say how a report looks.
type Options struct {
	Color   bool
	Width   int    // columns of the terminal; 0 means 80
	Version string // of tonelint
}

// Counts is what the closing line counts.
type Counts struct {
	Files       int `json:"files"`
	Errors      int `json:"errors"`
	Warnings    int `json:"warnings"`
	Suggestions int `json:"suggestions"`
}

func (c *Counts) add(r *lint.Result) {
	c.Files++
	for _, d := range r.Diagnostics {
		switch d.Severity {
		case lint.Error:
			c.Errors++
		case lint.Warning:
			c.Warnings++
		default:
			c.Suggestions++
		}
	}
}

var formats = map[string]func(io.Writer, Options) Writer{
	"text":       newText,
	"concise":    newConcise,
	"json":       newJSON,
	"jsonl":      newJSONLines,
	"sarif":      newSARIF,
	"rdjson":     newRDJSON,
	"github":     newGitHub,
	"checkstyle": newCheckstyle,
	"junit":      newJUnit,
}

// pathOf names a draft: its path and, in a mailbox, which message it is.
func pathOf(d *draft.Draft) string {
	if d.Message > 1 {
		return fmt.Sprintf("%s (message %d)", d.Path, d.Message)
	}
	return d.Path
}

// applicable returns the rewrites that a consumer may apply to the file: none where the file stores the text encoded,
// because their places count in what was decoded.
func applicable(r *lint.Result, d lint.Diagnostic) []lint.Rewrite {
	if r.Draft.Decoded {
		return nil
	}
	return d.Suggestions
}

// Formats lists the names New knows, sorted.
func Formats() []string {
	var names []string
	for name := range formats {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// New returns a Writer of a format.
func New(format string, w io.Writer, o Options) (Writer, error) {
	f, ok := formats[format]
	if !ok {
		return nil, fmt.Errorf("must be one of %s, not %q", strings.Join(Formats(), ", "), format)
	}
	return f(w, o), nil
}
