package lint

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/tonelint/tonelint/lint/draft"
	"github.com/tonelint/tonelint/lint/learned"
	"github.com/tonelint/tonelint/lint/pattern"
	"github.com/tonelint/tonelint/lint/token"
)

// A Ruleset is rules with their patterns compiled into one program. Package rules makes it; it is immutable and safe for
// concurrent use.
type Ruleset struct {
	Rules   []*Rule
	Program *pattern.Program
	Uses    []Use // what the patterns of the program are for, in their order
	// Model returns what the learned rules go by. It is nil where there are none.
	Model func() *learned.Model
}

// A Use ties patterns of the program to the rule they serve: those from where the use before it ends to its own end.
type Use struct {
	Role Role
	Arg  int // the number of the rule in Rules; for evidence its weight, for FitsCandidate the Candidate
	End  int // the number of the pattern behind the last
}

// A Role is what a pattern does for its rule.
type Role uint8

const (
	Matches       Role = iota // a phrase rule flags what it finds
	Unless                    // and takes it back where this overlaps the finding
	Absent                    // and takes it back where this stands anywhere in the sentence
	Drops                     // the finding may simply be left out where it is this
	Requires                  // a presence rule flags the email where this is nowhere
	Evidence                  // speaks for the email being a reply (weight above 0) or a request (below)
	FitsCandidate             // tells who writes
	EvidenceBelow             // as Evidence, in the message that the draft answers
)

// A document is a draft ready to be judged.
type document struct {
	*draft.Draft
	Kind      draft.Kind
	Candidate Candidate
	Sentences []token.Sentence
}

// A Linter judges drafts by a Ruleset. It is safe for concurrent use.
type Linter struct {
	set     *Ruleset
	options Options
	uses    []*Use    // by pattern
	helpers []helpers // by the number of their rule
	allow   [][]token.Token
	likelys map[Label]int // the learned rule of every label that is on
	// Buffers that are worth keeping between drafts.
	workspaces sync.Pool
	matchers   sync.Pool
}

// A workspace is the memory in which one draft is judged.
type workspace struct {
	splitter token.Splitter
	signs    signs
	hearing  hearing
}

// helpers are the patterns that have a say on what a rule finds.
type helpers struct{ unless, absent, drops patterns }

// patterns are those from one number to before another.
type patterns struct{ from, to int }

// New returns a Linter.
func New(set *Ruleset, options Options) *Linter {
	l := &Linter{set: set, options: options, uses: make([]*Use, 0, set.Program.Patterns()), helpers: make([]helpers, len(set.Rules)), likelys: map[Label]int{}}
	l.workspaces.New = func() any { return new(workspace) }
	l.matchers.New = func() any { return pattern.NewMatcher(set.Program) }
	from := 0
	for i := range set.Uses {
		use := &set.Uses[i]
		for range use.End - from {
			l.uses = append(l.uses, use)
		}
		switch all := (patterns{from, use.End}); use.Role {
		case Unless:
			l.helpers[use.Arg].unless = all
		case Absent:
			l.helpers[use.Arg].absent = all
		case Drops:
			l.helpers[use.Arg].drops = all
		}
		from = use.End
	}
	for i, r := range set.Rules {
		if r.Learned && (options.On == nil || options.On(r)) {
			l.likelys[r.Label] = i
		}
	}
	for _, phrase := range options.Allow {
		if words := token.Words(phrase); len(words) > 0 {
			l.allow = append(l.allow, words)
		}
	}
	return l
}

// Lint judges one draft.
func (l *Linter) Lint(d *draft.Draft) *Result {
	result, _ := l.LintContext(context.Background(), d)
	return result
}

// LintContext judges one draft, and gives up with the context's error where that ends first. The cutting into sentences
// goes on to its end; matching and weighing stop early, and what they left half done is thrown away.
func (l *Linter) LintContext(ctx context.Context, d *draft.Draft) (*Result, error) {
	if d.Foreign {
		return &Result{Draft: d, Kind: cmp.Or(l.options.Kind, draft.Request)}, ctx.Err()
	}
	work := l.workspaces.Get().(*workspace)
	doc, err := l.match(ctx, d, work.splitter.Split(d), &work.signs)
	if err != nil {
		return nil, err
	}
	if len(doc.Sentences) <= stretch { // what a long text took is not kept
		defer l.workspaces.Put(work)
	}
	var heard *hearing
	if l.set.Model != nil {
		heard = &work.hearing
		l.hear(ctx, doc, heard)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	if doc.Kind == draft.Auto {
		doc.Kind = draft.Request
		if heard != nil && heard.kind(doc.below) == draft.Reply || heard == nil && l.evidence(doc)+doc.below > 0 {
			doc.Kind = draft.Reply
		}
	}
	result := &Result{Draft: d, Kind: doc.Kind, MinSeverity: l.options.MinSeverity}
	doc.findings = slices.DeleteFunc(doc.findings, func(f found) bool {
		kind := l.set.Rules[f.rule].Kind
		return kind != draft.Auto && kind != doc.Kind
	})
	if heard != nil {
		heard.judge(ctx, doc.Kind)
	}
	for _, f := range doc.findings {
		if ctx.Err() != nil {
			break
		}
		rule := l.set.Rules[f.rule]
		if l.overrules(heard, rule, f) {
			continue
		}
		if d := l.report(doc.document, result, f); d != nil && l.doubts(heard, rule, f.sentence) {
			d.Severity = Suggestion
		}
	}
	if heard != nil {
		l.likely(ctx, doc, heard, result)
	}
	l.presence(doc, heard, result)
	result.Has.DecisionTalk = slices.ContainsFunc(result.Diagnostics, func(d Diagnostic) bool { return d.Rule.Label == DecisionFocus })
	l.rank(ctx, result)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return result, nil
}

// report turns a finding into a diagnostic, which is good until the next one; nil where the user allows the words.
func (l *Linter) report(doc *document, result *Result, f found) *Diagnostic {
	rule := l.set.Rules[f.rule]
	s := &doc.Sentences[f.sentence]
	if l.allowed(s, f.match) {
		return nil
	}
	start, end := s.Tokens[f.match.MarkStart].Start, s.Tokens[f.match.MarkEnd-1].End
	if b := f.match.MarkStart - 1; b >= 0 && s.Tokens[b].End == start && s.Tokens[b].Type == token.Word && s.Tokens[b+1].Type == token.Word {
		start = s.Tokens[b].Start // "don't" is two tokens and one word
	}
	d := Diagnostic{Rule: rule, Severity: rule.Severity, Start: start, End: end, Context: around(s, f.match)}
	text := doc.Text[start:end]
	switch calm := calmed(text); {
	case f.drop:
		d.Suggestions = append(d.Suggestions, Rewrite{Title: "Leave it out", Safe: true, Edits: []Edit{leaveOut(doc.Text, s, f.match)}})
	case calm != text:
		d.Suggestions = append(d.Suggestions, Rewrite{Title: "Calmer: “" + calm + "”", Safe: endsSentence(doc.Text, s, f.match), Edits: []Edit{{Start: start, End: end, Text: calm}}})
	case rule.Label == Leftover:
		d.Suggestions = append(d.Suggestions, Rewrite{Title: "Fill it in, or take it out", Edits: []Edit{{Start: start, End: end}}})
	}
	if rule.Label != Leftover { // what it has instead is an example, not a sentence for this place
		for _, text := range advice(rule, doc) {
			d.Suggestions = append(d.Suggestions, Rewrite{
				Title: "Write instead: " + text,
				Edits: []Edit{{Start: s.Start, End: s.End, Text: text}},
			})
		}
	}
	result.Diagnostics = append(result.Diagnostics, d)
	return &result.Diagnostics[len(result.Diagnostics)-1]
}

// allowed reports whether a finding touches a phrase that the user allows.
func (l *Linter) allowed(s *token.Sentence, match pattern.Match) bool {
	for _, phrase := range l.allow {
		for i := max(match.MarkStart-len(phrase)+1, 0); i < match.MarkEnd && i+len(phrase) <= len(s.Tokens); i++ {
			if slices.EqualFunc(phrase, s.Tokens[i:i+len(phrase)], func(a, b token.Token) bool { return a.Norm == b.Norm }) {
				return true
			}
		}
	}
	return false
}

// around returns the normalised words of a finding with a few on either side: what a baseline knows it by.
func around(s *token.Sentence, match pattern.Match) string {
	const reach = 4 // words on either side: enough to tell two findings apart, few enough to survive an edit elsewhere
	var buf [256]byte
	words := buf[:0]
	for i, t := range s.Tokens[max(match.MarkStart-reach, 0):min(match.MarkEnd+reach, len(s.Tokens))] {
		if i > 0 {
			words = append(words, ' ')
		}
		words = append(words, t.Norm...)
	}
	return string(words)
}
