// Package lint is the engine: it takes a draft and rules, and returns diagnostics.
//
// The way of a draft has one direction: draft.Parse reads it, token.Split cuts it into sentences, a [Linter] looks in
// them for what its rules know, and what is found comes back as diagnostics, ranked and in order. Rules only report what
// they see; which findings are kept and what severity they get is decided here, once.
//
// The rules themselves, and the words they know, are in package rules:
//
//	linter := lint.New(rules.Default(), lint.Options{})
//	d, err := draft.Parse("draft.txt", source)
//	result := linter.Lint(d)
//
// Nothing here is global: two Linters know nothing of each other, and one is safe for concurrent use. Until version 1
// names may change with a minor version; after that they hold. The rules themselves, and so what is found, change with every
// version; their ids stay.
//
// The package does not read files, print, or decide an exit code; those are cmd/tonelint and lint/report.
package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tonelint/tonelint/lint/draft"
)

// A Severity says how much a finding hurts. The zero value is Suggestion.
type Severity uint8

const (
	Suggestion Severity = iota // could be better
	Warning                    // likely hurts
	Error                      // likely sinks the email
)

var severityNames = [...]string{"suggestion", "warning", "error"}

func (s Severity) String() string {
	if int(s) < len(severityNames) {
		return severityNames[s]
	}
	return fmt.Sprintf("severity(%d)", uint8(s))
}

// ParseSeverity reads the name of a severity.
func ParseSeverity(s string) (Severity, error) {
	for i, name := range severityNames {
		if s == name {
			return Severity(i), nil
		}
	}
	return 0, fmt.Errorf("must be suggestion, warning or error, not %q", s)
}

// MarshalText writes the severity by name, for JSON.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// A Label says what is wrong, by the labelling guide that the corpus follows: corpus/LABELS.md.
type Label string

// The labels of a sentence, the labels of a whole email, and the one outside the guide.
const (
	Defensive         Label = "defensive"
	Accusatory        Label = "accusatory"
	PassiveAggressive Label = "passive-aggressive"
	DecisionFocus     Label = "decision-focus"
	Demanding         Label = "demanding"
	Arguing           Label = "arguing"
	Hostile           Label = "hostile"

	MissingThanks    Label = "missing-thanks"
	LateThanks       Label = "late-thanks"
	MissingRequest   Label = "missing-request"
	MissingOwnSkills Label = "missing-own-skills"

	Leftover Label = "leftover" // a placeholder or a note to self: not a matter of tone
)

// SentenceLabels and EmailLabels list the labels in the order of the guide.
var (
	SentenceLabels = []Label{Defensive, Accusatory, PassiveAggressive, DecisionFocus, Demanding, Arguing, Hostile}
	EmailLabels    = []Label{MissingThanks, LateThanks, MissingRequest, MissingOwnSkills}
)

// A Rule is what is said of one kind of problem, wherever it is said: in a report, by --explain, in an editor.
type Rule struct {
	ID          string     // label, slash, name: "accusatory/silence"
	Label       Label      //
	Severity    Severity   //
	Message     string     // what is wrong, without a full stop
	Why         string     // how the reader takes it
	Instead     []string   // sentences the candidate can use
	Student     []string   // the same, for somebody new to interviewing
	Experienced []string   // the same, for somebody out of practice
	Reply       []string   // the same, in an answer to feedback; empty where Instead fits there too
	Kind        draft.Kind // the only kind of email it is for; Auto for both
	Learned     bool       // it has no patterns: the model speaks through it
	Pack        string     // the folder it comes from; empty for a built-in rule
	Source      string     // where the advice comes from, if it is not ours alone
	Measured    Measured   // how often it was right
	Match       Patterns   // what it looks for: a phrase rule to flag it, a presence rule (require in its file) to miss it
	Unless      Patterns   // what excuses that: where it overlaps, or (absent in the file) anywhere in the sentence
	Bad         []string   // examples it must flag; the words to be flagged may stand in brackets
	Good        []string   // examples on which every rule is silent
}

// Patterns are patterns as written, one a line: a start that only needs them compiled does not look at each.
type Patterns string

// Split returns each of them.
func (p Patterns) Split() []string {
	return strings.FieldsFunc(string(p), func(r rune) bool { return r == '\n' })
}

// Measured is how often a rule spoke, and was right, on labelled emails. Emails is 0 where nobody has measured it.
type Measured struct {
	Split       string // of the corpus
	Emails      int
	Said, Right int
}

// Options change what a Linter does. The zero value judges by all rules, as they are.
type Options struct {
	Kind        draft.Kind // Auto tells request from reply by the words
	Candidate   Candidate
	MinSeverity Severity
	Allow       []string            // phrases in which nothing is found
	On          func(*Rule) bool    // whether a rule is on; nil keeps every rule on
	Severity    map[string]Severity // what the user sets for rules, by id: it counts for more than the rule's own and the model's
}

// A Candidate is who writes, because the best way to ask differs.
type Candidate uint8

const (
	AnyCandidate Candidate = iota // to be told from the words
	Student                       // new to interviewing
	Experienced                   // out of practice
)

// ParseCandidate reads auto, student or experienced.
func ParseCandidate(s string) (Candidate, error) {
	i := slices.Index([]string{"auto", "student", "experienced"}, s)
	if i < 0 {
		return 0, fmt.Errorf("must be auto, student or experienced, not %q", s)
	}
	return Candidate(i), nil
}

// A Diagnostic is one finding.
type Diagnostic struct {
	Rule     *Rule
	Severity Severity
	// Start and End are bytes of the draft's Text; Range is the same place in the file.
	Start, End  int
	Text        string
	Range       draft.Range
	Context     string   // the normalised words around, empty for the whole email: what a baseline knows it by
	Because     []string // the run of words that weighed most, for a learned rule; none where no run explains it
	Suggestions []Rewrite
}

// A Rewrite is one way out: edits that belong together, as alternatives to other rewrites of the same diagnostic.
type Rewrite struct {
	Title string
	Safe  bool // the meaning stays: may be applied without asking
	Edits []Edit
}

// SafeRewrite returns the first rewrite that may be applied without asking, nil where there is none.
func (d *Diagnostic) SafeRewrite() *Rewrite {
	for i := range d.Suggestions {
		if d.Suggestions[i].Safe {
			return &d.Suggestions[i]
		}
	}
	return nil
}

// An Edit replaces Text[Start:End] of the draft.
type Edit struct {
	Start, End int
	Range      draft.Range
	Text       string
}

// A Result is what linting one draft gives.
type Result struct {
	Draft       *draft.Draft
	Kind        draft.Kind // Request or Reply
	Diagnostics []Diagnostic
	Has         Has
	MinSeverity Severity // what is below it is not among the Diagnostics
	LeftAlone   int      // how many were taken out of them, because a baseline covers them
}

// Has says what the email has of the things a good one needs, and of the one it is better without. In a reply Request
// and OwnSkills do not count.
type Has struct {
	Thanks, ThanksFirst, Request, OwnSkills bool
	DecisionTalk                            bool
}
