package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/draft"
)

// github writes workflow commands, which GitHub Actions shows as annotations.
type github struct{ w *bufio.Writer }

func newGitHub(w io.Writer, _ Options) Writer { return github{bufio.NewWriter(w)} }

// The escapes of actions/toolkit, packages/core/src/command.ts: properties need two more than the message.
var (
	githubMessage  = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

var githubLevels = map[lint.Severity]string{lint.Error: "error", lint.Warning: "warning", lint.Suggestion: "notice"}

func (g github) Result(r *lint.Result) error {
	if r.Draft.Foreign {
		fmt.Fprintf(g.w, "::notice file=%s::%s\n", githubProperty.Replace(Printable(r.Draft.Path)), draft.NotEnglish)
	}
	for _, d := range r.Diagnostics {
		level := githubLevels[d.Severity]
		message := Printable(d.Rule.Message) + ": " + Quote(d.Text) + "\n" + Printable(d.Rule.Why)
		if len(d.Suggestions) > 0 {
			message += "\n" + shorten(d.Suggestions[0].Title)
		}
		// Columns are understood only when start and end share a line.
		columns := ""
		if d.Range.Start.Line == d.Range.End.Line {
			columns = fmt.Sprintf(",col=%d,endColumn=%d", d.Range.Start.Column, d.Range.End.Column)
		}
		fmt.Fprintf(g.w, "::%s file=%s,line=%d,endLine=%d%s,title=%s::%s\n", level, githubProperty.Replace(Printable(r.Draft.Path)), d.Range.Start.Line, d.Range.End.Line,
			columns, githubProperty.Replace(Printable(d.Rule.ID)), githubMessage.Replace(message))
	}
	return nil
}

func (g github) Failure(path string, err error) error {
	_, writeErr := fmt.Fprintf(g.w, "::error file=%s::%s\n", githubProperty.Replace(Printable(path)), githubMessage.Replace(Printable(err.Error())))
	return writeErr
}

func (g github) Close() error { return g.w.Flush() }
