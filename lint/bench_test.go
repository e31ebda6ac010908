package lint_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/tonelint/tonelint/corpus"
	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/draft"
	"github.com/tonelint/tonelint/lint/report"
	"github.com/tonelint/tonelint/lint/token"
	"github.com/tonelint/tonelint/rules"
)

// benchEmails returns the emails of the corpus, one after the other as often as it takes to make size bytes.
func benchEmails(b *testing.B, size int) []byte {
	batches, err := corpus.Load(os.DirFS("../corpus/emails"))
	if err != nil {
		b.Fatal(err)
	}
	var all bytes.Buffer
	for all.Len() < size {
		for _, batch := range batches {
			for _, e := range batch.Emails {
				all.WriteString(e.Text)
				all.WriteString("\n\n")
			}
		}
	}
	return all.Bytes()[:size]
}

// drafts returns the emails of the corpus, each for itself.
func drafts(b *testing.B) (all []*draft.Draft, size int64) {
	batches, err := corpus.Load(os.DirFS("../corpus/emails"))
	if err != nil {
		b.Fatal(err)
	}
	for _, batch := range batches {
		for _, e := range batch.Emails {
			d, err := draft.Parse(e.ID, []byte(e.Text))
			if err != nil {
				b.Fatal(err)
			}
			all = append(all, d)
			size += int64(len(e.Text))
		}
	}
	return all, size
}

// stage measures one stage on all emails of the corpus.
func stage(b *testing.B, run func(*draft.Draft)) {
	all, size := drafts(b)
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		for _, d := range all {
			run(d)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	stage(b, func(d *draft.Draft) { draft.Parse(d.Path, d.Source) })
}

func BenchmarkTokenize(b *testing.B) {
	var s token.Splitter
	stage(b, func(d *draft.Draft) { s.Split(d) })
}

// BenchmarkPhrases tokenizes and matches, and asks no model.
func BenchmarkPhrases(b *testing.B) {
	set := *rules.Default()
	set.Model = nil
	linter := lint.New(&set, lint.Options{})
	stage(b, func(d *draft.Draft) { linter.Lint(d) })
}

// BenchmarkLint does both.
func BenchmarkLint(b *testing.B) {
	linter := lint.New(rules.Default(), lint.Options{})
	stage(b, func(d *draft.Draft) { linter.Lint(d) })
}

// BenchmarkAll is all that is done with a draft but writing the report.
func BenchmarkAll(b *testing.B) {
	linter := lint.New(rules.Default(), lint.Options{})
	stage(b, func(d *draft.Draft) {
		d, _ = draft.Parse(d.Path, d.Source)
		linter.Lint(d)
	})
}

func BenchmarkReport(b *testing.B) {
	linter := lint.New(rules.Default(), lint.Options{})
	var results []*lint.Result
	all, size := drafts(b)
	for _, d := range all {
		results = append(results, linter.Lint(d))
	}
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		w, err := report.New("json", io.Discard, report.Options{})
		if err != nil {
			b.Fatal(err)
		}
		for _, r := range results {
			w.Result(r)
		}
		w.Close()
	}
}

// BenchmarkRules shows how little the time depends on the number of rules: the phrases of the built-in ones, and then the
// same with a word of the emails behind each, so that every new rule wakes where an old one does.
func BenchmarkRules(b *testing.B) {
	words := strings.FieldsFunc(string(benchEmails(b, 1e6)), func(r rune) bool { return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') })
	var phrases []*lint.Rule
	for _, r := range rules.Default().Rules {
		if slices.Contains(lint.SentenceLabels, r.Label) && r.Match != "" {
			phrases = append(phrases, r)
		}
	}
	list := func(items []string) string {
		text, err := json.Marshal(items)
		if err != nil {
			b.Fatal(err)
		}
		return string(text)
	}
	classes, files := fstest.MapFS{}, fstest.MapFS{}
	names, _ := fs.Glob(rules.Files, "classes/*.toml")
	for _, name := range names {
		data, err := rules.Files.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		classes[name] = &fstest.MapFile{Data: data}
	}
	next := 0
	for _, n := range []int{50, 100, 200, 400, 800} {
		for i := len(files); i < n; i++ {
			r := phrases[i%len(phrases)]
			match := r.Match.Split()
			for k := range match {
				if i >= len(phrases) && !strings.Contains(match[k], "$") {
					match[k] += " " + words[next*31%len(words)]
					next++
				}
			}
			files[fmt.Sprintf("%s/rule-%d.toml", r.Label, i)] = &fstest.MapFile{Data: fmt.Appendf(nil,
				"severity = \"error\"\nmessage = \"Text\"\nwhy = \"Reason.\"\ninstead = [\"Text.\"]\nmatch = %s\nunless = %s\nbad = %s\ngood = %s\n",
				list(match), list(r.Unless.Split()), list(r.Bad), list(r.Good))}
		}
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			set, err := rules.Load(rules.Pack{Files: classes}, rules.Pack{Files: files})
			if err != nil {
				b.Fatal(err)
			}
			linter := lint.New(set, lint.Options{})
			stage(b, func(d *draft.Draft) { linter.Lint(d) })
		})
	}
}

// BenchmarkSize shows that the time is linear in the length of a draft.
func BenchmarkSize(b *testing.B) {
	linter := lint.New(rules.Default(), lint.Options{})
	for _, size := range []int{1e3, 1e4, 1e5, 1e6, 1e7} {
		b.Run(fmt.Sprintf("%dKB", size/1000), func(b *testing.B) {
			source := benchEmails(b, size)
			b.SetBytes(int64(size))
			for b.Loop() {
				d, _ := draft.Parse("draft.txt", source)
				linter.Lint(d)
			}
		})
	}
}
