package report

import (
	"bufio"
	"fmt"
	"hash/fnv"
	"io"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/draft"
)

// sarif writes SARIF 2.1.0 (OASIS, 2020) for code scanning. Columns count code points, and the log says so. Every
// alternative rewrite is a fix of its own, because a consumer applies all replacements of one fix. The rules that spoke
// are known only at the end, so the tool stands behind the results.
type sarif struct {
	w       *bufio.Writer
	rules   []sarifRule
	index   map[string]int // of the rules that spoke
	version string
	first   bool
	failed  bool
	notes   []sarifNotification // what could not be judged
}

func newSARIF(w io.Writer, o Options) Writer {
	s := &sarif{w: bufio.NewWriter(w), rules: []sarifRule{}, index: map[string]int{}, version: o.Version, first: true, notes: []sarifNotification{}}
	s.w.WriteString(`{"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [{` +
		`"columnKind": "unicodeCodePoints", "results": [`)
	return s
}

type (
	sarifText struct {
		Text string `json:"text"`
	}
	sarifHelp struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown"`
	}
	sarifRule struct {
		ID               string    `json:"id"`
		ShortDescription sarifText `json:"shortDescription"`
		FullDescription  sarifText `json:"fullDescription"`
		Help             sarifHelp `json:"help"`
		HelpURI          string    `json:"helpUri,omitempty"`
		Default          struct {
			Level string `json:"level"`
		} `json:"defaultConfiguration"`
		Properties struct {
			Tags []lint.Label `json:"tags"`
		} `json:"properties"`
	}
	sarifRegion struct {
		StartLine   int        `json:"startLine"`
		StartColumn int        `json:"startColumn"`
		EndLine     int        `json:"endLine"`
		EndColumn   int        `json:"endColumn"`
		Snippet     *sarifText `json:"snippet,omitempty"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifLocation struct {
		Physical sarifPhysical `json:"physicalLocation"`
	}
	sarifReplacement struct {
		Deleted  *sarifRegion `json:"deletedRegion"`
		Inserted sarifText    `json:"insertedContent"`
	}
	sarifChange struct {
		Artifact     sarifArtifact      `json:"artifactLocation"`
		Replacements []sarifReplacement `json:"replacements"`
	}
	sarifFix struct {
		Description sarifText     `json:"description"`
		Changes     []sarifChange `json:"artifactChanges"`
	}
	sarifResult struct {
		RuleID       string            `json:"ruleId"`
		RuleIndex    int               `json:"ruleIndex"`
		Level        string            `json:"level"`
		Message      sarifText         `json:"message"`
		Locations    []sarifLocation   `json:"locations"`
		Fingerprints map[string]string `json:"partialFingerprints"`
		Fixes        []sarifFix        `json:"fixes,omitempty"`
	}
	sarifNotification struct {
		Level     string          `json:"level"`
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations"`
	}
	sarifInvocation struct {
		Successful    bool                `json:"executionSuccessful"`
		Notifications []sarifNotification `json:"toolExecutionNotifications"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version"`
		URI     string      `json:"informationUri"`
		Rules   []sarifRule `json:"rules"`
	}
)

func sarifLevel(s lint.Severity) string {
	switch s {
	case lint.Error:
		return "error"
	case lint.Warning:
		return "warning"
	}
	return "note"
}

// ruleIndex returns the place of a rule among those that spoke.
func (s *sarif) ruleIndex(r *lint.Rule) int {
	if i, ok := s.index[r.ID]; ok {
		return i
	}
	out := sarifRule{ID: r.ID, ShortDescription: sarifText{r.Message + "."}, FullDescription: sarifText{r.Why}, HelpURI: RuleURL(r)}
	instead := strings.Join(r.Instead, "\n- ")
	out.Help = sarifHelp{r.Why + "\nWrite instead:\n- " + instead, r.Why + "\n\n**Write instead:**\n\n- " + instead}
	out.Default.Level = sarifLevel(r.Severity)
	out.Properties.Tags = []lint.Label{r.Label}
	s.index[r.ID] = len(s.rules)
	s.rules = append(s.rules, out)
	return s.index[r.ID]
}

func sarifURI(path string) string {
	u := url.URL{Path: filepath.ToSlash(path)}
	if filepath.IsAbs(path) {
		u.Scheme = "file"
	}
	return u.String()
}

func regionOf(r draft.Range) *sarifRegion {
	return &sarifRegion{StartLine: r.Start.Line, StartColumn: r.Start.Column, EndLine: r.End.Line, EndColumn: r.End.Column}
}

func (s *sarif) Result(r *lint.Result) error {
	if r.Draft.Foreign {
		s.notify("note", r.Draft.Path, draft.NotEnglish)
	}
	artifact := sarifArtifact{sarifURI(r.Draft.Path)}
	seen := map[string]int{}
	for _, d := range r.Diagnostics {
		region := regionOf(d.Range)
		region.Snippet = &sarifText{d.Text}
		// The fingerprint survives moved lines: rule, words, and which of several equal findings it is.
		key := d.Rule.ID + "\x00" + strings.Join(strings.Fields(d.Text), " ")
		if r.Draft.Message > 1 {
			key += fmt.Sprintf("\x00%d", r.Draft.Message)
		}
		sum := fnv.New64a() // a name, not a seal: crypto/sha256 would cost every process its start
		fmt.Fprintf(sum, "%s\x00%d", key, seen[key])
		seen[key]++
		out := sarifResult{
			RuleID: d.Rule.ID, RuleIndex: s.ruleIndex(d.Rule), Level: sarifLevel(d.Severity), Message: sarifText{d.Rule.Message + ". " + d.Rule.Why},
			Locations:    []sarifLocation{{sarifPhysical{artifact, region}}},
			Fingerprints: map[string]string{"tonelint/v1": fmt.Sprintf("%016x", sum.Sum64())},
		}
		for _, rewrite := range applicable(r, d) {
			change := sarifChange{Artifact: artifact}
			for _, e := range rewrite.Edits {
				change.Replacements = append(change.Replacements, sarifReplacement{regionOf(e.Range), sarifText{e.Text}})
			}
			out.Fixes = append(out.Fixes, sarifFix{sarifText{rewrite.Title}, []sarifChange{change}})
		}
		b, err := encode(out, "")
		if err != nil {
			return err
		}
		if !s.first {
			s.w.WriteByte(',')
		}
		s.first = false
		s.w.WriteByte('\n')
		s.w.Write(b)
	}
	return nil
}

func (s *sarif) Failure(path string, err error) error {
	s.failed = true
	s.notify("error", path, err.Error())
	return nil
}

func (s *sarif) notify(level, path, message string) {
	at := sarifLocation{sarifPhysical{Artifact: sarifArtifact{sarifURI(path)}}}
	s.notes = append(s.notes, sarifNotification{level, sarifText{message}, []sarifLocation{at}})
}

func (s *sarif) Close() error {
	driver, err := encode(sarifDriver{"tonelint", strings.TrimPrefix(s.version, "v"), "https://github.com/tonelint/tonelint", s.rules}, "")
	if err != nil {
		return err
	}
	invocation, err := encode(sarifInvocation{!s.failed, s.notes}, "")
	if err != nil {
		return err
	}
	fmt.Fprintf(s.w, "],\n\"tool\": {\"driver\": %s},\n\"invocations\": [%s]}]}\n", driver, invocation)
	return s.w.Flush()
}
