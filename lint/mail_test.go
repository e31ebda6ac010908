package lint_test

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"mime/quotedprintable"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/draft"
	"github.com/tonelint/tonelint/rules"
	"golang.org/x/net/html"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

const mail = "../testdata/mail"

// TestMail reads every file of testdata/mail and compares how it is read, region by region, and what is found with the
// golden file of its name. The rules are those of testdata/mail/rules, so that the goldens tell of reading and not of
// judging. `go test ./lint -run TestMail -update` rewrites them.
func TestMail(t *testing.T) {
	set, err := rules.Load(rules.Pack{Dir: mail + "/rules", Files: os.DirFS(mail + "/rules")})
	if err != nil {
		t.Fatal(err)
	}
	linter := lint.New(set, lint.Options{})
	goldens := map[string]bool{}
	for _, path := range mailFiles(t) {
		name := strings.ReplaceAll(strings.TrimPrefix(path, mail+"/"), "/", "-")
		goldens[name+".golden"] = true
		t.Run(name, func(t *testing.T) {
			source, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			var got strings.Builder
			findings := 0
			for d, err := range draft.ReadFile(path) {
				if err != nil {
					fmt.Fprintf(&got, "error: %v\n", err)
					continue
				}
				result := linter.Lint(d)
				findings += len(result.Diagnostics)
				file := source
				if d.Decoded {
					file = d.Source
				}
				describe(&got, result, file)
				checkPlaces(t, result, file)
			}
			if findings == 0 {
				t.Error("nothing is found: the file shows nothing about places")
			}
			golden := filepath.Join(mail, "golden", name+".golden")
			if *update {
				if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	entries, err := os.ReadDir(filepath.Join(mail, "golden"))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !goldens[e.Name()] {
			t.Errorf("golden/%s belongs to no file", e.Name())
		}
	}
}

// mailFiles lists the files of testdata/mail that are drafts or mailboxes.
func mailFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(mail, func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && (e.Name() == "rules" || e.Name() == "golden"):
			return fs.SkipDir
		case !e.IsDir() && !strings.HasPrefix(e.Name(), "."):
			files = append(files, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// describe writes how a draft was read, and what was found where, with the bytes that stand there in the file.
func describe(w *strings.Builder, result *lint.Result, file []byte) {
	d := result.Draft
	if d.Mailbox {
		fmt.Fprintf(w, "message %d\n", d.Message)
	}
	if len(d.Names) > 0 {
		fmt.Fprintf(w, "to %s\n", strings.Join(d.Names, ", "))
	}
	for _, n := range d.Notices {
		fmt.Fprintf(w, "note: %s\n", n)
	}
	if d.Decoded {
		fmt.Fprintln(w, "positions in the decoded text")
	}
	for _, r := range d.Regions {
		text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(d.Text[r.Start:r.End])
		for line := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
			if strings.TrimSpace(line) != "" {
				fmt.Fprintf(w, "%10s │ %s\n", r.Part, strings.TrimRight(line, " "))
			}
		}
	}
	for _, x := range result.Diagnostics {
		start, end := x.Range.Start, x.Range.End
		fmt.Fprintf(w, "%d:%d to %d:%d %s %q\n", start.Line, start.Column, end.Line, end.Column, x.Rule.ID, file[start.Offset:end.Offset])
	}
	w.WriteString("\n")
}

// checkPlaces holds the place of every finding against the file by ways that share no code with the readers: the bytes
// there, decoded, are the words; line and byte column are those that counting gives. Every letter of the candidate's own
// words stands in the file where it is said to.
func checkPlaces(t *testing.T, result *lint.Result, file []byte) {
	t.Helper()
	d := result.Draft
	wide := bytes.HasPrefix(file, []byte("\xff\xfe")) || len(file) > 1 && file[0] == 0
	for _, x := range result.Diagnostics {
		stored := file[x.Range.Start.Offset:x.Range.End.Offset]
		words := squeeze(x.Text)
		found := false
		for _, decode := range decoders {
			found = found || squeeze(decode(string(stored))) == words
		}
		if !found {
			t.Errorf("%s: the file has %q at the place of %q", x.Rule.ID, stored, x.Text)
		}
		if wide {
			continue
		}
		for _, p := range []draft.Position{x.Range.Start, x.Range.End} {
			before := lineEnd.Split(strings.TrimPrefix(string(file[:p.Offset]), "\ufeff"), -1)
			last := before[len(before)-1]
			if p.Line != len(before) || p.ByteColumn != len(last)+1 || utf8.Valid(file) && p.Column != utf8.RuneCountInString(last)+1 {
				t.Errorf("offset %d is %d:%d (byte column %d), counted %d:%d (byte column %d)", p.Offset, p.Line, p.Column, p.ByteColumn, len(before), utf8.RuneCountInString(last)+1, len(last)+1)
			}
		}
	}
	for _, r := range d.Regions {
		if !r.Part.Own() || r.Part == draft.Subject {
			continue
		}
		for i, c := range d.Text[r.Start:r.End] {
			if c >= utf8.RuneSelf || c <= ' ' || c == '-' {
				continue // stored in as many ways as there are charsets, or written for a <li>
			}
			place := d.Range(r.Start+i, r.Start+i+1)
			stored := string(file[place.Start.Offset:place.End.Offset])
			if strings.Trim(stored, "\x00") != string(c) && !strings.HasPrefix(stored, "=") && !strings.HasPrefix(stored, "&") && !strings.HasPrefix(stored, "\x1b") {
				t.Fatalf("%q of %q stands at offset %d, where the file has %q", c, d.Text[r.Start:r.End], place.Start.Offset, stored)
			}
		}
	}
}

var (
	lineEnd = regexp.MustCompile("\r\n|\r|\n")
	tag     = regexp.MustCompile(`<[^>]*>`)
	link    = regexp.MustCompile(`\]\([^)]*\)|[\[*]`)
)

// decoders undo what stores text.
var decoders = []func(string) string{
	func(s string) string { return s },
	quotedPrintable,
	fromHTML,
	func(s string) string { return fromHTML(quotedPrintable(s)) },
	func(s string) string { return link.ReplaceAllString(s, "") },
	func(s string) string { return strings.ReplaceAll(s, " \n", "") }, // delsp=yes
	func(s string) string {
		out, _ := charmap.Windows1252.NewDecoder().String(quotedPrintable(s))
		return out
	},
	func(s string) string {
		out, _ := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder().String(s)
		return out
	},
	func(s string) string {
		out, _ := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder().String(s)
		return out
	},
	encodedWords,
}

func quotedPrintable(s string) string {
	out, _ := io.ReadAll(quotedprintable.NewReader(strings.NewReader(s)))
	return string(out)
}

func fromHTML(s string) string { return html.UnescapeString(tag.ReplaceAllString(s, "")) }

func squeeze(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\n' || r == '\r' || r == '\u00a0' }), " ")
}

// encodedWords returns the text of RFC 2047 words, without what stands in the first before the words of testdata.
func encodedWords(s string) string {
	out, _ := new(mime.WordDecoder).DecodeHeader(s)
	if i := strings.Index(out, "hy did you"); i > 0 {
		out = out[i-1:]
	}
	return strings.TrimRight(out, " –")
}
