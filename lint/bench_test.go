package lint_test

import (
	"os"
	"testing"

	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/draft"
	"github.com/tonelint/tonelint/lint/token"
	"github.com/tonelint/tonelint/rules"
)

func benchDraft(b *testing.B) []byte {
	source, err := os.ReadFile("../testdata/drafts/good.txt")
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(source)))
	b.ReportAllocs()
	return source
}

func BenchmarkRead(b *testing.B) {
	source := benchDraft(b)
	for b.Loop() {
		draft.Parse("draft.txt", source)
	}
}

func BenchmarkTokenize(b *testing.B) {
	d, _ := draft.Parse("draft.txt", benchDraft(b))
	for b.Loop() {
		token.Split(d)
	}
}

func BenchmarkLint(b *testing.B) {
	d, _ := draft.Parse("draft.txt", benchDraft(b))
	linter := lint.New(rules.Default(), lint.Options{})
	for b.Loop() {
		linter.Lint(d)
	}
}
