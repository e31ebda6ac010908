package draft

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestByteOrderMark: a mark in front of mail, which Windows editors write, changes nothing but the places in the file.
func TestByteOrderMark(t *testing.T) {
	const mark = "\ufeff"
	for _, source := range []string{
		"Subject: Feedback\nTo: a@b.c\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nHi =C3=A9,\n\nI ask.\n",
		"From: a@b.c\nTo: d@e.f\n\nHi,\n\nI ask.\n",
		"From a Mon Nov  2 10:00:00 2026\nFrom: a\nTo: b\n\nI ask.\n\nFrom a Mon Nov  2 10:00:00 2026\nFrom: a\nTo: b\n\nI ask.\n",
		"From a Mon Nov  2 10:00:00 2026\nFrom: a\nTo: b\nX-Status: D\n\nGone.\n\nFrom a Mon Nov  2 10:00:00 2026\nFrom: a\nTo: b\n\nI ask.\n",
	} {
		read := func(source string) (all []*Draft) {
			for d, err := range Read("draft.eml", strings.NewReader(source)) {
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, d)
			}
			return all
		}
		want, got := read(source), read(mark+source)
		if len(got) != len(want) {
			t.Errorf("%q with a mark: %d drafts, want %d", source, len(got), len(want))
			continue
		}
		for i, w := range want {
			if diff := cmp.Diff(parts(w), parts(got[i])); diff != "" {
				t.Errorf("%q with a mark (-want +got):\n%s", source, diff)
			}
			if diff := cmp.Diff(w.Notices, got[i].Notices); diff != "" {
				t.Errorf("%q with a mark: notices (-want +got):\n%s", source, diff)
			}
			for _, word := range []string{"From:", "To:", "I ask"} {
				at := strings.Index(w.Text, word)
				if at < 0 {
					continue
				}
				p := w.Range(at, at+len(word)).Start
				p.Offset += len(mark)
				if at := strings.Index(got[i].Text, word); got[i].Range(at, at+len(word)).Start != p {
					t.Errorf("%q with a mark: %s stands at %+v, want %+v", source, word, got[i].Range(at, at+len(word)).Start, p)
				}
			}
		}
	}
}

// TestInlineAttachments: a file that is shown below the text is no part of the draft.
func TestInlineAttachments(t *testing.T) {
	for _, test := range []struct{ reason, kind, first, second, want string }{
		{"a text with a file name", "mixed", "", "Content-Type: text/plain\nContent-Disposition: inline; filename=\"cv.txt\"\n", "a"},
		{"a text with a name", "mixed", "", "Content-Type: text/plain; name=cv.txt\nContent-Disposition: inline\n", "a"},
		{"a name in pieces", "mixed", "", "Content-Type: text/plain\nContent-Disposition: inline;\n filename*0=cv;\n filename*1=.txt\n", "a"},
		{"a name without quotes", "mixed", "", "Content-Type: text/html\nContent-Disposition: inline; filename=my cv.html\n", "a"},
		{"two texts", "mixed", "", "Content-Type: text/plain\nContent-Disposition: inline\n", "a b"},
		{"the first has a name", "mixed", "Content-Type: text/plain; name=body.txt\n", "Content-Type: text/plain\n", "a b"},
		{"alternatives", "alternative", "Content-Type: text/html\n", "Content-Type: text/plain; name=body.txt\n", "b"},
	} {
		source := "MIME-Version: 1.0\nContent-Type: multipart/" + test.kind + "; boundary=x\n\n--x\n" + test.first + "\na\n--x\n" + test.second + "\nb\n--x--\n"
		d, err := Parse("draft.eml", []byte(source))
		if err != nil {
			t.Fatal(err)
		}
		if got := ownWords(d); got != test.want {
			t.Errorf("%s: own words %q, want %q", test.reason, got, test.want)
		}
	}
}

// ownWords returns what is judged of a draft, its white space made single.
func ownWords(d *Draft) string {
	var words []string
	for _, r := range d.Regions {
		if r.Part.Own() {
			words = append(words, strings.Fields(d.Text[r.Start:r.End])...)
		}
	}
	return strings.Join(words, " ")
}

// TestWrongCharset: text that is UTF-8 is read as such, whatever the header says; editors hand over nothing else. No edit
// brings it about.
func TestWrongCharset(t *testing.T) {
	const header = "MIME-Version: 1.0\nContent-Type: text/plain; charset="
	for source, want := range map[string]string{
		header + "iso-8859-1\n\nI don\u2019t ask.\n":                                                   "I don\u2019t ask.",
		header + "koi8-r\n\nI don\u2019t ask.\n":                                                       "I don\u2019t ask.",
		header + "gb2312\nContent-Transfer-Encoding: quoted-printable\n\nI don=E2=80=99t ask.\n":       "I don\u2019t ask.",
		header + "windows-1252\n\nI don\x92t ask.\n":                                                   "I don\u2019t ask.",
		header + "iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nI don=92t ask, \u00e9.\n": "I don\u2019t ask, Ã©.",
		header + "koi8-r\n\nI ask \xc1.\n":                                                             "I ask \u0430.",
	} {
		d, err := Parse("draft.eml", []byte(source))
		if err != nil {
			t.Fatal(err)
		}
		if got := ownWords(d); got != want {
			t.Errorf("%q reads %q, want %q", source, got, want)
		}
	}
	for _, header := range []string{header + "iso-8859-1\n\n", header + "iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n"} {
		d, err := Parse("draft.eml", []byte(header+"I ask.\n"))
		if err != nil {
			t.Fatal(err)
		}
		at := strings.Index(d.Text, "I ask")
		if edited, err := d.Edited([]Replacement{{at, at + 1, "I don\u2019t"}}); err == nil {
			t.Errorf("UTF-8 was written where the header says Latin-1: %q", edited.Source)
		}
	}
}

// TestBase64: texts that are padded each, a footer in clear, and damage.
func TestBase64(t *testing.T) {
	for _, test := range []struct {
		source, want string
		damaged      bool
	}{
		{"SSBhc2su", "I ask.", false},
		{"SSBh\r\nc2su\r\n", "I ask.", false},
		{"\nSSB hc2su\n\n", "I ask.", false},
		{"SSB\n\nhc2su\n", "I ask.", false},
		{"SSBhc2sgeW91Lg==", "I ask you.", false},
		{"SSBhc2sgeW91Lg", "I ask you.", false},
		{"SSBhc2sgeW91Lg==\nSSBhc2sgeW91Lg==\n", "I ask you.I ask you.", false},
		{"SSBhc2sgeW91Lg==SSBhc2su", "I ask you.I ask.", false},
		{"SSBhc2sgeW91Lg==\n____\nUnsubscribe below\n", "I ask you.", true},
		{"SSBhc2sgeW91Lg==\nUnsubscribe\n", "I ask you.", true},
		{"SSBhc2su\n\n____\nUnsubscribe\n", "I ask.", true},
		{"SSBh!\nc2su", "I ask.", true},
		{"SSBhc2suS", "I ask.", true},
		{"é", "", true},
	} {
		if got, damaged := decodeBase64(test.source); got != test.want || damaged != test.damaged {
			t.Errorf("%q: %q (damaged %v), want %q (damaged %v)", test.source, got, damaged, test.want, test.damaged)
		}
	}
}

// TestTransferEncoding: a comment behind the name is legal, a parameter is not but is seen.
func TestTransferEncoding(t *testing.T) {
	for _, encoding := range []string{"quoted-printable", "Quoted-Printable (yes)", "quoted-printable(yes)", "quoted-printable; charset=utf-8", "quoted-printable\n (folded)"} {
		d, err := Parse("draft.eml", []byte("MIME-Version: 1.0\nContent-Transfer-Encoding: "+encoding+"\n\nI =61sk.\n"))
		if err != nil {
			t.Fatal(err)
		}
		if got := ownWords(d); got != "I ask." || d.Notices != nil {
			t.Errorf("%s: %q, notices %q", encoding, got, d.Notices)
		}
	}
}
