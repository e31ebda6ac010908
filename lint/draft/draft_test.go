package draft

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// parts lists the parts of a text, one a line, blank regions left out.
func parts(d *Draft) []string {
	var out []string
	for _, r := range d.Regions {
		if text := strings.Join(strings.Fields(d.Text[r.Start:r.End]), " "); text != "" {
			out = append(out, r.Part.String()+": "+text)
		}
	}
	return out
}

func TestRegions(t *testing.T) {
	for _, test := range []struct {
		reason, text string
		want, names  []string
	}{
		{"headers", "To: a@b.c\nSubject: Feedback\n on Tuesday\n\nHi Priya,\n\nI ask.\n", []string{"header: To: a@b.c Subject:", "subject: Feedback on Tuesday", "greeting: Hi Priya,", "own words: I ask."}, []string{"priya"}},
		{"no headers", "From: now on I will prepare.\nReally.", []string{"own words: From: now on I will prepare. Really."}, nil},
		{"greeting on the line", "Hi Priya, thanks for the call.", []string{"greeting: Hi Priya,", "own words: thanks for the call."}, []string{"priya"}},
		{"two names", "Dear Ms O'Neill and Mr Obi-Lee,\nok then", []string{"greeting: Dear Ms O'Neill and Mr Obi-Lee,", "own words: ok then"}, []string{"o'neill", "obi-lee"}},
		{"a name alone", "Priya,\nok then", []string{"greeting: Priya,", "own words: ok then"}, []string{"priya"}},
		{"an opener is no name", "Unfortunately,\nit is over", []string{"own words: Unfortunately, it is over"}, nil},
		{"nobody's name", "Dear hiring team,\nok then", []string{"greeting: Dear hiring team,", "own words: ok then"}, nil},
		{"no greeting", "I write to ask.", []string{"own words: I write to ask."}, nil},
		{"greeting without a comma", "hi just wanted to ask how i did in the interview", []string{"greeting: hi", "own words: just wanted to ask how i did in the interview"}, nil},
		{"a sentence behind the name", "Dear Mr Nowak thank you for the letter. I ask.", []string{"greeting: Dear Mr Nowak", "own words: thank you for the letter. I ask."}, []string{"nowak"}},
		{"thanks that end in a comma are no name", "Ta for that, Linda. I ask.", []string{"own words: Ta for that, Linda. I ask."}, nil},
		{"sign-off", "Hi,\nI ask.\n\nKind regards,\nTom Okafor\n07700 900123", []string{"greeting: Hi,", "own words: I ask.", "sign-off: Kind regards, Tom Okafor 07700 900123"}, nil},
		{"sign-off on one line", "Hi,\nI ask.\nCheers, Dan", []string{"greeting: Hi,", "own words: I ask.", "sign-off: Cheers, Dan"}, nil},
		{"a sentence behind thanks is no name", "Hi,\nI ask.\nThank you. You are wrong.", []string{"greeting: Hi,", "own words: I ask. Thank you. You are wrong."}, nil},
		{"phone signature right below prose", "Hi,\nI would like to hear what I could improve.\nSent from my Surface", []string{"greeting: Hi,", "own words: I would like to hear what I could improve.", "signature: Sent from my Surface"}, nil},
		{"an address speaks of nobody", "Hi,\nI ask.\n\nOn Tue, Jan 5, 2026 at 10:12 AM Jane Roe <jobs@we-hire.com> wrote:\n\nYou failed.", []string{"greeting: Hi,", "own words: I ask.", "quoted: On Tue, Jan 5, 2026 at 10:12 AM Jane Roe <jobs@we-hire.com> wrote: You failed."}, nil},
		{"a bare name", "Hi,\nI ask.\n\nTom", []string{"greeting: Hi,", "own words: I ask.", "sign-off: Tom"}, nil},
		{"thanks on top are no sign-off", "Thanks\nfor the interview you gave me.\nI ask.", []string{"own words: Thanks for the interview you gave me. I ask."}, nil},
		{"postscript", "Hi,\nI ask.\nBest,\nTom\nPS I lost my scarf.", []string{"greeting: Hi,", "own words: I ask.", "sign-off: Best, Tom", "own words: PS I lost my scarf."}, nil},
		{"signature", "Hi,\nI ask.\n-- \nTom\nEngineer", []string{"greeting: Hi,", "own words: I ask.", "signature: -- Tom Engineer"}, nil},
		{"phone signature", "Hi,\nI ask.\n\nSent from my iPhone", []string{"greeting: Hi,", "own words: I ask.", "signature: Sent from my iPhone"}, nil},
		{"phone signature below the name", "Hi,\nI ask.\n\nTom\nSent from the new Galaxy, please excuse typos", []string{"greeting: Hi,", "own words: I ask.", "sign-off: Tom", "signature: Sent from the new Galaxy, please excuse typos"}, nil},
		{"words below a phone signature", "Hi,\nI ask.\n\nSent from my iPhone\nSent from Outlook\n\nI ask again.", []string{"greeting: Hi,", "own words: I ask.", "signature: Sent from my iPhone Sent from Outlook", "own words: I ask again."}, nil},
		{"a sentence wrapped like a signature", "Hi,\nI did all of the task\nsent by the mobile team. I ask.\n\nPlease.", []string{"greeting: Hi,", "own words: I did all of the task sent by the mobile team. I ask. Please."}, nil},
		{"a sentence that starts like one", "Hi,\n\nSent by the recruiter, it came late.\nI ask.", []string{"greeting: Hi,", "own words: Sent by the recruiter, it came late. I ask."}, nil},
		{"quoted below", "I ask.\n\nOn Mon, 2 Nov 2026 at 10:00, Ana <a@b.c> wrote:\n> no\n> sorry", []string{"own words: I ask.", "quoted: On Mon, 2 Nov 2026 at 10:00, Ana <a@b.c> wrote: > no > sorry"}, nil},
		{"wrapped attribution", "I ask.\n\nOn Mon, 2 Nov 2026 at 10:00, Ana Bell\n<a@b.c> wrote:\n\n> no", []string{"own words: I ask.", "quoted: On Mon, 2 Nov 2026 at 10:00, Ana Bell <a@b.c> wrote: > no"}, nil},
		{"interleaved", "> you were late\nI was.\n> and loud\nSorry.", []string{"quoted: > you were late", "own words: I was.", "quoted: > and loud", "own words: Sorry."}, nil},
		{"original message", "I ask.\n-----Original Message-----\nFrom: Ana\nno", []string{"own words: I ask.", "quoted: -----Original Message----- From: Ana no"}, nil},
		{"Outlook block", "I ask.\n\nFrom: Ana Bell\nSent: Monday\nTo: Tom\nSubject: No\n\nno", []string{"own words: I ask.", "quoted: From: Ana Bell Sent: Monday To: Tom Subject: No no"}, nil},
		{"Outlook's line", "I ask.\n____________________\n\nFrom: Ana Bell\nSent: Monday\nTo: Tom\n\nno", []string{"own words: I ask.", "quoted: ____________________ From: Ana Bell Sent: Monday To: Tom no"}, nil},
		{"a line that somebody drew", "I ask.\n____________________\n\nI ask again.\n____________________\n", []string{"own words: I ask. ____________________ I ask again. ____________________"}, nil},
		{"forwarded", "I ask.\n\nBegin forwarded message:\n\nno", []string{"own words: I ask.", "quoted: Begin forwarded message: no"}, nil},
		{"quoted without marks", "I ask.\n\nOn 2 Nov, Ana wrote:\n\nno", []string{"own words: I ask.", "quoted: On 2 Nov, Ana wrote: no"}, nil},
		{"quoted without marks, date behind", "I ask.\n\nAna Bell wrote on 2026-11-02:\nno", []string{"own words: I ask.", "quoted: Ana Bell wrote on 2026-11-02: no"}, nil},
		{"a sentence that ends like an attribution", "Here is what I wrote on the form in 2026:\n\nI ask.", []string{"own words: Here is what I wrote on the form in 2026: I ask."}, nil},
		{"another one", "On Monday I read your feedback next to the words that Ana wrote:\n\nI ask.", []string{"own words: On Monday I read your feedback next to the words that Ana wrote: I ask."}, nil},
		{"and one with a date", "On 2 November you wrote:\n\nI ask.", []string{"own words: On 2 November you wrote: I ask."}, nil},
		{"a sentence with on and wrote", "On Monday I wrote to you.\nI ask.", []string{"own words: On Monday I wrote to you. I ask."}, nil},
	} {
		d, err := Parse("draft.txt", []byte(test.text))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(test.want, parts(d)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.reason, diff)
		}
		if diff := cmp.Diff(test.names, d.Names); diff != "" {
			t.Errorf("%s: names (-want +got):\n%s", test.reason, diff)
		}
	}
}

// TestHTML: what is read of a page is what a browser shows, end tags or not.
func TestHTML(t *testing.T) {
	checkText(t, "draft.html", map[string]string{
		"<html><head><meta charset=utf-8><body><p>I ask.</p></body></html>":                       "I ask.",
		"<html><head><title>Draft</title><style>p {}</style><p>I ask.":                            "I ask.",
		"<html><head><title>Draft</title>I ask.":                                                  "I ask.",
		"<p hidden>preview<p>I ask.":                                                              "I ask.",
		"<table><tr><td>I<td>ask.<tr><th>Please</th>\n<th>do.</table>":                            "I ask.\nPlease do.",
		"<p hidden>a<b>b<br>c</b><div>I ask.</div>":                                               "I ask.",
		"<div><p style='display: none'>preview</div>I ask.":                                       "I ask.",
		"<ul><li>I ask.<li hidden>a</ul>Now.":                                                     "- I ask.\n\nNow.",
		"<p>I <span hidden>a<span>b</span>c<blockquote>d</blockquote></span>ask.":                 "I ask.",
		"<div hidden><p>a<p>b<div>c</div>d<ul><li>e</ul></div>I ask.":                             "I ask.",
		"<p>I ask<script>a</script><noscript>b</noscript><template><p>c</template>.":              "I ask.",
		"<p>I ask.<div hidden id=appendonsend>a</div><p hidden class=gmail_signature>b<p>Please.": "I ask.\n\nPlease.",
	})
}

// checkText holds the text that is read of every source, but for white space around it.
func checkText(t *testing.T, path string, texts map[string]string) {
	t.Helper()
	for source, want := range texts {
		d, err := Parse(path, []byte(source))
		if err != nil {
			t.Errorf("%q: %v", source, err)
			continue
		}
		if got := strings.TrimSpace(d.Text); got != want {
			t.Errorf("%q reads %q, want %q", source, got, want)
		}
	}
}

// TestMarkdown: what is read of Markdown is what it shows.
func TestMarkdown(t *testing.T) {
	checkText(t, "draft.md", map[string]string{
		"---\ntitle: Draft\ndate created: today\ntags:\n- a\n  b\n\n# c\n---\nI ask.": "I ask.",
		"---\r\n# c\r\na:\r\n...\r\nI ask.":                                           "I ask.",
		"---\n\nHi,\n\nI ask.\n\n---\n\nSam":                                          "---\n\nHi,\n\nI ask.\n\n---\n\nSam",
		"---\n- I ask.\n---\n":                                                        "---\n- I ask.\n---",
		"---\nDear Ana:\n\nI ask.\n\n---\n":                                           "---\nDear Ana:\n\nI ask.\n\n---",
		"I ask.\n\n[a]: https://example.com \"a b\"\r\n[b]:<a b> (c)\n":               "I ask.",
		"Hi,\n\n[a]:\nI ask.":                                                         "Hi,\n\n[a]:\nI ask.",
		"Hi[^1],\n\n[^1]: I ask.":                                                     "Hi,\n\n I ask.",
		"Hi,\n[a]: I ask.":                                                            "Hi,\n[a]: I ask.",
		"Hi,\n\n# I ask\n\nNow.":                                                      "Hi,\n\nI ask\n\nNow.",
		"Hi,\r\n#\tI\r\n ## ask\r\nNow.":                                              "Hi,\r\n\r\nI\r\n\r\nask\r\n\r\nNow.",
		"I <b class=c id='d' style = \"e\">ask</b><br/>again,<BR />\nand<p>again</p>": "I ask\nagain,\nand\nagain",
		"If a <b and c> d,\n\n<p\n\nI ask.\n\n> b":                                    "If a <b and c> d,\n\n<p\n\nI ask.\n\n> b",
		"I ask, <date>, <company>.":                                                   "I ask, <date>, <company>.",
		"I [ask][1] [you][] [B], ![c][1] [gap][d] [gap].\n\n[1]: http://a\n[You]: http://a\n[b]: http://a": "I ask you B,  [gap][d] [gap].",
		"I `[1]` `<br>`ask.\n\n[1]: http://a": "I `` ``ask.",
	})
}

// TestMarkdownSignature: two dashes right below a line underline it, and start no signature.
func TestMarkdownSignature(t *testing.T) {
	for source, want := range map[string][]string{
		"Hi,\n\nMy question\n--\n\nI ask.": {"greeting: Hi,", "own words: My question -- I ask."},
		"Hi,\n\nI ask.\n\n--\nTom Okafor":  {"greeting: Hi,", "own words: I ask.", "signature: -- Tom Okafor"},
		"Hi,\n\nI ask.\n-- \nTom Okafor":   {"greeting: Hi,", "own words: I ask.", "signature: -- Tom Okafor"},
	} {
		d, err := Parse("draft.md", []byte(source))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, parts(d)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", source, diff)
		}
	}
}

func TestErrors(t *testing.T) {
	const picture = "Content-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0K\n"
	for source, want := range map[string]error{
		"": ErrEmpty, " \n\t": ErrEmpty, "<html><p hidden>I ask.": ErrEmpty,
		"\x00\x01\x02": ErrNotText, "\x89PNG\r\n\x1a\n\x00": ErrNotText, strings.Repeat("\x01a", 99): ErrNotText,
		"Subject: Feedback\n" + picture: ErrNoText,
		"Subject: Feedback\nContent-Type: multipart/mixed; boundary=x\n\n--x\n" + picture + "--x--\n": ErrNoText,
	} {
		if _, err := Parse("draft.txt", []byte(source)); !errors.Is(err, want) {
			t.Errorf("%q: error %v, want %v", source, err, want)
		}
	}
}

func TestPositions(t *testing.T) {
	for _, test := range []struct {
		name, source string
		text         string // the words to find
		want         Position
	}{
		{"ASCII", "ab\ncd why", "why", Position{6, 2, 4, 4, 4}},
		{"wide", "é😀 why", "why", Position{7, 1, 4, 8, 5}},
		{"CRLF", "ab\r\ncd why", "why", Position{7, 2, 4, 4, 4}},
		{"CR", "ab\rcd why", "why", Position{6, 2, 4, 4, 4}},
		{"byte order mark", "\ufeffab why", "why", Position{6, 1, 4, 4, 4}},
		{"Windows-1252", "\xe9\x92 why", "why", Position{3, 1, 4, 4, 4}},
		{"UTF-16LE", "\xff\xfea\x00\n\x00\xe9\x00 \x00w\x00h\x00y\x00", "why", Position{10, 2, 3, 5, 3}},
		{"UTF-16LE without a mark", "I\x00 \x00a\x00m\x00 \x00\x3d\xd8\x00\xde \x00s\x00o\x00 \x00w\x00h\x00y\x00", "why", Position{22, 1, 11, 23, 12}},
		{"UTF-16BE", "\xfe\xff\x00a\x00\n\xd8\x3d\xde\x00\x00w\x00h\x00y", "why", Position{10, 2, 2, 5, 3}},
	} {
		d, err := Parse("draft.txt", []byte(test.source))
		if err != nil {
			t.Fatal(err)
		}
		at := strings.Index(d.Text, test.text)
		if got := d.Range(at, at+len(test.text)).Start; got != test.want {
			t.Errorf("%s: %+v, want %+v", test.name, got, test.want)
		}
	}
}

// TestEditedHeaders: the words of a subject can be edited, but no edit takes a header line away or makes one.
func TestEditedHeaders(t *testing.T) {
	const mail = "From: a@b.c\nSubject: Feedback!!!\nTo: d@e.f\n\nI ask.\n"
	for _, test := range []struct {
		source, old, new string
		ok               bool
	}{
		{mail, "Feedback!!!", "Feedback.", true},
		{mail, "I ask.", "I ask you.", true},
		{mail, "Feedback!!!", "Feedback!!!\n\nThank you.", false},
		{mail, "Feedback!!!", "Feedback!!!\nBcc: x@y.z", false},
		{mail, "d@e.f", "x@y.z", false},
		{mail, "I ask.", "Thanks.\n\nI ask.", true},
		{"Subject: Feedback\nTo: d@e.f\nI ask.\n", "Feedback", "Feedback\n\nThank you.", false},
		{"Date: Tuesday it was.\nI ask.\n", "I ask", "\nThank you. I ask", false},
	} {
		d, err := Parse("draft.txt", []byte(test.source))
		if err != nil {
			t.Fatal(err)
		}
		start := strings.Index(d.Text, test.old)
		edited, err := d.Edited([]Replacement{{start, start + len(test.old), test.new}})
		if ok := err == nil; ok != test.ok {
			t.Errorf("%q for %q in %q: error %v", test.new, test.old, test.source, err)
		}
		if err == nil && string(edited.Source) != strings.Replace(test.source, test.old, test.new, 1) {
			t.Errorf("%q for %q gave %q", test.new, test.old, edited.Source)
		}
	}
}

// TestSignOffs holds the short ways around the expressions for sign-offs, names and salutations to the expressions.
func TestSignOffs(t *testing.T) {
	lines := append([]string{"Yours in Christ", "very sincerely yours", " Warmest regards -", "slán", "tks", "Cheers, Dan", "Yours truly — A. O'Brien", "GOD BLESS", "best of luck!", "until next time",
		"appreciation", "with many thanks", "cordially", "bye for now", "have a nice day", "Thanks and kind regards", "Jo", "Thanks to you", "best, of all I knew"}, commonClosings...)
	for _, l := range lines {
		for _, l := range []string{l, strings.ToUpper(l), l + ",", l + " ,", l + "!.", "\t" + l} {
			want := signOffLine.re().MatchString(l) || inlineSignOff.re().MatchString(l)
			if got := isSignOff(l); got != want {
				t.Errorf("isSignOff(%q) = %v, the expressions say %v", l, got, want)
			}
		}
	}
	for _, l := range []string{"Jo", "Jo,", "Jo ,", "Jo. ", "Jo , .", " Jo", "Ana  Bell", "Ana M. O'Brien-Świątek", "Dr. A B C D E", "A B C D E F", "- Jo", "Jo x", "Jo (she)", "R2", "", ",", "Ana\u00a0Bell", "’t Hooft", "Ana, Bell"} {
		if got, want := isName(l), nameLine.re().MatchString(l); got != want {
			t.Errorf("isName(%q) = %v, the expression says %v", l, got, want)
		}
	}
	for _, l := range []string{"Hi", "Hi Ana", "hi,", "HELLO there", "Dear Ms O", "dearest A", "hey, you", "Hiya", "history", "hi-ya", " Dear A", "to whom it may concern"} {
		if got, want := salute(l), salutation.re().FindString(l); got != want {
			t.Errorf("salute(%q) = %q, the expression says %q", l, got, want)
		}
	}
}
