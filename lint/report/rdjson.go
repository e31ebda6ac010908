package report

import (
	"bufio"
	"io"

	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/draft"
)

// rdjson writes the Reviewdog Diagnostic Format (reviewdog/proto/rdf). Its columns count bytes of UTF-8 from 1, its ends
// are exclusive, and each suggestion is one alternative.
type rdjson struct {
	w     *bufio.Writer
	first bool
}

func newRDJSON(w io.Writer, _ Options) Writer {
	r := &rdjson{bufio.NewWriter(w), true}
	r.w.WriteString(`{"source": {"name": "tonelint", "url": "https://github.com/tonelint/tonelint"}, "diagnostics": [`)
	return r
}

type (
	rdPosition struct {
		Line   int `json:"line"`
		Column int `json:"column"`
	}
	rdRange struct {
		Start rdPosition `json:"start"`
		End   rdPosition `json:"end"`
	}
	rdLocation struct {
		Path  string   `json:"path"`
		Range *rdRange `json:"range,omitempty"`
	}
	rdSuggestion struct {
		Range *rdRange `json:"range"`
		Text  string   `json:"text"`
	}
	rdCode struct {
		Value string `json:"value"`
		URL   string `json:"url,omitempty"`
	}
	rdDiagnostic struct {
		Message     string         `json:"message"`
		Location    rdLocation     `json:"location"`
		Severity    string         `json:"severity"`
		Code        *rdCode        `json:"code,omitempty"`
		Suggestions []rdSuggestion `json:"suggestions,omitempty"`
	}
)

func rdRangeOf(r draft.Range) *rdRange {
	return &rdRange{rdPosition{r.Start.Line, r.Start.ByteColumn}, rdPosition{r.End.Line, r.End.ByteColumn}}
}

var rdSeverities = map[lint.Severity]string{lint.Error: "ERROR", lint.Warning: "WARNING", lint.Suggestion: "INFO"}

func (r *rdjson) Result(result *lint.Result) error {
	if result.Draft.Foreign {
		return r.write(rdDiagnostic{Message: draft.NotEnglish, Location: rdLocation{Path: result.Draft.Path}, Severity: "INFO"})
	}
	for _, d := range result.Diagnostics {
		severity := rdSeverities[d.Severity]
		out := rdDiagnostic{d.Rule.Message + ". " + d.Rule.Why, rdLocation{result.Draft.Path, rdRangeOf(d.Range)}, severity, &rdCode{d.Rule.ID, RuleURL(d.Rule)}, nil}
		for _, rewrite := range applicable(result, d) {
			// The format knows alternatives of one edit only.
			if len(rewrite.Edits) == 1 {
				out.Suggestions = append(out.Suggestions, rdSuggestion{rdRangeOf(rewrite.Edits[0].Range), rewrite.Edits[0].Text})
			}
		}
		if err := r.write(out); err != nil {
			return err
		}
	}
	return nil
}

func (r *rdjson) write(d rdDiagnostic) error {
	b, err := encode(d, "")
	if err != nil {
		return err
	}
	if !r.first {
		r.w.WriteByte(',')
	}
	r.first = false
	r.w.WriteByte('\n')
	_, err = r.w.Write(b)
	return err
}

func (r *rdjson) Failure(path string, err error) error {
	return r.write(rdDiagnostic{Message: err.Error(), Location: rdLocation{Path: path}, Severity: "ERROR"})
}

func (r *rdjson) Close() error {
	r.w.WriteString("]}\n")
	return r.w.Flush()
}
