package corpus

import (
	"os"
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

// TestEmails holds every email of the corpus to the form.
func TestEmails(t *testing.T) {
	var all []Email
	for _, b := range load(t) {
		for _, e := range b.Emails {
			if !strings.HasPrefix(e.ID, b.Name+"-") {
				t.Errorf("%s: the id is not of batch %s", e.ID, b.Name)
			}
		}
		all = append(all, b.Emails...)
	}
	for _, fault := range Check(all) {
		t.Error(fault)
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
