package lint_test

import (
	"context"
	"encoding/binary"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/draft"
	"github.com/tonelint/tonelint/lint/learned"
	"github.com/tonelint/tonelint/rules"
)

var update = flag.Bool("update", false, "rewrite the snapshots")

const bitter = "I don't understand why you rejected me. I was clearly the most qualified person you met, your team wasted three weeks of my " +
	"time, and per my last email I expect an answer by Friday."

// builtIn judges by the built-in rules.
var builtIn = lint.New(rules.Default(), lint.Options{})

func lintWith(t *testing.T, linter *lint.Linter, source []byte) (*draft.Draft, []lint.Diagnostic) {
	t.Helper()
	d, err := draft.Parse("draft.txt", source)
	if err != nil {
		t.Fatal(err)
	}
	return d, linter.Lint(d).Diagnostics
}

// wide writes a text in UTF-16.
func wide(s string, order binary.AppendByteOrder) (b []byte) {
	for _, u := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, u)
	}
	return b
}

// words lists rule and text of every finding, with white space and apostrophes made alike.
func words(ds []lint.Diagnostic) []string {
	var out []string
	for _, d := range ds {
		out = append(out, d.Rule.ID+": "+strings.ReplaceAll(strings.Join(strings.Fields(d.Text), " "), "’", "'"))
	}
	return out
}

func TestBitterDraft(t *testing.T) {
	_, got := lintWith(t, builtIn, []byte(bitter))
	want := []string{
		"email/missing-own-skills: I don't understand why you rejected me.",
		"email/missing-request: I don't understand why you rejected me.",
		"email/missing-thanks: I don't understand why you rejected me.",
		"decision-focus/why-rejected: why you rejected me",
		"defensive/own-merit: I was clearly the most qualified",
		"accusatory/waste-of-time: your team wasted three weeks of my time",
		"passive-aggressive/pointed-reminder: per my last email",
		"demanding/deadline: I expect an answer by Friday",
	}
	if diff := cmp.Diff(want, words(got)); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

func TestInnocentUseOfTheSameWords(t *testing.T) {
	_, got := lintWith(t, builtIn, []byte("I was disappointed with my own answer, and I failed to explain why I chose that design. You never made me feel "+
		"rushed, and I understand your decision."))
	for _, d := range got {
		if slices.Contains(lint.SentenceLabels, d.Rule.Label) {
			t.Errorf("%s at %q", d.Rule.ID, d.Text)
		}
	}
}

// TestSameFindingsHoweverStored stores one draft in many ways: the findings and their words stay, and every range
// holds the bytes of its words in the file.
func TestSameFindingsHoweverStored(t *testing.T) {
	_, plain := lintWith(t, builtIn, []byte(bitter))
	wrapped := strings.NewReplacer("understand why", "understand\nwhy", "clearly the", "clearly\nthe", "wasted three", "wasted\nthree", "my last", "my\nlast", "by Friday", "by\nFriday").Replace(bitter)
	curly := strings.ReplaceAll(wrapped, "'", "’")
	encode := map[string]func(string) string{
		"utf8":    func(s string) string { return s },
		"cp1252":  func(s string) string { return strings.ReplaceAll(s, "’", "\x92") },
		"utf16le": func(s string) string { return string(wide(s, binary.LittleEndian)) },
		"utf16be": func(s string) string { return string(wide(s, binary.BigEndian)) },
	}
	for _, test := range []struct {
		name, charset string
		source        []byte
	}{
		{"wrapped", "utf8", []byte(wrapped)},
		{"curly quotes", "utf8", []byte(curly)},
		{"CRLF", "utf8", []byte(strings.ReplaceAll(curly, "\n", "\r\n"))},
		{"CR", "utf8", []byte(strings.ReplaceAll(curly, "\n", "\r"))},
		{"byte order mark", "utf8", []byte("\uFEFF" + curly)},
		{"no-break spaces", "utf8", []byte(strings.ReplaceAll(curly, " ", "\u00A0"))},
		{"no apostrophe", "utf8", []byte(strings.ReplaceAll(bitter, "don't", "dont"))},
		{"Windows-1252", "cp1252", []byte(strings.ReplaceAll(curly, "’", "\x92"))},
		{"UTF-16LE", "utf16le", wide("\uFEFF"+curly, binary.LittleEndian)},
		{"UTF-16BE", "utf16be", wide("\uFEFF"+curly, binary.BigEndian)},
		{"UTF-16LE without mark", "utf16le", wide(curly, binary.LittleEndian)},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, got := lintWith(t, builtIn, test.source)
			want := words(plain)
			if test.name == "no apostrophe" {
				for i := range want {
					want[i] = strings.ReplaceAll(want[i], "don't", "dont")
				}
			}
			if diff := cmp.Diff(want, words(got)); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
			for _, x := range got {
				bytes := string(test.source[x.Range.Start.Offset:x.Range.End.Offset])
				if want := encode[test.charset](x.Text); bytes != want {
					t.Errorf("%s: the file has %q at the range of %q", x.Rule.ID, bytes, x.Text)
				}
			}
		})
	}
}

// TestOwnWordsOnly puts a problem in every part that is not the candidate's own.
func TestOwnWordsOnly(t *testing.T) {
	_, got := lintWith(t, builtIn, []byte("To: you-never-bothered@example.com\nSubject: Thank you\n\nHi Ana,\n\nThank you for the interview. Could you tell me how to "+
		"improve my answers?\n\nBest,\nTom\n-- \nWhy did you reject me?\n\nOn Mon, 2 Nov 2026, Ana wrote:\n> Why did you reject me?\n> You people are clowns.\n"))
	if len(got) > 0 {
		t.Errorf("got %v, want nothing", words(got))
	}
}

// TestInnocentEmails snapshots what is found in emails that deserve no finding: a false alarm shows in review. They may lack
// something, such as a request in a mail that only thanks.
func TestInnocentEmails(t *testing.T) {
	names, err := filepath.Glob("../testdata/innocent/*.txtar")
	if err != nil || len(names) < 2 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var files []txtar.File
		for _, f := range archive.Files {
			if strings.HasSuffix(f.Name, ".findings") {
				continue
			}
			files = append(files, f)
			_, got := lintWith(t, builtIn, f.Data)
			got = slices.DeleteFunc(got, func(d lint.Diagnostic) bool { return slices.Contains(lint.EmailLabels, d.Rule.Label) })
			if len(got) > 0 {
				files = append(files, txtar.File{Name: f.Name + ".findings", Data: []byte(strings.Join(words(got), "\n") + "\n")})
			}
		}
		if *update {
			archive.Files = files
			if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if diff := cmp.Diff(archive.Files, files); diff != "" {
			t.Errorf("findings in %s changed; if that is right, run go test ./lint -update (-want +got):\n%s", name, diff)
		}
	}
}

// A context that ends when all is matched, as the model is asked or the findings are ranked, ends the rest as well.
func TestLintContextEndsLate(t *testing.T) {
	d, err := draft.Parse("draft.txt", []byte(strings.Repeat("Why did you reject me? ", 50)))
	if err != nil {
		t.Fatal(err)
	}
	for _, stage := range []string{"model", "rank"} {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		at := func(now string) {
			if now == stage {
				cancel()
			}
		}
		judging, ranked := false, 0
		set := *rules.Default()
		set.Model = func() *learned.Model {
			at("model")
			return rules.Default().Model()
		}
		linter := lint.New(&set, lint.Options{On: func(*lint.Rule) bool {
			if judging {
				at("rank")
				ranked++
			}
			return true
		}})
		judging = true
		if result, err := linter.LintContext(ctx, d); result != nil || !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v, %v, want context.Canceled", stage, result, err)
		}
		if ranked > 1 {
			t.Errorf("%s: %d findings were ranked when the context had ended", stage, ranked)
		}
	}
}

// TestHeads: package learned knows the labels by number and the presence rules by id, because it stands below this one.
func TestHeads(t *testing.T) {
	if len(lint.SentenceLabels) != learned.Labels || learned.Labels > 8 { // a finding's labels are the bits of a byte
		t.Errorf("%d labels, the model has %d", len(lint.SentenceLabels), learned.Labels)
	}
	for head, want := range map[int]lint.Label{learned.DecisionFocus: lint.DecisionFocus, learned.Arguing: lint.Arguing} {
		if got := lint.SentenceLabels[head]; got != want {
			t.Errorf("head %d is of %s, want %s", head, got, want)
		}
	}
	for id, want := range map[string]lint.Label{learned.MissingThanks: lint.MissingThanks, learned.MissingRequest: lint.MissingRequest, learned.MissingOwnPart: lint.MissingOwnSkills} {
		i := slices.IndexFunc(rules.Default().Rules, func(r *lint.Rule) bool { return r.ID == id })
		if i < 0 || rules.Default().Rules[i].Label != want {
			t.Errorf("no built-in rule %s of label %s", id, want)
		}
	}
}

func TestUnknownSeverity(t *testing.T) {
	if got := lint.Severity(9).String(); got != "severity(9)" {
		t.Errorf("got %q", got)
	}
}
