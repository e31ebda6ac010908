package lint_test

import (
	"testing"

	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/draft"
	"github.com/tonelint/tonelint/rules"
)

// TestKindFromBelow: the same words answer feedback or ask for it, and the message below tells which.
func TestKindFromBelow(t *testing.T) {
	const own = "Hi Ana,\n\nThank you for your email. I was nervous on the day.\n\nBest,\nTom\n\n"
	for _, test := range []struct {
		reason, below string
		want          draft.Kind
	}{
		{"a bare rejection", "On Mon, 2 Nov 2026 at 10:00, Ana Bell <ana@example.com> wrote:\n> Unfortunately we will not be moving forward with your\n> application. We wish you all the best.\n", draft.Request},
		{"feedback", "On Mon, 2 Nov 2026 at 10:00, Ana Bell <ana@example.com> wrote:\n> The panel felt that you know your field. Your answers were\n> rather long, and you could have given more examples.\n", draft.Reply},
		{"a rejection with feedback", "From: Ana Bell\nSent: Monday\nTo: Tom\nSubject: Your interview\n\nUnfortunately you were not successful. You could work on the structure of your answers.\n", draft.Reply},
		{"feedback on an older message", "On Mon, 2 Nov 2026 at 10:00, Ana Bell <ana@example.com> wrote:\n> Unfortunately we will not be moving forward.\n>> Your answers were very long.\n", draft.Request},
	} {
		if got := kindOf(t, own+test.below); got != test.want {
			t.Errorf("%s: %v, want %v", test.reason, got, test.want)
		}
	}
	// What the candidate says outweighs it.
	asks := "Hi Ana,\n\nThank you for letting me know. Could you give me some feedback on where I could improve?\n\n> Your answers were rather long.\n"
	if got := kindOf(t, asks); got != draft.Request {
		t.Errorf("a clear request above feedback is a %v", got)
	}
}

func kindOf(t *testing.T, text string) draft.Kind {
	t.Helper()
	d, err := draft.Parse("draft.txt", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return lint.New(rules.Default(), lint.Options{}).Lint(d).Kind
}
