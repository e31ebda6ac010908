package lsp

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/draft"
	"github.com/tonelint/tonelint/lint/report"
)

// A finding is a diagnostic with the draft it was made in.
type finding struct {
	lint.Diagnostic
	draft *draft.Draft
}

// judge returns what is found in a snapshot. It is judged once; where the context ends first, the next caller judges.
// A draft that cannot be read as text has no findings: that is how an empty one starts.
func (s *snapshot) judge(ctx context.Context, host Host) ([]finding, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.judged {
		return s.findings, s.err
	}
	linter, err := host.Linter(s.path)
	var findings []finding
	if err == nil {
		for d, unread := range draft.Read(s.readAs(), strings.NewReader(s.text)) {
			if unread != nil {
				continue
			}
			d.Path = s.path
			result, cancelled := linter.LintContext(ctx, d)
			if cancelled != nil {
				return nil, cancelled
			}
			s.foreign = s.foreign || d.Foreign
			if err = host.Filter(result); err != nil {
				break
			}
			for _, x := range result.Diagnostics {
				findings = append(findings, finding{x, d})
			}
		}
	}
	s.judged, s.findings, s.err = true, findings, err
	return findings, err
}

// place returns where a finding stands. What is stored encoded has no place in the buffer, and stands on its first line.
func (s *snapshot) place(f finding) textRange {
	if f.draft.Decoded {
		return s.firstLine()
	}
	return s.rangeOf(f.Range.Start.Offset, f.Range.End.Offset)
}

func (s *snapshot) firstLine() textRange {
	return textRange{End: s.position(s.offset(position{Character: math.MaxInt}))}
}

// diagnostics returns what is published for a snapshot. Broken settings stand on the first line of every draft they are
// for, because until they are mended nothing is judged.
func (s *server) diagnostics(snap *snapshot, findings []finding, err error) []diagnostic {
	out := []diagnostic{}
	if err != nil {
		out = append(out, diagnostic{Range: snap.firstLine(), Severity: 1, Source: "tonelint", Message: err.Error()})
	}
	if snap.foreign {
		out = append(out, diagnostic{Range: snap.firstLine(), Severity: severities[lint.Suggestion], Source: "tonelint", Message: draft.NotEnglish})
	}
	for _, f := range findings {
		out = append(out, s.diagnostic(snap, f))
	}
	return out
}

// severities are the protocol's: error, warning, information.
var severities = map[lint.Severity]int{lint.Error: 1, lint.Warning: 2, lint.Suggestion: 3}

// diagnostic says a finding in the protocol's words. What to write instead is related information where the client takes
// it, and part of the message where it does not.
func (s *server) diagnostic(snap *snapshot, f finding) diagnostic {
	d := diagnostic{
		Range:    snap.place(f),
		Severity: severities[f.Severity],
		Code:     f.Rule.ID,
		Source:   "tonelint",
		Message:  f.Rule.Message + ". " + f.Rule.Why,
	}
	if url := report.RuleURL(f.Rule); url != "" {
		d.CodeDescription = &codeDescription{url}
	}
	if f.draft.Decoded {
		d.Message = report.Quote(f.Text) + ": " + d.Message
	}
	for _, r := range f.Suggestions {
		if s.client.TextDocument.PublishDiagnostics.RelatedInformation {
			d.RelatedInformation = append(d.RelatedInformation, relatedInformation{location{snap.uri, d.Range}, r.Title})
		} else {
			d.Message += "\n" + r.Title
		}
	}
	return d
}

// hover explains the rule of the finding at a place.
func (s *server) hover(ctx context.Context, snap *snapshot, p hoverParams) (any, error) {
	findings, err := snap.judge(ctx, s.host)
	if err != nil {
		return nil, err
	}
	at := snap.offset(p.Position)
	var text []string
	var where textRange
	for _, f := range findings {
		if r := snap.place(f); snap.offset(r.Start) <= at && at <= snap.offset(r.End) {
			explained := report.Explain(f.Rule)
			if len(f.Because) > 0 {
				explained += "\nThe words that weighed most: " + strings.Join(f.Because, ", ") + "\n"
			}
			text, where = append(text, explained), r
		}
	}
	if text == nil {
		return nil, nil
	}
	// Plain text: nothing in a rule may be taken for Markdown.
	return hover{markup{"plaintext", strings.Join(text, "\n")}, where}, nil
}

// codeActions returns the ways out of the findings that touch a range, and all safe changes at once.
func (s *server) codeActions(ctx context.Context, snap *snapshot, p codeActionParams) ([]codeAction, error) {
	findings, err := snap.judge(ctx, s.host)
	if err != nil {
		return nil, err
	}
	wanted := func(kind string) bool {
		return len(p.Context.Only) == 0 || slices.ContainsFunc(p.Context.Only, func(only string) bool {
			return only == "" || kind == only || strings.HasPrefix(kind, only+".")
		})
	}
	actions := []codeAction{}
	start, end := snap.offset(p.Range.Start), snap.offset(p.Range.End)
	// Making all safe changes takes longer than all else here. An editor asks at every move of the cursor: it is offered where
	// it is asked for by its kind, and at what it would change.
	all := wanted(fixAll) && len(p.Context.Only) > 0
	for _, f := range findings {
		r := snap.place(f)
		if snap.offset(r.Start) > end || start > snap.offset(r.End) {
			continue
		}
		all = all || wanted(fixAll) && f.SafeRewrite() != nil
		if !wanted(quickFix) {
			continue
		}
		d := []diagnostic{s.diagnostic(snap, f)}
		for _, rewrite := range f.Suggestions {
			if f.draft.Decoded {
				break // there is no place to write it
			}
			edits := []textEdit{}
			for _, e := range rewrite.Edits {
				edits = append(edits, textEdit{snap.rangeOf(e.Range.Start.Offset, e.Range.End.Offset), e.Text})
			}
			actions = append(actions, codeAction{Title: rewrite.Title, Kind: quickFix, Diagnostics: d, IsPreferred: rewrite.Safe, Edit: s.edit(snap, edits)})
		}
		if filePath(snap.uri) != "" {
			const title = "Leave this finding alone from now on"
			actions = append(actions, codeAction{Title: title, Kind: quickFix, Diagnostics: d,
				Command: &command{title, ignoreCommand, []ignoreArgs{{snap.uri, f.Rule.ID, f.Context}}}})
		}
	}
	if all {
		edits, err := s.safeEdits(ctx, snap, findings)
		if err != nil {
			return nil, err
		}
		if len(edits) > 0 {
			actions = append(actions, codeAction{Title: "Make all safe changes", Kind: fixAll, Edit: s.edit(snap, edits)})
		}
	}
	return actions, nil
}

// safeEdits turns the draft into what --fix makes of it.
func (s *server) safeEdits(ctx context.Context, snap *snapshot, findings []finding) ([]textEdit, error) {
	i := slices.IndexFunc(findings, func(f finding) bool { return f.SafeRewrite() != nil })
	if i < 0 || findings[i].draft.Mailbox {
		return nil, nil
	}
	linter, err := s.host.Linter(snap.path)
	if err != nil {
		return nil, err
	}
	fixed, _, err := linter.FixContext(ctx, findings[i].draft)
	if err != nil {
		return nil, err
	}
	return snap.difference(string(fixed)), nil
}

// difference returns the edit that turns a snapshot into another text, from the first character that differs to the
// last.
func (s *snapshot) difference(to string) []textEdit {
	from := s.text
	if from == to {
		return nil
	}
	start := 0
	for start < min(len(from), len(to)) && from[start] == to[start] {
		start++
	}
	// Neither a character nor a line end is cut in two: the protocol has no places inside them.
	inside := func(i int) bool {
		return i > 0 && i < len(from) && (!utf8.RuneStart(from[i]) || from[i] == '\n' && from[i-1] == '\r')
	}
	for inside(start) {
		start--
	}
	end, toEnd := len(from), len(to)
	for end > start && toEnd > start && from[end-1] == to[toEnd-1] {
		end, toEnd = end-1, toEnd-1
	}
	for inside(end) {
		end, toEnd = end+1, toEnd+1
	}
	return []textEdit{{s.rangeOf(start, end), to[start:toEnd]}}
}

// edit wraps edits of one document. A client that can is told the version they are for, and refuses them for another.
func (s *server) edit(snap *snapshot, edits []textEdit) *workspaceEdit {
	if s.client.Workspace.WorkspaceEdit.DocumentChanges {
		return &workspaceEdit{DocumentChanges: []documentEdit{{documentID{snap.uri, &snap.version}, edits}}}
	}
	return &workspaceEdit{Changes: map[string][]textEdit{snap.uri: edits}}
}

// ignore leaves a finding alone from now on.
func (s *server) ignore(ctx context.Context, snap *snapshot, args ignoreArgs) (string, error) {
	findings, err := snap.judge(ctx, s.host)
	if err != nil {
		return "", err
	}
	if filePath(snap.uri) == "" {
		return "", errors.New("save the draft first: a finding is known by its file")
	}
	for _, f := range findings {
		if f.Rule.ID == args.Rule && f.Context == args.Context {
			return s.host.Ignore(snap.path, f.Diagnostic)
		}
	}
	return "", fmt.Errorf("%s is not found there any more", args.Rule)
}
