package lint_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/tonelint/tonelint/corpus"
	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/draft"
	"github.com/tonelint/tonelint/rules"
)

const quoted = "\n\n-- \nTom\n\nOn Mon, 2 Nov 2026 at 10:00, Ana <ana@example.com> wrote:\n> As per my last email, you were not successful!!!\n"

// emails are those of the corpus, with a signature and a quoted message below each.
func emails(t *testing.T) []string {
	t.Helper()
	batches, err := corpus.Load(os.DirFS("../corpus/emails"))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, b := range batches {
		for _, e := range b.Emails {
			out = append(out, e.Text+quoted)
		}
	}
	if len(out) == 0 {
		t.Fatal("the corpus is empty")
	}
	return out
}

// edited makes the edits as another program would, from the offsets in the report.
func edited(source []byte, edits []lint.Edit) []byte {
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b lint.Edit) int { return cmp.Compare(b.Range.Start.Offset, a.Range.Start.Offset) })
	for _, e := range edits {
		source = slices.Concat(source[:e.Range.Start.Offset], []byte(e.Text), source[e.Range.End.Offset:])
	}
	return source
}

// TestSuggestions: every finding in the corpus has a way out, its edits touch the candidate's own words only, and they
// give what the engine gives when another program makes them.
func TestSuggestions(t *testing.T) {
	linter := lint.New(rules.Default(), lint.Options{})
	n := 0
	for _, text := range emails(t) {
		d, found := lintWith(t, linter, []byte(text))
		for _, x := range found {
			if len(x.Suggestions) == 0 {
				t.Errorf("%s at %q offers nothing", x.Rule.ID, x.Text)
			}
			for _, s := range x.Suggestions {
				n++
				var replacements []draft.Replacement
				for _, e := range s.Edits {
					replacements = append(replacements, draft.Replacement{Start: e.Start, End: e.End, Text: e.Text})
					for _, r := range d.Regions {
						if !r.Part.Own() && e.Start < r.End && r.Start < e.End && strings.TrimSpace(d.Text[max(e.Start, r.Start):min(e.End, r.End)]) != "" {
							t.Errorf("%s: %q changes the %s %q", x.Rule.ID, s.Title, r.Part, d.Text[r.Start:r.End])
						}
					}
				}
				if s.Title == "" || len(s.Edits) == 0 {
					t.Errorf("%s at %q has a suggestion without title or edits", x.Rule.ID, x.Text)
				}
				by, err := d.Edited(replacements)
				if err != nil {
					t.Errorf("%s: %q: %v", x.Rule.ID, s.Title, err)
				} else if !bytes.Equal(by.Source, edited([]byte(text), s.Edits)) {
					t.Errorf("%s: %q: the offsets in the report give another file", x.Rule.ID, s.Title)
				}
			}
		}
	}
	if n == 0 {
		t.Error("nothing was suggested in the whole corpus")
	}
}

// steady is a linter with the few rules of the report's tests, which do not change when the built-in ones do.
func steady(t *testing.T) *lint.Linter {
	t.Helper()
	a, err := txtar.ParseFile("report/testdata/rules.txtar")
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{}
	for _, f := range a.Files {
		files[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	set, err := rules.Load(rules.Pack{Files: files})
	if err != nil {
		t.Fatal(err)
	}
	return lint.New(set, lint.Options{})
}

// TestFixKeepsForm: charset, byte order mark and line ends stay, and the same changes are made whatever they are.
func TestFixKeepsForm(t *testing.T) {
	linter := steady(t)
	crlf := func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }
	forms := map[string]func(string) []byte{
		"CRLF":                     func(s string) []byte { return []byte(crlf(s)) },
		"CR":                       func(s string) []byte { return []byte(strings.ReplaceAll(s, "\n", "\r")) },
		"UTF-8 with mark":          func(s string) []byte { return []byte("\uFEFF" + s) },
		"UTF-16LE":                 func(s string) []byte { return wide("\uFEFF"+s, binary.LittleEndian) },
		"UTF-16BE with CRLF":       func(s string) []byte { return wide("\uFEFF"+crlf(s), binary.BigEndian) },
		"Windows-1252":             func(s string) []byte { return []byte(strings.ReplaceAll(s, "é", "\xe9")) },
		"no line end at the end":   func(s string) []byte { return []byte(strings.TrimRight(s, "\n")) },
		"three line ends at it":    func(s string) []byte { return []byte(s + "\n\n") },
		"mail with headers, 8 bit": func(s string) []byte { return []byte("From: a@example.com\nSubject: é\n\n" + s) },
	}
	const before = "Hi Renée,\n\nI am waiting for your answer!!! As per my last email, I would like feedback on my answers.\n\nThank you for the interview. I liked it.\n\nBest,\nTom\n" + quoted
	const after = "Hi Renée,\n\nThank you for the interview. I am waiting for your answer. I would like feedback on my answers.\n\nI liked it.\n\nBest,\nTom\n" + quoted
	for name, form := range forms {
		t.Run(name, func(t *testing.T) {
			d, _ := lintWith(t, linter, form(before))
			got, done := linter.Fix(d)
			if want := form(after); !bytes.Equal(got, want) {
				t.Errorf("got  %q\nwant %q", got, want)
			}
			if len(done) != 3 {
				t.Errorf("%d changes, want 3", len(done))
			}
		})
	}
}

// TestSafe: what --fix may do without asking, and what not.
func TestSafe(t *testing.T) {
	linter := steady(t)
	const rest = " I would like feedback on my answers."
	for _, test := range []struct{ before, after string }{
		{"Thank you for the interview. I never heard back!!!", "Thank you for the interview. I never heard back."},
		{"Thank you for the interview. Did you read it???", "Thank you for the interview. Did you read it?"},
		{"Thank you for the interview. As per my last email, I am keen.", "Thank you for the interview. I am keen."},
		{"Thank you for the interview. I am keen, as per my last email.", "Thank you for the interview. I am keen."},
		{"I am keen.", "Thank you for the interview. I am keen."},
		{"One. Two. Thank you for the interview.", "Thank you for the interview. One. Two."},
		// It leans on what stands before it.
		{"One was bad. Two was worse. Either way, thank you for the interview.", "One was bad. Two was worse. Either way, thank you for the interview."},
		{"One was bad. Two was worse. And thank you for the interview.", "One was bad. Two was worse. And thank you for the interview."},
		{"One was bad. Two was worse. Thank you for that interview, and for it all.", "One was bad. Two was worse. Thank you for that interview, and for it all."},
		// So do words that an "and" joins to others.
		{"Thank you for the interview. As I said, and as per my last email, I am keen.", "Thank you for the interview. As I said, and as per my last email, I am keen."},
		{"Thank you for the interview. As per my last email and my call, I am keen.", "Thank you for the interview. As per my last email and my call, I am keen."},
		// Capitals may be a name, and a rewrite of a sentence is the candidate's to choose.
		{"Thank you for the interview. It was the LAST EMAIL here.", "Thank you for the interview. It was the LAST EMAIL here."},
		{"Thank you for the interview. Why did you reject me?", "Thank you for the interview. Why did you reject me?"},
	} {
		d, found := lintWith(t, linter, []byte(test.before+rest))
		if len(found) == 0 {
			t.Errorf("%q: nothing is found: the test tests nothing", test.before)
		}
		if got, _ := linter.Fix(d); string(got) != test.after+rest {
			t.Errorf("%q\nbecame %q\nwant   %q", test.before+rest, got, test.after+rest)
		}
	}
}

// TestFixThanksNoInsult: thanks on top of a bitter email read as mockery. What is left out anyway is not bitter for long.
func TestFixThanksNoInsult(t *testing.T) {
	linter := lint.New(rules.Default(), lint.Options{})
	for source, changed := range map[string]bool{
		"I would like feedback on my answers.":                                               true,
		"Thanks for finally coming back to me. I would like feedback on my answers.":         false,
		"As per my last email, I would like feedback on my answers.":                         true,
		"I would like feedback on my answers. You people are clowns.":                        false,
		"I would like feedback on my answers. Six interviews, and then a form letter.":       false, // says the model
		"Thanks for nothing, as always. I would still like some feedback on all my answers.": false,
	} {
		d, found := lintWith(t, linter, []byte(source))
		if !slices.ContainsFunc(found, func(d lint.Diagnostic) bool { return d.Rule.ID == "email/missing-thanks" }) {
			t.Errorf("%q: thanks are not missed", source)
		}
		if got, _ := linter.Fix(d); (string(got) != source) != changed {
			t.Errorf("%q became %q", source, got)
		}
	}
}

// TestFixReadsBack: a change that the file would store as something else is left out.
func TestFixReadsBack(t *testing.T) {
	linter := steady(t)
	for _, source := range []string{
		"<html><body><p>I am here. One. Two.</p><p>Thank you for the interview, R&amp;D &lt;team&gt;. My answers: feedback.</p></body></html>",
		"From: a@b.com\nTo: c@d.com\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=x\n\n" +
			"--x\nContent-Type: text/plain\n\nI am here. My answers: feedback.\n\n--x\nContent-Type: text/html\n\n<p>I am here. My answers: feedback.</p>\n--x--\n",
	} {
		d, found := lintWith(t, linter, []byte(source))
		if len(found) == 0 {
			t.Errorf("nothing is found in %q", d.Text)
		}
		if got, done := linter.Fix(d); string(got) != source {
			t.Errorf("%d changes made of %q\n%q", len(done), source, got)
		}
	}
}

// TestFixEscapes: in quoted-printable, what is put in is escaped and no line becomes longer than 76 characters.
func TestFixEscapes(t *testing.T) {
	const head = "From: a@b.com\nTo: c@d.com\nSubject: x\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
	linter := steady(t)
	fixed(t, linter, "a.eml", head+"I am here. One. Two. Thank you for the interview, Ren=C3=A9e =3D20 times. My answers:=\n feedback.\n",
		head+"Thank you for the interview, Ren=C3=A9e =3D20 times. I am here. One. Two. =\nMy answers:=\n feedback.\n")
	fixed(t, linter, "a.eml", head+"Feedback"+strings.Repeat("=E2=82=AC", 20)+".\n",
		head+"Thank you for the interview. Feedback=E2=82=AC=E2=82=AC=E2=82=AC=E2=82=AC=\n"+strings.Repeat("=E2=82=AC", 8)+"=E2=\n=82=AC"+strings.Repeat("=E2=82=AC", 7)+".\n")
}

// TestFixPlaces: where the thanks go in, and what goes with a sentence that is taken out.
func TestFixPlaces(t *testing.T) {
	linter := steady(t)
	const rest = "I would like feedback on my answers."
	const thanks = "Thank you for the interview."
	for _, greeting := range []string{
		"Good morning Priya and team,", "Good morning Priya and team", "Hi all -", "Dear Dr. O'Neil & panel,", "Hi there, Priya -",
		"Hi Dr. Smith, Ms. Jones, and Prof. X,", "Dear Priya,\nDear Tom,", "Dear Priya\nand team,", "Hi Priya,\nTom,", "Priya -",
		"Hi Priya,👋", "Dear Priya and team, and everyone else who was there on the day,", "Subject: Feedback\n\nHi all -",
		"Hi Priya and the whole team over at the London office", "# Request\n\nHi Priya,",
	} {
		fixed(t, linter, "draft.md", greeting+"\n\n"+rest, greeting+"\n\n"+thanks+" "+rest)
	}
	for _, test := range []struct{ path, before, after string }{
		{"a.txt", "Hi Priya, " + rest, "Hi Priya, " + thanks + " " + rest},
		{"a.txt", "Hi Priya,may I ask? " + rest, "Hi Priya, " + thanks + " May I ask? " + rest},
		{"a.txt", "Hi Priya, Tom and team, " + rest, "Hi Priya, Tom and team, " + thanks + " " + rest},
		{"a.txt", rest, thanks + " " + rest},
		{"a.txt", "Hi Priya,\n\n- " + rest + "\n- I was late.", "Hi Priya,\n\n" + thanks + "\n\n- " + rest + "\n- I was late."},
		{"a.md", "# Request\n" + rest, "# Request\n" + thanks + " " + rest},
		{"a.md", "Request\n=======\n" + rest, "Request\n=======\n" + thanks + " " + rest},
		{"a.md", "Hi,\n\n1. " + rest, "Hi,\n\n" + thanks + "\n\n1. " + rest},
		{"a.md", "[My answers](http://a.b) need feedback. I was late.", "[My answers](http://a.b) need feedback. I was late."},
		{"a.md", "One. Two.\n" + thanks + "\n\n- " + rest, thanks + " One. Two.\n\n- " + rest},
		{"a.md", "One. Two.\n\n" + thanks + "\n\n- " + rest, thanks + " One. Two.\n\n- " + rest},
		{"a.txt", "One. Two. " + thanks + "\r\n\r\n" + rest, thanks + " One. Two.\r\n\r\n" + rest},
	} {
		fixed(t, linter, test.path, test.before, test.after)
	}
	for _, test := range []struct{ before, after string }{
		{"I am, as per my last email, keen.", "I am keen."},
		{"I am keen, as per my last email .", "I am keen."},
		{"As per my last email, eBay was fun.", "eBay was fun."},
		{"As per my last email - i am keen.", "I am keen."},
		{"- as per my last email, i am keen.", "- I am keen."},
	} {
		fixed(t, linter, "a.txt", thanks+" "+rest+"\n\n"+test.before, thanks+" "+rest+"\n\n"+test.after)
	}
	for _, kept := range []string{
		thanks + " " + rest + " The address is as per my last email.", thanks + " " + rest + " As per my last email of Monday, I am free.",
		thanks + " " + rest + " As per my last email, which I sent on Monday, I am free.", thanks + " " + rest + " I really!! want to know.",
		thanks + " " + rest + " I wrote to you twice!!, and I liked it.", thanks + " " + rest + " Run `git commit -m foo!!` again.",
		thanks + " " + rest + " You wrote “as per my last email” to me.", thanks + " " + rest + " You wrote \"no, as per my last email, no\" to me.",
		thanks + " " + rest + " You wrote *as per my last email* to me.", thanks + " " + rest + " As per my last email.",
		"One. Two.\n\n- " + thanks + "\n- " + rest, "One. Two.\n\n# " + thanks + "\n\n" + rest, "One. Two. **" + thanks + "** " + rest,
		"One. Two. Thank you for [the interview](http://a.b). " + rest,
		thanks + " " + rest + "\n\n| As per my last email, one!!! | b |\n|---|---|\n| c | d |", thanks + " " + rest + "\n\n    as per my last email, x!!!",
		thanks + " " + rest + " `as per my last email, x!!!`",
	} {
		fixed(t, linter, "a.md", kept, kept)
	}
}

// TestFixSome: a rewrite that is refused holds up none of the others.
func TestFixSome(t *testing.T) {
	const start = "Thank you for the interview. I would like feedback on my answers. I am keen"
	const code = "\n\n    as per my last email, x!!!\n\nI liked it"
	fixed(t, steady(t), "a.md", start+"!!!"+code+"!!! Is it so??? I, as per my last email, wait!!!", start+"."+code+". Is it so? I wait.")
}

// TestFixMany: the time for many rewrites does not grow with their number times the length of the draft, as it did when the
// draft was judged anew for each: that took minutes. The bound leaves room for slow machines.
func TestFixMany(t *testing.T) {
	const lines = 1000
	draftOf := func(mark string) string {
		line := "I liked the talk with the team" + mark + " It was good to see the lab" + mark + " I am new to interviewing" + mark + "\n"
		return "Hi Ana,\n\nCould you tell me what I could do better?\n\n" + strings.Repeat(line, lines) + "\nThank you for the interview.\n\nBest,\nTom\n"
	}
	linter := lint.New(rules.Default(), lint.Options{})
	d, err := draft.Parse("draft.txt", []byte(draftOf("!!!")))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	got, done, err := linter.FixContext(ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(got, []byte("!!!")) || len(done) < 3*lines {
		t.Errorf("%d changes made, want all %d", len(done), 3*lines)
	}
	cancel()
	if got, done, err := linter.FixContext(ctx, d); err == nil || got != nil || done != nil {
		t.Errorf("with a context that has ended, there are %d bytes, %d changes and the error %v", len(got), len(done), err)
	}
}

func fixed(t *testing.T, linter *lint.Linter, path, before, want string) {
	t.Helper()
	d, err := draft.Parse(path, []byte(before))
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := linter.Fix(d); string(got) != want {
		t.Errorf("%q\nbecame %q\nwant   %q", before, got, want)
	}
}

// TestCorpusIsEnglish: every email of the corpus is judged.
func TestCorpusIsEnglish(t *testing.T) {
	for _, text := range emails(t) {
		if d, err := draft.Parse("draft.txt", []byte(text)); err == nil && d.Foreign {
			t.Errorf("not taken for English: %q", text)
		}
	}
}
