package report

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/fatih/color"
	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/draft"
)

// parts prints how a draft was read, line by line with the part each belongs to, so that a user sees why something was
// or was not judged.
type parts struct {
	w     *bufio.Writer
	color bool
}

// NewParts returns the Writer behind --show.
func NewParts(w io.Writer, color bool) Writer { return parts{bufio.NewWriter(w), color} }

var partColors = map[draft.Part]color.Attribute{
	draft.Header: color.Faint, draft.Subject: color.FgMagenta, draft.Greeting: color.FgCyan, draft.Body: color.FgGreen,
	draft.SignOff: color.FgBlue, draft.Signature: color.Faint, draft.Quoted: color.Faint,
}

func (p parts) Result(r *lint.Result) error {
	fmt.Fprint(p.w, Printable(r.Draft.Path))
	if r.Draft.Mailbox {
		fmt.Fprintf(p.w, ", message %d", r.Draft.Message)
	}
	fmt.Fprintf(p.w, ": %s", r.Kind)
	if len(r.Draft.Names) > 0 {
		fmt.Fprintf(p.w, " to %s", Printable(strings.Join(asWritten(r.Draft), ", ")))
	}
	fmt.Fprintln(p.w)
	for _, region := range r.Draft.Regions {
		paint := color.New(partColors[region.Part])
		if p.color {
			paint.EnableColor()
		} else {
			paint.DisableColor()
		}
		text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(r.Draft.Text[region.Start:region.End])
		for line := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
			if strings.TrimSpace(line) != "" {
				fmt.Fprintf(p.w, "%10s │ %s\n", region.Part, paint.Sprint(Printable(line)))
			}
		}
	}
	return nil
}

// asWritten returns the names of the greeting with the capitals they have there.
func asWritten(d *draft.Draft) []string {
	names := slices.Clone(d.Names)
	for _, region := range d.Regions {
		if region.Part != draft.Greeting {
			continue
		}
		text := d.Text[region.Start:region.End]
		lower := strings.ToLower(text)
		for i, name := range names {
			if at := strings.Index(lower, name); at >= 0 && len(lower) == len(text) {
				names[i] = text[at : at+len(name)]
			}
		}
	}
	return names
}

func (p parts) Failure(string, error) error { return nil }

func (p parts) Close() error { return p.w.Flush() }
