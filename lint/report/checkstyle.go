package report

import (
	"bufio"
	"encoding/xml"
	"io"

	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/draft"
)

// checkstyle writes the XML of Checkstyle, which many CI systems read. It has places for a start only.
type checkstyle struct{ w *bufio.Writer }

type (
	checkstyleFile struct {
		XMLName xml.Name          `xml:"file"`
		Name    string            `xml:"name,attr"`
		Errors  []checkstyleError `xml:"error"`
	}
	checkstyleError struct {
		Line     int    `xml:"line,attr"` // 0 for the whole file
		Column   int    `xml:"column,attr,omitempty"`
		Severity string `xml:"severity,attr"`
		Message  string `xml:"message,attr"`
		Source   string `xml:"source,attr"`
	}
)

func newCheckstyle(w io.Writer, _ Options) Writer {
	c := checkstyle{bufio.NewWriter(w)}
	c.w.WriteString(xml.Header + `<checkstyle version="4.3">` + "\n")
	return c
}

func (c checkstyle) write(v any) error {
	b, err := xml.MarshalIndent(v, "  ", "  ")
	if err != nil {
		return err
	}
	c.w.Write(b)
	return c.w.WriteByte('\n')
}

var checkstyleSeverities = map[lint.Severity]string{lint.Error: "error", lint.Warning: "warning", lint.Suggestion: "info"}

func (c checkstyle) Result(r *lint.Result) error {
	f := checkstyleFile{Name: r.Draft.Path}
	for _, d := range r.Diagnostics {
		severity := checkstyleSeverities[d.Severity]
		f.Errors = append(f.Errors, checkstyleError{d.Range.Start.Line, d.Range.Start.Column, severity, d.Rule.Message + ": " + Quote(d.Text) + ". " + d.Rule.Why, "tonelint." + d.Rule.ID})
	}
	if r.Draft.Foreign {
		f.Errors = []checkstyleError{{Severity: "info", Message: draft.NotEnglish, Source: "tonelint.read"}}
	}
	return c.write(f)
}

func (c checkstyle) Failure(path string, err error) error {
	return c.write(checkstyleFile{Name: path, Errors: []checkstyleError{{Severity: "error", Message: err.Error(), Source: "tonelint.read"}}})
}

func (c checkstyle) Close() error {
	c.w.WriteString("</checkstyle>\n")
	return c.w.Flush()
}
