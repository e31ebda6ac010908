package draft

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// seeds are the drafts of testdata and the shapes that readers trip over.
func seeds(f *testing.F) {
	files, err := filepath.Glob("../../testdata/*/*")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		if data, err := os.ReadFile(name); err == nil {
			f.Add("draft"+filepath.Ext(name), data)
		}
	}
	for _, s := range []string{
		"", "\n", "\xff\xfeH\x00i\x00", "\xef\xbb\xbfHi,\r\rThanks", "Subject:\n folded\n\nHi", "From x\nFrom: a\nTo: b\n\nHi\n\nFrom y\n\n",
		"Content-Type: multipart/mixed; boundary=b\n\n--b\n\n--b--", "MIME-Version: 1.0\nContent-Transfer-Encoding: quoted-printable\n\n=E2=80=\n=94=",
		"MIME-Version: 1.0\nContent-Transfer-Encoding: base64\n\nSGk=!", "MIME-Version: 1.0\nSubject: =?utf-8?q?=41?= =?x?b?!?=\n\nHi", "<html><p>a&nbsp;b<blockquote>c", "---\na\n---\n```\ncode",
		"MIME-Version: 1.0\nContent-Type: text/plain; charset=iso-2022-jp\n\n\x1b$B\x1b(B", "MIME-Version: 1.0\nContent-Type: text/plain; format=flowed; delsp=yes\n\na \nb ",
	} {
		f.Add("draft.txt", []byte(s))
		f.Add("draft.md", []byte(s))
		f.Add("draft.html", []byte(s))
	}
}

// FuzzParse: whatever the bytes, a draft that is read has regions that cover its text in order and without gaps, and
// positions that lie in the file and never go back.
func FuzzParse(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, name string, source []byte) {
		d, err := Parse(name, source)
		if err != nil {
			return
		}
		at := 0
		for _, r := range d.Regions {
			if r.Start != at || r.End <= r.Start {
				t.Fatalf("region %v starts at %d, the one before ended at %d", r.Part, r.Start, at)
			}
			at = r.End
		}
		if at != len(d.Text) {
			t.Fatalf("the regions end at %d of %d", at, len(d.Text))
		}
		last := -1
		for i, c := range d.Text {
			r := d.Range(i, i+len(string(c)))
			if r.Start.Offset < last || r.End.Offset < r.Start.Offset || r.End.Offset > len(d.Source) {
				t.Fatalf("character %d stands at %d to %d of %d, after %d", i, r.Start.Offset, r.End.Offset, len(d.Source), last)
			}
			if r.Start.Line < 1 || r.Start.Column < 1 || r.Start.ByteColumn < r.Start.Column && d.charset == utf8Charset {
				t.Fatalf("character %d has the position %+v", i, r.Start)
			}
			last = r.Start.Offset
			if i > 2000 {
				break // positions cost a line each; the start shows what is wrong
			}
		}
	})
}

// FuzzRead feeds the reader of streams, mailboxes among them.
func FuzzRead(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, name string, source []byte) {
		n := 0
		for d, err := range Read(name, bytes.NewReader(source)) {
			n++
			if err == nil && d.Text == "" {
				t.Fatal("an empty draft was yielded")
			}
			if n > len(source)+1 {
				t.Fatal("more drafts than bytes")
			}
		}
	})
}
