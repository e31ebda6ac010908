package draft

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestQuotedHTML: quoted messages and signatures as mail programs mark them, and what stands between them.
func TestQuotedHTML(t *testing.T) {
	const frame, attribution = `<div class="gmail_quote gmail_quote_container">`, `<div dir="ltr" class="gmail_attr">On Mon, Ana wrote:<br></div>`
	const quote = `<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204)">`
	for _, test := range []struct {
		reason, source string
		want           []string
	}{
		{"Gmail, answered above", "<div>I ask.</div>" + frame + attribution + quote + "q</blockquote></div>", []string{"own words: I ask.", "quoted: On Mon, Ana wrote: q"}},
		{"Gmail, answered between and below", frame + attribution + quote + "q1</blockquote><div>Yes.</div>" + quote + "q2</blockquote><div>No.</div></div>", []string{"quoted: On Mon, Ana wrote: q1", "own words: Yes.", "quoted: q2", "own words: No."}},
		{"Gmail, a quotation in a quotation", frame + quote + "q1" + frame + quote + "q2</blockquote>q3</div></blockquote></div>No.", []string{"quoted: q1 q2 q3", "own words: No."}},
		{"Gmail, forwarded", "<div>I ask.</div>" + frame + attribution + "<div>f1" + frame + quote + "q</blockquote></div></div>f2</div>", []string{"own words: I ask.", "quoted: On Mon, Ana wrote: f1 q f2"}},
		{"Gmail, forwarded with a signature", frame + `f<div class="gmail_signature">s</div></div>No.`, []string{"quoted: f s", "own words: No."}},
		{"an indent", `<p>Hi,</p><blockquote style="margin: 0 0 0 40px; border: none; padding: 0px">I ask.</blockquote>`, []string{"greeting: Hi,", "own words: I ask."}},
		{"an indent, Firefox", `<p>Hi,</p><blockquote style="margin:0 0 0 40px;border:medium none;padding:0px">I ask.</blockquote>`, []string{"greeting: Hi,", "own words: I ask."}},
		{"Outlook's line by a style", `<p>Hi,</p><blockquote style="border:none;border-left:solid #CCCCCC 1.0pt">q</blockquote>`, []string{"greeting: Hi,", "quoted: q"}},
		{"a cited message", `<p>Hi,</p><blockquote type="cite" style="border:none">q</blockquote>`, []string{"greeting: Hi,", "quoted: q"}},
		{"a bare blockquote", `<p>Hi,</p><blockquote>q</blockquote>`, []string{"greeting: Hi,", "quoted: q"}},
	} {
		d, err := Parse("draft.html", []byte(test.source))
		if err != nil {
			t.Fatal(err)
		}
		var got []string // neighbours of one part in one line
		for _, p := range parts(d) {
			part, text, _ := strings.Cut(p, ": ")
			if n := len(got); n > 0 && strings.HasPrefix(got[n-1], part+": ") {
				got[n-1] += " " + text
			} else {
				got = append(got, p)
			}
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.reason, diff)
		}
	}
}

// TestEditedTags: no edit takes a tag with it, wherever the white space beside it stands.
func TestEditedTags(t *testing.T) {
	for _, source := range []string{
		"<p>I am new <b>to it</b>.</p>",
		"<p>I am new<b> to it</b>.</p>",
		"<table><tr><td>I am new</td><td>to it.</td></tr></table>",
		"<table><tr><td>I am new</td>\n<td>to it.</td></tr></table>",
	} {
		d, err := Parse("draft.html", []byte(source))
		if err != nil {
			t.Fatal(err)
		}
		start := strings.Index(d.Text, "new to")
		if start < 0 {
			t.Fatalf("%s reads %q", source, d.Text)
		}
		if edited, err := d.Edited([]Replacement{{start, start + len("new to"), "used to"}}); err == nil {
			t.Errorf("%s was edited to %s", source, edited.Source)
		}
	}
}
