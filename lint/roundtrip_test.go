package lint_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"mime/quotedprintable"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/draft"
	"github.com/tonelint/tonelint/rules"
)

const letter = `Hi Zoë,

I don’t understand why you rejected me. I was clearly the most qualified person you met, and your team wasted three weeks of my time – per my last email I expect an answer by Friday.

Best,
Tom
`

// store saves the letter in every way a mail program might.
func store(t *testing.T) map[string]string {
	t.Helper()
	dir := t.TempDir()
	headers := "From: Tom <tom@example.com>\nTo: Zoë <zoe@example.com>\nSubject: =?utf-8?Q?My_interview_?=\n =?utf-8?B?4oCTIGZlZWRiYWNr?=\nMIME-Version: 1.0\n"
	plainType := "Content-Type: text/plain; charset=utf-8\n"
	var qp bytes.Buffer
	w := quotedprintable.NewWriter(&qp)
	w.Write([]byte(letter))
	w.Close()
	b64 := base64.StdEncoding.EncodeToString([]byte(letter))
	var folded strings.Builder
	for len(b64) > 76 {
		folded.WriteString(b64[:76] + "\n")
		b64 = b64[76:]
	}
	folded.WriteString(b64 + "\n")
	html := "<html><head><style>p { color: red }</style></head><body><p>Hi Zo&euml;,</p>\n<p>I don&rsquo;t understand why you\n  rejected me. I was clearly the <b>most qualified</b> " +
		"person you met, and your team wasted three weeks of my time &ndash; per my last email I expect an answer by Friday.</p><p>Best,<br>Tom</p></body></html>\n"
	multipart := "Content-Type: multipart/alternative; boundary=\"xyz\"\n\nThis is a multi-part message.\n--xyz\n" + plainType +
		"Content-Transfer-Encoding: quoted-printable\n\n" + qp.String() + "\n--xyz\nContent-Type: text/html; charset=utf-8\n\n" + html + "--xyz--\n"
	latin := strings.NewReplacer("ë", "\xeb", "’", "\x92", "–", "\x96").Replace(letter)
	var flowed strings.Builder
	for _, line := range strings.SplitAfter(letter, "\n") {
		for len(line) > 70 {
			i := strings.LastIndexByte(line[:70], ' ')
			flowed.WriteString(line[:i+1] + "\n")
			line = line[i+1:]
		}
		flowed.WriteString(line)
	}
	mbox := "From tom@example.com Mon Nov  2 10:00:00 2026\n" + headers + plainType + "\nHi Ana,\n\nThank you for the interview. Could you tell me how to improve my answers?\n>From what I saw, they were long.\n\n" +
		"From tom@example.com Mon Nov  2 11:00:00 2026\n" + headers + plainType + "\n" + letter + "\n"
	files := map[string]string{
		"plain.txt":          letter,
		"crlf.txt":           strings.ReplaceAll(letter, "\n", "\r\n"),
		"cp1252.txt":         latin,
		"headers-only.txt":   "To: zoe@example.com\nSubject: My interview\n\n" + letter,
		"8bit.eml":           headers + plainType + "Content-Transfer-Encoding: 8bit\n\n" + letter,
		"crlf.eml":           strings.ReplaceAll(headers+plainType+"Content-Transfer-Encoding: 8bit\n\n"+letter, "\n", "\r\n"),
		"latin.eml":          headers + "Content-Type: text/plain; charset=windows-1252\n\n" + latin,
		"iso.eml":            headers + "Content-Type: text/plain; charset=iso-8859-15\nContent-Transfer-Encoding: 8bit\n\n" + strings.NewReplacer("ë", "\xeb", "’", "'", "–", "-").Replace(letter),
		"quoted.eml":         headers + plainType + "Content-Transfer-Encoding: quoted-printable\n\n" + qp.String(),
		"base64.eml":         headers + plainType + "Content-Transfer-Encoding: base64\n\n" + folded.String(),
		"html.eml":           headers + "Content-Type: text/html; charset=utf-8\n\n" + html,
		"multipart.eml":      headers + multipart,
		"flowed.eml":         headers + "Content-Type: text/plain; charset=utf-8; format=flowed\n\n" + flowed.String(),
		"page.html":          html,
		"draft.md":           "---\ntitle: draft\n---\n" + letter,
		"Drafts":             mbox,
		"Maildir/cur/1:2,DS": headers + plainType + "\n" + letter,
	}
	for name, text := range files {
		path := filepath.Join(dir, name)
		files[name] = path
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// TestSameFindingsInEveryFormat: the same email gives the same findings on the same words however it was saved, and
// the range of each holds its words in the file, wherever the file stores them as they are.
func TestSameFindingsInEveryFormat(t *testing.T) {
	linter := lint.New(rules.Default(), lint.Options{})
	_, plain := lintWith(t, builtIn, []byte(letter))
	normal := strings.NewReplacer("’", "'", "–", "-")
	list := func(ds []lint.Diagnostic) (out []string) {
		for _, w := range words(ds) {
			out = append(out, normal.Replace(w))
		}
		return out
	}
	want := list(plain)
	for name, path := range store(t) {
		t.Run(name, func(t *testing.T) {
			source, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			var d *draft.Draft
			for next, err := range draft.ReadFile(path) {
				if err != nil {
					t.Fatal(err)
				}
				d = next // of the mailbox, the last message
			}
			result := linter.Lint(d)
			if diff := cmp.Diff(want, list(result.Diagnostics)); diff != "" {
				t.Errorf("findings (-want +got):\n%s\n%s", diff, regionsOf(d))
			}
			for _, x := range result.Diagnostics {
				if d.Decoded {
					source = d.Source
				}
				got := string(source[x.Range.Start.Offset:x.Range.End.Offset])
				ascii := strings.ContainsAny(x.Text, "’–ë\n") // stored in as many ways as there are files
				if !ascii && !strings.Contains(got, "=\n") && !strings.Contains(got, "<b>") && !strings.Contains(got, "\n") && got != x.Text {
					t.Errorf("%s: the file has %q at the range of %q", x.Rule.ID, got, x.Text)
				}
				first, last := strings.Fields(x.Text)[0], strings.Fields(x.Text)[len(strings.Fields(x.Text))-1]
				if len(got) < len(first) || got[:1] != first[:1] || got[len(got)-1] != last[len(last)-1] {
					t.Errorf("%s: the range of %q holds %q", x.Rule.ID, x.Text, got)
				}
			}
		})
	}
}

func regionsOf(d *draft.Draft) string {
	var b strings.Builder
	for _, r := range d.Regions {
		fmt.Fprintf(&b, "%s: %q\n", r.Part, d.Text[r.Start:r.End])
	}
	return b.String()
}
