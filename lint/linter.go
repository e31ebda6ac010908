package lint

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

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

// found is a finding before it is ranked: tokens of a sentence.
type found struct {
	rule     int
	sentence int
	match    pattern.Match
	drop     bool // the sentence stands without it
}

// signs are what the patterns found in some sentences of a draft.
type signs struct {
	findings  []found
	present   []found   // what the presence rules require
	evidence  []int     // patterns that speak for a reply or a request, each once
	candidate Candidate // as the first sentence says that tells
}

// reading is what the rules see in a draft before any of it is judged.
type reading struct {
	*document
	*signs
	below int // evidence from the message below: above 0 for a reply
}

// read reads a draft, in memory of its own.
func (l *Linter) read(ctx context.Context, d *draft.Draft) (*reading, error) {
	return l.match(ctx, d, token.Split(d), &signs{})
}

// match matches every pattern in every sentence, and stops where the context ends. What it finds goes into the memory of into.
func (l *Linter) match(ctx context.Context, d *draft.Draft, sentences []token.Sentence, into *signs) (*reading, error) {
	doc := &reading{document: &document{Draft: d, Kind: l.options.Kind, Candidate: l.options.Candidate, Sentences: sentences}, signs: into}
	*into = signs{findings: into.findings[:0], present: into.present[:0], evidence: into.evidence[:0]}
	some := []*signs{into}
	for n := stretch; n < len(sentences); n += stretch {
		some = append(some, &signs{})
	}
	inStretches(len(sentences), func(k, start, end int) { l.matchSome(ctx, doc.document, start, end, some[k]) })
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for _, more := range some[1:] {
		into.findings = append(into.findings, more.findings...)
		into.present = append(into.present, more.present...)
		for _, p := range more.evidence {
			if !slices.Contains(into.evidence, p) {
				into.evidence = append(into.evidence, p)
			}
		}
		into.candidate = cmp.Or(into.candidate, more.candidate)
	}
	doc.Candidate = cmp.Or(doc.Candidate, into.candidate)
	into.findings = merge(into.findings)
	doc.below = l.below(d)
	return doc, nil
}

// matchSome matches every pattern in the sentences from start to end.
func (l *Linter) matchSome(ctx context.Context, doc *document, start, end int, signs *signs) {
	m := l.matchers.Get().(*pattern.Matcher)
	defer l.matchers.Put(m)
	type requirement struct{ pattern, rule int }
	var required []requirement // they come last: what sneers in a sentence is known by then
	for i := start; i < end && ctx.Err() == nil; i++ {
		m.Load(doc.Text, &doc.Sentences[i], doc.Names)
		before := len(signs.findings)
		required = required[:0]
		for p := m.Next(0); p < len(l.uses); p = m.Next(p + 1) {
			switch use := l.uses[p]; use.Role {
			case Matches:
				for _, match := range m.Find(p) {
					if l.set.Rules[use.Arg].Label == Hostile && quoted(doc.Sentences[i].Tokens, match) {
						continue // an insult in quotation marks is somebody else's
					}
					if !l.excused(m, use.Arg, match) {
						signs.findings = append(signs.findings, found{use.Arg, i, match, l.droppable(m, &doc.Sentences[i], use.Arg, match)})
					}
				}
			case Requires:
				required = append(required, requirement{p, use.Arg})
			case Evidence:
				if !slices.Contains(signs.evidence, p) && m.Find(p) != nil {
					signs.evidence = append(signs.evidence, p)
				}
			case FitsCandidate:
				if signs.candidate == AnyCandidate && m.Find(p) != nil {
					signs.candidate = Candidate(use.Arg)
				}
			}
		}
		for _, r := range required {
			if n := len(signs.present); n > 0 && signs.present[n-1].rule == r.rule && signs.present[n-1].sentence == i {
				continue // once is enough
			}
			for _, match := range m.Find(r.pattern) {
				if !l.excused(m, r.rule, match) && !l.sneered(signs.findings[before:], match) {
					signs.present = append(signs.present, found{rule: r.rule, sentence: i, match: match})
					break
				}
			}
		}
	}
}

// evidence weighs by hand what speaks for a reply (above 0) or a request. A pattern counts once, however often it stands in
// the email: five questions are no more of a request than one. What else the rules found tells too: an email that asks for
// nothing is likelier to answer than one that does, and there has to be feedback before anyone argues with it, while those
// who demand or rage mostly still wait for it.
func (l *Linter) evidence(doc *reading) (weight int) {
	for _, p := range doc.evidence {
		weight += l.uses[p].Arg
	}
	if !slices.ContainsFunc(doc.present, func(f found) bool { return l.set.Rules[f.rule].ID == missingRequest }) {
		weight += asksNothing
	}
	said := map[Label]bool{}
	for _, f := range doc.findings {
		said[l.set.Rules[f.rule].Label] = true
	}
	for label := range said {
		weight += labelsWeigh[label]
	}
	return weight
}

// What a finding of some labels, and that of nothing asked, weighs in the choice between reply (above 0) and request.
const asksNothing = 2

var labelsWeigh = map[Label]int{Arguing: 4, Demanding: -4, Hostile: -1, Accusatory: -1}

// findingsIn returns the findings in a sentence. They are in the order of their sentences.
func (doc *reading) findingsIn(sentence int) []found {
	order := func(x found, sentence int) int { return x.sentence - sentence }
	start, _ := slices.BinarySearchFunc(doc.findings, sentence, order)
	end, _ := slices.BinarySearchFunc(doc.findings, sentence+1, order)
	return doc.findings[start:end]
}

// sneers reports whether a label turns what stands inside its findings into the opposite.
func sneers(label Label) bool { return label == PassiveAggressive || label == Hostile }

// thanklessly reports whether a sentence has thanks, and all of them stand inside such a finding.
func (l *Linter) thanklessly(doc *reading, sentence int) bool {
	thanks := false
	for i, t := range doc.Sentences[sentence].Tokens {
		if !isThanks(t) {
			continue
		}
		thanks = true
		if !l.sneered(doc.findingsIn(sentence), pattern.Match{Start: i, End: i + 1}) {
			return false
		}
	}
	return thanks
}

func isThanks(t token.Token) bool {
	return t.Norm == "thanks" || t.Norm == "thank" || t.Norm == "cheers"
}

// sneered reports whether what looks like thanks, a request or an own part stands inside one of the findings in its sentence
// that sneer: "thanks for finally getting back to me" thanks nobody.
func (l *Linter) sneered(findings []found, match pattern.Match) bool {
	return slices.ContainsFunc(findings, func(x found) bool {
		return sneers(l.set.Rules[x.rule].Label) && x.match.MarkStart < match.End && match.Start < x.match.MarkEnd
	})
}

// below weighs the message that a draft answers: feedback makes a reply of it, a bare rejection a request. The strongest
// sign counts, once: what somebody else wrote at length must not outweigh the candidate's own words.
func (l *Linter) below(d *draft.Draft) int {
	text := d.Below()
	if text == "" {
		return 0
	}
	m := l.matchers.Get().(*pattern.Matcher)
	defer l.matchers.Put(m)
	quoted := &draft.Draft{Text: text, Regions: []draft.Region{{Part: draft.Body, Start: 0, End: len(text)}}}
	strongest := 0
	for _, s := range token.Split(quoted) {
		m.Load(text, &s, nil)
		for p := m.Next(0); p < len(l.uses); p = m.Next(p + 1) {
			if use := l.uses[p]; use.Role == EvidenceBelow && (strongest == 0 || use.Arg > strongest) && m.Find(p) != nil {
				strongest = use.Arg
			}
		}
	}
	return strongest
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

// excused reports whether an innocent reading wins over a match: an Unless pattern that overlaps it, or an Absent
// pattern anywhere in the sentence.
func (l *Linter) excused(m *pattern.Matcher, rule int, match pattern.Match) bool {
	help := &l.helpers[rule]
	for p := m.Next(help.absent.from); p < help.absent.to; p = m.Next(p + 1) {
		if m.Find(p) != nil {
			return true
		}
	}
	for p := m.Next(help.unless.from); p < help.unless.to; p = m.Next(p + 1) {
		for _, u := range m.Find(p) {
			if u.Start < match.MarkEnd && match.MarkStart < u.End {
				return true
			}
		}
	}
	return false
}

// droppable reports whether the finding may be left out of its sentence.
func (l *Linter) droppable(m *pattern.Matcher, s *token.Sentence, rule int, match pattern.Match) bool {
	drops := l.helpers[rule].drops
	for p := m.Next(drops.from); p < drops.to; p = m.Next(p + 1) {
		for _, d := range m.Find(p) {
			if d.MarkStart == match.MarkStart && d.MarkEnd == match.MarkEnd {
				return !needed(s.Tokens, match)
			}
		}
	}
	return false
}

// quoted reports whether a finding stands between quotation marks with other words.
func quoted(tokens []token.Token, match pattern.Match) bool {
	marks := func(tokens []token.Token) (n int) {
		for i := range tokens {
			if tokens[i].Norm == "\"" {
				n++
			}
		}
		return n
	}
	return marks(tokens[:match.MarkStart])%2 == 1 && marks(tokens[match.MarkEnd:]) > 0
}

// needed reports whether a finding is somebody's words, stands in brackets or emphasis, is joined to its neighbours by an
// "and", or is all that its sentence says: what is left of the sentence would not stand without it.
func needed(tokens []token.Token, match pattern.Match) bool {
	open, words := 0, 0
	for i, t := range tokens {
		mark := t.Soft() && t.Norm != ","
		switch inside := i >= match.MarkStart && i < match.MarkEnd; {
		case mark && (inside || i == match.MarkStart-1 || i == match.MarkEnd):
			return true
		case t.Norm == "and" && (i == match.MarkEnd && match.MarkStart == 0 ||
			i == match.MarkStart-1 && match.MarkEnd < len(tokens) && tokens[match.MarkEnd].Norm == ","):
			return true
		case mark && t.Norm == "\"" && i < match.MarkStart:
			open++
		case !inside && t.Type != token.Punct:
			words++
		}
	}
	return open%2 == 1 || words == 0
}

// leaveOut deletes the words of a finding with the commas and the space that set them off. What then starts the sentence
// gets the capital.
func leaveOut(text string, s *token.Sentence, match pattern.Match) Edit {
	first, next := match.MarkStart, match.MarkEnd
	for next < len(s.Tokens) && s.Tokens[next].Norm == "," {
		next++
	}
	atEnd := next == len(s.Tokens) || s.Tokens[next].Type == token.Punct
	for first > 0 && s.Tokens[first-1].Norm == "," && (atEnd || next > match.MarkEnd) {
		first--
	}
	opens := !slices.ContainsFunc(s.Tokens[:first], func(t token.Token) bool { return t.Type != token.Punct })
	e := Edit{Start: s.Tokens[match.MarkStart].Start, End: s.Tokens[match.MarkEnd-1].End}
	switch {
	case first < match.MarkStart && !atEnd:
		e.Start, e.End, e.Text = s.Tokens[first].Start, s.Tokens[next].Start, " "
		if first > 0 {
			e.Start = s.Tokens[first-1].End
		}
	case !atEnd:
		e.End = s.Tokens[next].Start
	case next < len(s.Tokens) && !opens: // the stop stays
		e.Start, e.End = s.Tokens[first-1].End, s.Tokens[next].Start
		if s.Tokens[next].Norm == "-" {
			e.Text = " "
		}
	case first > 0:
		e.Start = s.Tokens[first-1].End
	}
	if opens && next < len(s.Tokens) {
		if atEnd { // a dash may stand behind it
			for next < len(s.Tokens) && s.Tokens[next].Type == token.Punct {
				next++
			}
			if next == len(s.Tokens) {
				return e
			}
			e.End = s.Tokens[next].Start
		}
		r, size := utf8.DecodeRuneInString(text[e.End:])
		if unicode.IsLower(r) {
			e.Text += string(unicode.ToUpper(r))
			e.End += size
		}
	}
	return e
}

// calmed returns the one mark that says what a run of exclamation and question marks says, and any other text as it is.
func calmed(text string) string {
	switch {
	case len(text) < 2 || strings.Trim(text, "!?") != "":
		return text
	case strings.Contains(text, "?"):
		return "?"
	}
	return "."
}

// merge leaves one finding of a rule where several of its patterns found overlapping words: the one that reports most.
func merge(findings []found) []found {
	slices.SortFunc(findings, func(a, b found) int {
		return cmp.Or(a.sentence-b.sentence, a.rule-b.rule, a.match.MarkStart-b.match.MarkStart, b.match.MarkEnd-a.match.MarkEnd)
	})
	out := findings[:0]
	for _, f := range findings {
		if n := len(out); n > 0 && out[n-1].sentence == f.sentence && out[n-1].rule == f.rule && f.match.MarkStart < out[n-1].match.MarkEnd {
			if f.match.MarkEnd > out[n-1].match.MarkEnd {
				out[n-1].match.MarkEnd, out[n-1].drop = f.match.MarkEnd, false
			}
			continue
		}
		out = append(out, f)
	}
	return out
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
		d.Suggestions = append(d.Suggestions, Rewrite{Title: "Calmer: “" + calm + "”", Safe: true, Edits: []Edit{{Start: start, End: end, Text: calm}}})
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

// advice returns the sentences a rule offers, best first: in an answer to feedback nobody asks for it again.
func advice(r *Rule, doc *document) []string {
	if doc.Kind == draft.Reply && len(r.Reply) > 0 {
		return r.Reply
	}
	switch doc.Candidate {
	case Student:
		return slices.Concat(r.Student, r.Instead)
	case Experienced:
		return slices.Concat(r.Experienced, r.Instead)
	}
	return r.Instead
}

// rank decides what is kept, fills in places, and sorts: by offset, then length, then rule.
func (l *Linter) rank(ctx context.Context, result *Result) {
	kept := result.Diagnostics[:0]
	for _, d := range result.Diagnostics {
		if ctx.Err() != nil {
			return
		}
		if l.options.On != nil && !l.options.On(d.Rule) {
			continue
		}
		if severity, ok := l.options.Severity[d.Rule.ID]; ok {
			d.Severity = severity
		}
		if d.Severity >= l.options.MinSeverity {
			kept = append(kept, d)
		}
	}
	slices.SortStableFunc(kept, func(a, b Diagnostic) int {
		return cmp.Or(a.Start-b.Start, a.End-b.End, cmp.Compare(a.Rule.ID, b.Rule.ID))
	})
	// Two rules of one label that overlap say the same thing twice: the graver one speaks, or the one that says more.
	// They are looked for only among those that hang together.
	out := make([]Diagnostic, 0, len(kept))
	for len(kept) > 0 {
		n, end := 1, kept[0].End
		for n < len(kept) && kept[n].Start < end {
			end = max(end, kept[n].End)
			n++
		}
		for _, d := range kept[:n] {
			if !slices.ContainsFunc(kept[:n], func(o Diagnostic) bool { return outranks(o, d) }) {
				out = append(out, d)
			}
		}
		kept = kept[n:]
	}
	for i := range out {
		if ctx.Err() != nil {
			return
		}
		d := &out[i]
		d.Text = result.Draft.Text[d.Start:d.End]
		d.Range = result.Draft.Range(d.Start, d.End)
		last := Edit{Start: -1} // most rewrites of a finding take the place of the same sentence
		for _, rewrite := range d.Suggestions {
			for j := range rewrite.Edits {
				e := &rewrite.Edits[j]
				if e.Start == last.Start && e.End == last.End {
					e.Range = last.Range
				} else {
					e.Range = result.Draft.Range(e.Start, e.End)
				}
				last = *e
			}
		}
	}
	result.Diagnostics = out
}

// Tells reports whether every finding of a rule is kept: it is on, for the kind of email that is judged, and not below
// MinSeverity even where the model doubts it. Of a rule that the Ruleset does not have, nothing is left out.
func (l *Linter) Tells(id string) bool {
	i := slices.IndexFunc(l.set.Rules, func(r *Rule) bool { return r.ID == id })
	if i < 0 {
		return true
	}
	r := l.set.Rules[i]
	least, said := l.options.Severity[id]
	if !said {
		if least = r.Severity; least == Warning {
			least = Suggestion // of doubts
		}
	}
	asked := r.Kind == draft.Auto || l.options.Kind == draft.Auto || r.Kind == l.options.Kind
	return asked && least >= l.options.MinSeverity && (l.options.On == nil || l.options.On(r))
}

func outranks(o, d Diagnostic) bool {
	if o.Rule == d.Rule || o.Rule.Label != d.Rule.Label || o.Start >= d.End || d.Start >= o.End {
		return false
	}
	if c := cmp.Or(int(o.Severity)-int(d.Severity), (o.End-o.Start)-(d.End-d.Start)); c != 0 {
		return c > 0
	}
	return o.Rule.ID < d.Rule.ID
}
