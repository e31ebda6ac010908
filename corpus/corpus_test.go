package corpus

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/draft"
	"github.com/tonelint/tonelint/rules"
)

func load(t *testing.T) []Batch {
	t.Helper()
	batches, err := Load(os.DirFS("emails"))
	if err != nil {
		t.Fatal(err)
	}
	if len(batches) == 0 {
		t.Fatal("no batches in corpus/emails")
	}
	return batches
}

// TestEmails holds every email to the form: quotes are exact, stand once and inside one paragraph, labels exist and fit
// the kind, and no two emails of the corpus share a long sentence.
func TestEmails(t *testing.T) {
	ids := map[string]bool{}
	sentences := map[string]string{}
	for _, b := range load(t) {
		for _, e := range b.Emails {
			if ids[e.ID] || !strings.HasPrefix(e.ID, b.Name+"-") {
				t.Errorf("%s: the id is not unique, or not of batch %s", e.ID, b.Name)
			}
			ids[e.ID] = true
			if e.Kind != "request" && e.Kind != "reply" {
				t.Errorf("%s: kind %q", e.ID, e.Kind)
			}
			for _, l := range e.Email {
				if !slices.Contains(lint.EmailLabels, l) || e.Kind == "reply" && (l == lint.MissingRequest || l == lint.MissingOwnSkills) {
					t.Errorf("%s: email label %q on a %s", e.ID, l, e.Kind)
				}
			}
			for _, s := range e.Spans {
				if n := strings.Count(e.Text, s.Quote); n != 1 || strings.TrimSpace(s.Quote) == "" || strings.Contains(s.Quote, "\n\n") {
					t.Errorf("%s: the quote %q stands %d times in the text, or is blank, or runs over a paragraph", e.ID, s.Quote, n)
				}
				for _, l := range s.Labels {
					if !slices.Contains(lint.SentenceLabels, l) {
						t.Errorf("%s: sentence label %q", e.ID, l)
					}
				}
				if len(s.Labels) == 0 {
					t.Errorf("%s: the quote %q has no label", e.ID, s.Quote)
				}
			}
			for _, sentence := range regexp.MustCompile(`[.!?]\s|\n`).Split(e.Text, -1) {
				key := strings.ToLower(strings.Join(strings.Fields(sentence), " "))
				if len(strings.Fields(key)) < 9 {
					continue
				}
				if other, ok := sentences[key]; ok && other != e.ID {
					t.Errorf("%s and %s share a sentence: %q", other, e.ID, key)
				}
				sentences[key] = e.ID
			}
		}
	}
}

// TestSplitOf pins the split: it is fixed for ever.
func TestSplitOf(t *testing.T) {
	want := "tvttvttdttdtttttdtvdtttvttttttvttdtttttttttvtvdv"
	for i, c := range want {
		name := "b0" + string(rune('0'+(i+1)/10)) + string(rune('0'+(i+1)%10))
		if got := SplitOf(name); got[0] != byte(c) {
			t.Errorf("SplitOf(%s) = %s, want %c…", name, got, c)
		}
	}
}

// TestOffsets checks on the whole corpus that the range of every diagnostic holds its words.
func TestOffsets(t *testing.T) {
	linter := lint.New(rules.Default(), lint.Options{})
	for _, b := range load(t) {
		for _, e := range b.Emails {
			d, err := draft.Parse(e.ID, []byte(e.Text))
			if err != nil {
				t.Errorf("%s: %v", e.ID, err)
				continue
			}
			for _, x := range linter.Lint(d).Diagnostics {
				if got := e.Text[x.Range.Start.Offset:x.Range.End.Offset]; got != x.Text {
					t.Errorf("%s: %s: the file has %q at the range of %q", e.ID, x.Rule.ID, got, x.Text)
				}
			}
		}
	}
}

// TestFix applies the safe rewrites to every email of the corpus, with a quoted message below each: what is quoted stays,
// a second run changes nothing, and no email gets a finding it did not have.
func TestFix(t *testing.T) {
	const quoted = "\n\nOn Mon, 2 Nov 2026 at 10:00, Ana <ana@example.com> wrote:\n> As per my last email, you were not successful.\n"
	linter := lint.New(rules.Default(), lint.Options{})
	count := func(d *draft.Draft) map[string]int {
		n := map[string]int{}
		for _, x := range linter.Lint(d).Diagnostics {
			n[x.Rule.ID]++
		}
		return n
	}
	fixes := 0
	for _, b := range load(t) {
		for _, e := range b.Emails {
			d, err := draft.Parse(e.ID, []byte(e.Text+quoted))
			if err != nil {
				t.Fatal(err)
			}
			fixed, done := linter.Fix(d)
			fixes += len(done)
			if !strings.HasSuffix(string(fixed), quoted) {
				t.Errorf("%s: the quoted message was changed: %q", e.ID, fixed)
			}
			again, err := draft.Parse(e.ID, fixed)
			if err != nil {
				t.Fatal(err)
			}
			if twice, more := linter.Fix(again); len(more) > 0 || string(twice) != string(fixed) {
				t.Errorf("%s: a second run made %d more changes", e.ID, len(more))
			}
			before, after := count(d), count(again)
			for id, n := range after {
				if n > before[id] {
					t.Errorf("%s: fixing brought a new finding of %s", e.ID, id)
				}
			}
			if len(done) == 0 && string(fixed) != e.Text+quoted {
				t.Errorf("%s: nothing was fixed, and the text changed", e.ID)
			}
		}
	}
	if fixes == 0 {
		t.Error("nothing was fixed in the whole corpus")
	}
}
