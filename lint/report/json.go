package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"strings"

	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/draft"
)

// The JSON, version 1. Field names and meanings are a promise: a change that breaks a reader needs schema 2.
type (
	jsonTool struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}
	jsonFile struct {
		Path        string           `json:"path"`
		Message     int              `json:"message"`
		Kind        string           `json:"kind"`
		Positions   string           `json:"positions"`
		Judged      bool             `json:"judged"`
		Has         *jsonHas         `json:"has,omitempty"`
		Diagnostics []jsonDiagnostic `json:"diagnostics"`
	}
	jsonHas struct {
		Thanks       bool  `json:"thanks"`
		ThanksFirst  bool  `json:"thanksFirst"`
		Request      *bool `json:"request,omitempty"`
		OwnSkills    *bool `json:"ownSkills,omitempty"`
		DecisionTalk bool  `json:"decisionTalk"`
	}
	jsonDiagnostic struct {
		Rule        string           `json:"rule"`
		Label       lint.Label       `json:"label"`
		Severity    lint.Severity    `json:"severity"`
		Message     string           `json:"message"`
		Why         string           `json:"why"`
		Because     []string         `json:"because,omitempty"`
		Text        string           `json:"text"`
		Range       draft.Range      `json:"range"`
		Suggestions []jsonSuggestion `json:"suggestions"`
		URL         string           `json:"url,omitempty"`
	}
	jsonSuggestion struct {
		Title string     `json:"title"`
		Safe  bool       `json:"safe"`
		Edits []jsonEdit `json:"edits"`
	}
	jsonEdit struct {
		Range draft.Range `json:"range"`
		Text  string      `json:"text"`
	}
	jsonFailure struct {
		Path    string `json:"path"`
		Message string `json:"message"`
	}
)

// RuleURL is where a rule's file can be read: nowhere, where it is a rule of the user's own.
func RuleURL(r *lint.Rule) string {
	if r.Pack != "" {
		return ""
	}
	return "https://github.com/tonelint/tonelint/blob/main/rules/" + r.ID + ".toml"
}

// jsonOf is a result but for its diagnostics.
func jsonOf(r *lint.Result) jsonFile {
	f := jsonFile{Path: r.Draft.Path, Message: r.Draft.Message, Kind: r.Kind.String(), Positions: "file", Judged: !r.Draft.Foreign, Diagnostics: []jsonDiagnostic{}}
	if r.Draft.Decoded {
		f.Positions = "decoded"
	}
	if r.Draft.Foreign {
		return f // nobody knows what it has
	}
	f.Has = &jsonHas{Thanks: r.Has.Thanks, ThanksFirst: r.Has.ThanksFirst, DecisionTalk: r.Has.DecisionTalk}
	if r.Kind == draft.Request {
		f.Has.Request, f.Has.OwnSkills = &r.Has.Request, &r.Has.OwnSkills
	}
	return f
}

func jsonDiagnosticOf(d *lint.Diagnostic) jsonDiagnostic {
	out := jsonDiagnostic{Rule: d.Rule.ID, Label: d.Rule.Label, Severity: d.Severity, Message: d.Rule.Message, Why: d.Rule.Why,
		Because: d.Because, Text: d.Text, Range: d.Range, Suggestions: []jsonSuggestion{}, URL: RuleURL(d.Rule)}
	for _, s := range d.Suggestions {
		js := jsonSuggestion{Title: s.Title, Safe: s.Safe}
		for _, e := range s.Edits {
			js.Edits = append(js.Edits, jsonEdit{e.Range, e.Text})
		}
		out.Suggestions = append(out.Suggestions, js)
	}
	return out
}

// A jsonEncoder encodes one value after the other into the same buffer.
type jsonEncoder struct {
	b bytes.Buffer
	e *json.Encoder
}

func newJSONEncoder() *jsonEncoder {
	e := &jsonEncoder{}
	e.e = json.NewEncoder(&e.b)
	e.e.SetEscapeHTML(false)
	return e
}

// encode returns a value as JSON without a line feed behind it. A prefix starts all its lines but the first; without one
// the value is a single line. The bytes are good until the next call.
func (e *jsonEncoder) encode(v any, prefix string) ([]byte, error) {
	e.b.Reset()
	if prefix == "" {
		e.e.SetIndent("", "")
	} else {
		e.e.SetIndent(prefix, "  ")
	}
	err := e.e.Encode(v)
	return bytes.TrimRight(e.b.Bytes(), "\n"), err
}

// write writes a value as JSON on a single line.
func (e *jsonEncoder) write(w *bufio.Writer, v any) error {
	b, err := e.encode(v, "")
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}

// encode is jsonEncoder.encode for a single value.
func encode(v any, prefix string) ([]byte, error) { return newJSONEncoder().encode(v, prefix) }

// result writes a result, diagnostic by diagnostic: a text of megabytes has thousands, each with its advice.
func (e *jsonEncoder) result(w *bufio.Writer, r *lint.Result, prefix string) error {
	file, err := e.encode(jsonOf(r), prefix)
	if err != nil {
		return err
	}
	if len(r.Diagnostics) == 0 {
		_, err := w.Write(file)
		return err
	}
	// The diagnostics are the last field, and empty so far.
	end := bytes.LastIndex(file, []byte("]"))
	tail := string(file[end:])
	w.Write(file[:end])
	separator, last := "", ""
	if prefix != "" {
		separator, last = "\n"+prefix+"    ", "\n"+prefix+"  "
	}
	for i := range r.Diagnostics {
		if i > 0 {
			w.WriteByte(',')
		}
		w.WriteString(separator)
		b, err := e.encode(jsonDiagnosticOf(&r.Diagnostics[i]), strings.TrimPrefix(separator, "\n"))
		if err != nil {
			return err
		}
		w.Write(b)
	}
	w.WriteString(last)
	_, err = w.WriteString(tail)
	return err
}

// jsonWriter writes one object, file by file, so that a mailbox is never held in memory.
type jsonWriter struct {
	w        *bufio.Writer
	e        *jsonEncoder
	version  string
	counts   Counts
	failures []jsonFailure
	started  bool
}

func newJSON(w io.Writer, o Options) Writer {
	return &jsonWriter{w: bufio.NewWriter(w), e: newJSONEncoder(), version: o.Version, failures: []jsonFailure{}}
}

func (j *jsonWriter) start() error {
	j.w.WriteString("{\n  \"schema\": 1,\n  \"tool\": ")
	err := j.e.write(j.w, jsonTool{"tonelint", j.version})
	j.w.WriteString(",\n  \"files\": [")
	j.started = true
	return err
}

func (j *jsonWriter) Result(r *lint.Result) error {
	separator := ",\n    "
	if !j.started {
		if err := j.start(); err != nil {
			return err
		}
		separator = "\n    "
	}
	j.counts.add(r)
	j.w.WriteString(separator)
	return j.e.result(j.w, r, "    ")
}

func (j *jsonWriter) Failure(path string, err error) error {
	j.failures = append(j.failures, jsonFailure{path, err.Error()})
	return nil
}

func (j *jsonWriter) Close() error {
	if !j.started {
		if err := j.start(); err != nil {
			return err
		}
	}
	j.w.WriteString("\n  ],\n  \"errors\": ")
	if err := j.e.write(j.w, j.failures); err != nil {
		return err
	}
	j.w.WriteString(",\n  \"summary\": ")
	if err := j.e.write(j.w, j.counts); err != nil {
		return err
	}
	j.w.WriteString("\n}\n")
	return j.w.Flush()
}

// jsonLines writes one file object a line, and a file that failed as an object with path and error: not
// message, as among the errors of the JSON, because in a file object that is a number.
type jsonLines struct {
	w *bufio.Writer
	e *jsonEncoder
}

func newJSONLines(w io.Writer, _ Options) Writer {
	return jsonLines{bufio.NewWriter(w), newJSONEncoder()}
}

func (j jsonLines) Result(r *lint.Result) error {
	if err := j.e.result(j.w, r, ""); err != nil {
		return err
	}
	return j.w.WriteByte('\n')
}

func (j jsonLines) Failure(path string, err error) error {
	if err := j.e.write(j.w, struct {
		Path  string `json:"path"`
		Error string `json:"error"`
	}{path, err.Error()}); err != nil {
		return err
	}
	return j.w.WriteByte('\n')
}

func (j jsonLines) Close() error { return j.w.Flush() }
