package lint_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"sync"
	"testing"

	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/draft"
	"github.com/tonelint/tonelint/rules"
)

func Example() {
	source := []byte("Thank you for the interview.\nI expect an answer by Friday.\n")
	d, err := draft.Parse("draft.txt", source)
	if err != nil {
		log.Fatal(err)
	}
	linter := lint.New(rules.Default(), lint.Options{MinSeverity: lint.Error})
	for _, x := range linter.Lint(d).Diagnostics {
		fmt.Printf("%d:%d %s: %q\n", x.Range.Start.Line, x.Range.Start.Column, x.Rule.ID, x.Text)
	}
	// Output:
	// 2:1 demanding/deadline: "I expect an answer by Friday"
}

// TestLintConcurrent lets many goroutines share a Linter; the race detector watches.
func TestLintConcurrent(t *testing.T) {
	linter := lint.New(rules.Default(), lint.Options{})
	var wait sync.WaitGroup
	for i := range 16 {
		wait.Go(func() {
			d, err := draft.Parse("draft.txt", fmt.Appendf(nil, "Hello %d. I expect an answer by Friday.\n", i))
			if err != nil {
				t.Error(err)
				return
			}
			found := false
			for _, x := range linter.Lint(d).Diagnostics {
				found = found || x.Rule.ID == "demanding/deadline"
			}
			if !found {
				t.Errorf("draft %d: the deadline is not found", i)
			}
		})
	}
	wait.Wait()
}

func TestLintContext(t *testing.T) {
	d, err := draft.Parse("draft.txt", []byte("I expect an answer by Friday."))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	linter := lint.New(rules.Default(), lint.Options{})
	if result, err := linter.LintContext(ctx, d); err != nil || len(result.Diagnostics) == 0 {
		t.Errorf("got %v, %v, want diagnostics", result, err)
	}
	cancel()
	if result, err := linter.LintContext(ctx, d); result != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, %v, want context.Canceled", result, err)
	}
}
