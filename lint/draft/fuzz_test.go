package draft

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// Every reader has its target. The seeds are the files of testdata and the shapes that readers trip over.
func seeds(f *testing.F, add func(name string, source []byte)) {
	err := filepath.WalkDir("../../testdata", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || strings.HasSuffix(path, ".golden") {
			return err
		}
		data, err := os.ReadFile(path)
		add("draft"+filepath.Ext(path), data)
		return err
	})
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{
		"", "\n", "\xff\xfeH\x00i\x00", "\xef\xbb\xbfHi,\r\rThanks", "Subject:\n folded\n\nHi", "From x\nFrom: a\nTo: b\n\nHi\n\nFrom y\n\n",
		"Content-Type: multipart/mixed; boundary=b\n\n--b\n\n--b--", "MIME-Version: 1.0\nContent-Transfer-Encoding: quoted-printable\n\n=E2=80=\n=94=",
		"MIME-Version: 1.0\nContent-Transfer-Encoding: base64\n\nSGk=!", "MIME-Version: 1.0\nSubject: =?utf-8?q?=41?= =?x?b?!?=\n\nHi", "<html><p>a&nbsp;b<blockquote>c", "---\na\n---\n```\ncode",
		"MIME-Version: 1.0\nContent-Type: text/plain; charset=iso-2022-jp\n\n\x1b$B\x1b(B", "MIME-Version: 1.0\nContent-Type: text/plain; format=flowed; delsp=yes\n\na \nb ",
		"Zo\xc3\xab na\xefve Zo\xc3\xab caf\xc3\xa9",
	} {
		for _, name := range []string{"draft.txt", "draft.md", "draft.html", "draft.eml"} {
			add(name, []byte(s))
		}
	}
}

// sound demands of a draft, whatever it was read from, that its text is UTF-8, that its regions cover the text in order
// and without gaps, and that positions lie in the file and never go back.
func sound(t *testing.T, d *Draft) {
	t.Helper()
	if !utf8.ValidString(d.Text) {
		t.Fatalf("the text is not UTF-8: %q", d.Text)
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
	last := d.FileOffset()
	for i, c := range d.Text {
		r := d.Range(i, i+utf8.RuneLen(c))
		if r.Start.Offset < last || r.End.Offset < r.Start.Offset || r.End.Offset > d.FileOffset()+len(d.Source) {
			t.Fatalf("character %d stands at %d to %d of %d, after %d", i, r.Start.Offset, r.End.Offset, len(d.Source), last)
		}
		if r.Start.Line < 1 || r.Start.Column < 1 || r.Start.ByteColumn < r.Start.Column && d.charset == utf8Charset {
			t.Fatalf("character %d has the position %+v", i, r.Start)
		}
		last = r.Start.Offset
	}
	d.Range(len(d.Text), len(d.Text))
	d.Below()
}

// FuzzParse: any file under any name.
func FuzzParse(f *testing.F) {
	seeds(f, func(name string, source []byte) { f.Add(name, source) })
	f.Fuzz(func(t *testing.T, name string, source []byte) {
		before := bytes.Clone(source)
		if d, err := Parse(name, source); err == nil {
			sound(t, d)
		}
		if !bytes.Equal(before, source) {
			t.Fatal("the source was changed")
		}
	})
}

// FuzzMail: any text, stored in any way that a header can name.
func FuzzMail(f *testing.F) {
	for _, encoding := range []string{"7bit", "quoted-printable", "base64", "x-none"} {
		for _, contentType := range []string{"text/plain; charset=utf-8", "text/html; charset=iso-2022-jp", "text/plain; charset=utf-16; format=flowed; delsp=yes", "text/markdown; charset=gb18030", "multipart/alternative; boundary=b"} {
			f.Add("=?utf-8?q?=41?= b\n =?x?b?c?=", contentType, encoding, []byte("Hi,\n\nSGVsbG8= =E2=80=94 \xe9 \n> no\n--b\nContent-Type: text/html\n\n<p>Hi\n--b--\n"))
		}
	}
	f.Fuzz(func(t *testing.T, subject, contentType, encoding string, body []byte) {
		source := append([]byte("From: a\nTo: b\nSubject: "+subject+"\nContent-Type: "+contentType+"\nContent-Transfer-Encoding: "+encoding+"\n\n"), body...)
		if d, err := Parse("draft.eml", source); err == nil {
			sound(t, d)
		}
	})
}

// FuzzHTML and FuzzMarkdown: the readers of markup by themselves.
func FuzzHTML(f *testing.F) {
	seeds(f, func(_ string, source []byte) { f.Add(string(source)) })
	f.Fuzz(func(t *testing.T, source string) {
		source = strings.ToValidUTF8(source, "?")
		soundView(t, len(source), htmlView(source))
	})
}

func FuzzMarkdown(f *testing.F) {
	seeds(f, func(_ string, source []byte) { f.Add(string(source)) })
	f.Fuzz(func(t *testing.T, source string) {
		source = strings.ToValidUTF8(source, "?")
		soundView(t, len(source), markdownView(source))
	})
}

func soundView(t *testing.T, length int, v view) {
	t.Helper()
	last := 0
	for i := range v.text {
		at := v.offsets.source(i)
		if at < last || at > length {
			t.Fatalf("character %d stands at %d of %d, after %d", i, at, length, last)
		}
		last = at
	}
	for _, m := range v.marks {
		if m.Start < 0 || m.End < m.Start || m.End > len(v.text) {
			t.Fatalf("mark %+v of %d bytes", m, len(v.text))
		}
	}
}

// FuzzCharset: every decoder that can be named.
func FuzzCharset(f *testing.F) {
	for _, name := range []string{"iso-2022-jp", "shift_jis", "euc-jp", "gb18030", "big5", "euc-kr", "utf-16", "koi8-r", "iso-8859-15", "hz-gb-2312", "utf-7"} {
		f.Add(name, []byte("Hi \x1b$B%i\x1b(B ~{VPND~} \xe9\x81\x40\xff\xfe"))
	}
	f.Fuzz(func(t *testing.T, name string, raw []byte) {
		var below viewer
		below.verbatim(string(raw), 0)
		soundView(t, len(raw), (&Draft{}).decodeCharset(below.done(len(raw)), name))
	})
}

// FuzzRead: streams, mailboxes among them. No byte of a mailbox is counted twice, and messages come in order.
func FuzzRead(f *testing.F) {
	seeds(f, func(name string, source []byte) { f.Add(name, source) })
	f.Fuzz(func(t *testing.T, name string, source []byte) {
		last := -1
		for d, err := range Read(name, bytes.NewReader(source)) {
			if err != nil {
				continue
			}
			sound(t, d)
			if d.FileOffset() <= last || !d.Decoded && !bytes.HasPrefix(source[d.FileOffset():], d.Source) {
				t.Fatalf("message %d starts at %d, the one before at %d", d.Message, d.FileOffset(), last)
			}
			last = d.FileOffset()
		}
	})
}

// FuzzEdited: an edit is refused, or the draft reads as it should.
func FuzzEdited(f *testing.F) {
	seeds(f, func(name string, source []byte) { f.Add(name, source, 3, 9, "instead – of it") })
	f.Fuzz(func(t *testing.T, name string, source []byte, start, end int, text string) {
		d, err := Parse(name, source)
		if err != nil || start < 0 || end < start || end > len(d.Text) || !utf8.ValidString(text) || !utf8.ValidString(d.Text[start:]) || !utf8.ValidString(d.Text[:end]) || !utf8.ValidString(d.Text[:start]) {
			return
		}
		if edited, err := d.Edited([]Replacement{{start, end, text}}); err == nil {
			sound(t, edited)
			if !strings.HasPrefix(edited.Text, d.Text[:start]) || !strings.HasSuffix(edited.Text, d.Text[end:]) {
				t.Fatalf("%q became %q", d.Text, edited.Text)
			}
		}
	})
}
