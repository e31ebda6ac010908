package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"

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
		Has         jsonHas          `json:"has"`
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
		URL         string           `json:"url"`
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

// RuleURL is where a rule's file can be read.
func RuleURL(r *lint.Rule) string {
	return "https://github.com/tonelint/tonelint/blob/main/rules/" + r.ID + ".toml"
}

func jsonOf(r *lint.Result) jsonFile {
	f := jsonFile{Path: r.Draft.Path, Message: r.Draft.Message, Kind: r.Kind.String(), Positions: "file", Diagnostics: []jsonDiagnostic{}}
	if r.Draft.Decoded {
		f.Positions = "decoded"
	}
	f.Has = jsonHas{Thanks: r.Has.Thanks, ThanksFirst: r.Has.ThanksFirst, DecisionTalk: r.Has.DecisionTalk}
	if r.Kind == draft.Request {
		f.Has.Request, f.Has.OwnSkills = &r.Has.Request, &r.Has.OwnSkills
	}
	for _, d := range r.Diagnostics {
		out := jsonDiagnostic{Rule: d.Rule.ID, Label: d.Rule.Label, Severity: d.Severity, Message: d.Rule.Message, Why: d.Rule.Why,
			Because: d.Because, Text: d.Text, Range: d.Range, Suggestions: []jsonSuggestion{}, URL: RuleURL(d.Rule)}
		for _, s := range d.Suggestions {
			js := jsonSuggestion{Title: s.Title, Safe: s.Safe}
			for _, e := range s.Edits {
				js.Edits = append(js.Edits, jsonEdit{e.Range, e.Text})
			}
			out.Suggestions = append(out.Suggestions, js)
		}
		f.Diagnostics = append(f.Diagnostics, out)
	}
	return f
}

func encode(v any, indent bool) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if indent {
		e.SetIndent("    ", "  ")
	}
	err := e.Encode(v)
	return bytes.TrimRight(b.Bytes(), "\n"), err
}

// jsonWriter writes one object, file by file, so that a mailbox is never held in memory.
type jsonWriter struct {
	w        *bufio.Writer
	version  string
	counts   Counts
	failures []jsonFailure
	started  bool
}

func newJSON(w io.Writer, o Options) Writer {
	return &jsonWriter{w: bufio.NewWriter(w), version: o.Version, failures: []jsonFailure{}}
}

func (j *jsonWriter) start() error {
	tool, err := encode(jsonTool{"tonelint", j.version}, false)
	j.w.WriteString("{\n  \"schema\": 1,\n  \"tool\": ")
	j.w.Write(tool)
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
	b, err := encode(jsonOf(r), true)
	if err != nil {
		return err
	}
	j.w.WriteString(separator)
	_, err = j.w.Write(b)
	return err
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
	failures, err := encode(j.failures, false)
	if err != nil {
		return err
	}
	summary, err := encode(j.counts, false)
	if err != nil {
		return err
	}
	j.w.WriteString("\n  ],\n  \"errors\": ")
	j.w.Write(failures)
	j.w.WriteString(",\n  \"summary\": ")
	j.w.Write(summary)
	j.w.WriteString("\n}\n")
	return j.w.Flush()
}

// jsonLines writes one file object a line, and a file that failed as an object with path and error.
type jsonLines struct{ w *bufio.Writer }

func newJSONLines(w io.Writer, _ Options) Writer { return jsonLines{bufio.NewWriter(w)} }

func (j jsonLines) line(v any) error {
	b, err := encode(v, false)
	if err != nil {
		return err
	}
	j.w.Write(b)
	return j.w.WriteByte('\n')
}

func (j jsonLines) Result(r *lint.Result) error { return j.line(jsonOf(r)) }

func (j jsonLines) Failure(path string, err error) error {
	return j.line(struct {
		Path  string `json:"path"`
		Error string `json:"error"`
	}{path, err.Error()})
}

func (j jsonLines) Close() error { return j.w.Flush() }
