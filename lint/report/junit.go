package report

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"

	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/draft"
)

// junit writes JUnit XML: a draft is a test suite, a finding a failed test, a clean draft one test that passed, one that
// was not judged a test that was skipped. The totals stand on the suites, because those of the whole are known only at the
// end.
type junit struct{ w *bufio.Writer }

type (
	junitSuite struct {
		XMLName  xml.Name    `xml:"testsuite"`
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Time     string      `xml:"time,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name      string        `xml:"name,attr"`
		ClassName string        `xml:"classname,attr"`
		Time      string        `xml:"time,attr"`
		Skipped   string        `xml:"skipped,omitempty"`
		Failure   *junitProblem `xml:"failure"`
		Error     *junitProblem `xml:"error"`
	}
	junitProblem struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",chardata"`
	}
)

func newJUnit(w io.Writer, _ Options) Writer {
	j := junit{bufio.NewWriter(w)}
	j.w.WriteString(xml.Header + `<testsuites name="tonelint">` + "\n")
	return j
}

func (j junit) write(s junitSuite) error {
	s.Time = "0"
	for i := range s.Cases {
		s.Cases[i].Time = "0"
	}
	b, err := xml.MarshalIndent(s, "  ", "  ")
	if err != nil {
		return err
	}
	j.w.Write(b)
	return j.w.WriteByte('\n')
}

func (j junit) Result(r *lint.Result) error {
	s := junitSuite{Name: pathOf(r.Draft)}
	for _, d := range r.Diagnostics {
		p := d.Range.Start
		s.Cases = append(s.Cases, junitCase{Name: fmt.Sprintf("%s:%d:%d", d.Rule.ID, p.Line, p.Column), ClassName: r.Draft.Path,
			Failure: &junitProblem{d.Rule.Message, d.Severity.String(), fmt.Sprintf("%s:%d:%d: %s\n%s", Printable(r.Draft.Path), p.Line, p.Column, Quote(d.Text), d.Rule.Why)}})
	}
	s.Failures = len(s.Cases)
	if len(s.Cases) == 0 {
		s.Cases = []junitCase{{Name: "tone", ClassName: r.Draft.Path}}
	}
	if r.Draft.Foreign {
		s.Skipped, s.Cases[0].Skipped = 1, draft.NotEnglish
	}
	s.Tests = len(s.Cases)
	return j.write(s)
}

func (j junit) Failure(path string, err error) error {
	return j.write(junitSuite{Name: path, Tests: 1, Errors: 1, Cases: []junitCase{{Name: "read", ClassName: path, Error: &junitProblem{err.Error(), "error", err.Error()}}}})
}

func (j junit) Close() error {
	j.w.WriteString("</testsuites>\n")
	return j.w.Flush()
}
