// Command gather turns a batch as its writer marked it into a line of corpus/emails per email:
//
//	go run ./corpus/gather -from drafts -to corpus/emails b049
//
// reads drafts/b049/part*.txt. An email starts with a line `@@ kind email-label…`; the problem words stand in the text
// as {{label+label| words}}. What is wrong is listed, file and line first, and nothing is written.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/tonelint/tonelint/corpus"
	"github.com/tonelint/tonelint/lint"
)

func main() {
	from := flag.String("from", ".", "folder that has the batch's folder")
	to := flag.String("to", "corpus/emails", "folder to write the batch to")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "gather: name one batch, such as b049")
		os.Exit(2)
	}
	emails, faults, err := gather(*from, flag.Arg(0))
	if err == nil && len(faults) == 0 {
		err = write(filepath.Join(*to, flag.Arg(0)+".jsonl"), emails)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "gather:", err)
		os.Exit(2)
	}
	if len(faults) > 0 {
		fmt.Println(strings.Join(faults, "\n"))
		os.Exit(1)
	}
	labelled := 0
	for _, e := range emails {
		if len(e.Spans) > 0 {
			labelled++
		}
	}
	fmt.Printf("ok: %d emails, %d with a marked sentence\n", len(emails), labelled)
}

var (
	mark = regexp.MustCompile(`(?s)\{\{\s*([a-z+-]+)\s*\|\s*(.*?)\s*\}\}`)
	part = regexp.MustCompile(`\d+`)
)

// gather reads the parts of a batch in the order of their numbers.
func gather(dir, batch string) (emails []corpus.Email, faults []string, err error) {
	files, err := filepath.Glob(filepath.Join(dir, batch, "part*.txt"))
	if err != nil || len(files) == 0 {
		return nil, nil, fmt.Errorf("no part*.txt in %s", filepath.Join(dir, batch))
	}
	order := func(name string) string { return fmt.Sprintf("%8s", part.FindString(filepath.Base(name))) }
	slices.SortFunc(files, func(a, b string) int { return strings.Compare(order(a), order(b)) })
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, nil, err
		}
		var head string
		var body []string
		start := 0
		flush := func() {
			if head == "" {
				return
			}
			e, wrong := read(head, strings.Join(body, "\n"))
			e.ID = fmt.Sprintf("%s-%03d", batch, len(emails)+1)
			for _, w := range wrong {
				faults = append(faults, fmt.Sprintf("%s:%d: %s", file, start, w))
			}
			emails = append(emails, e)
		}
		for n, line := range strings.Split(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n") {
			if rest, ok := strings.CutPrefix(line, "@@"); ok {
				flush()
				head, body, start = strings.TrimSpace(rest), nil, n+1
			} else {
				body = append(body, line)
			}
		}
		flush()
	}
	return emails, append(faults, corpus.Check(emails)...), nil
}

// read takes one email out of its marked form.
func read(head, body string) (e corpus.Email, faults []string) {
	words := strings.Fields(strings.ReplaceAll(head, ",", " "))
	if len(words) == 0 {
		return e, []string{"no kind after @@: expected request or reply"}
	}
	e = corpus.Email{Kind: words[0], Spans: []corpus.Span{}, Email: []lint.Label{}}
	for _, w := range words[1:] {
		e.Email = append(e.Email, lint.Label(w))
	}
	e.Text = strings.TrimSpace(mark.ReplaceAllString(body, "$2"))
	for _, m := range mark.FindAllStringSubmatch(body, -1) {
		s := corpus.Span{Quote: m[2]}
		for _, l := range strings.Split(m[1], "+") {
			s.Labels = append(s.Labels, lint.Label(l))
		}
		e.Spans = append(e.Spans, s)
	}
	if strings.Contains(e.Text, "{{") || strings.Contains(e.Text, "}}") {
		faults = append(faults, "a mark is not of the form {{label| words}}")
	}
	return e, faults
}

func write(name string, emails []corpus.Email) error {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	for _, e := range emails {
		if err := enc.Encode(e); err != nil {
			return err
		}
	}
	return os.WriteFile(name, out.Bytes(), 0o644)
}
