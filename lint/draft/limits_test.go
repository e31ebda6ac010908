package draft

import (
	"bytes"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"
)

// hostile lists inputs that are cheap to write and dear to read for a reader that looks back, nests or joins too much.
func hostile(n int) map[string]string {
	fill := func(s string) string { return strings.Repeat(s, n/len(s)) }
	mail := func(header, body string) string { return "From: a\nTo: b\n" + header + "\n" + body }
	return map[string]string{
		"a.txt long line":          fill("word "),
		"b.txt blank lines":        "Hi\n" + fill("\n") + "x",
		"c.txt initials":           "Hi " + fill("a. "),
		"d.txt commas":             "Hi " + fill(","),
		"e.txt attributions":       fill("On Mon, 2 Nov 2026 at 10:00, Ana\n"),
		"f.txt quotes":             fill("> a\nb\n"),
		"g.txt colons":             fill("10:00 a@b:\n\n"),
		"h.txt no UTF-8":           fill("\xe9a"),
		"i.txt Outlook":            fill("From: a\n"),
		"j.html open tags":         fill("<b>"),
		"k.html unclosed":          "<p>" + fill("<b></i>"),
		"l.html blockquotes":       "<p>" + fill("<blockquote>a\n"),
		"l.html frames":            "<p>" + fill("<div class=gmail_quote>a"),
		"l.html hidden":            "<b><p hidden>" + fill("<i></b>"),
		"m.html ampersands":        "<p>" + fill("&"),
		"n.html entities":          "<p>" + fill("&amp;"),
		"o.html comments":          "<p>" + fill("<!-- "),
		"p.html breaks":            "<p>" + fill("<br>a"),
		"q.md brackets":            fill("[["),
		"r.md comments":            fill("<!--"),
		"s.md back quotes":         fill("`a`"),
		"t.md fences":              fill("```\n"),
		"u.eml folds":              mail("Subject: a\n"+fill(" b\n"), "Hi"),
		"v.eml encoded words":      mail("Subject: "+fill("=?a?b?c")+"\n", "Hi"),
		"w.eml encoded words, too": mail("Subject: "+fill("=?utf-8?q?a?= ")+"\n", "Hi"),
		"x.eml headers":            mail(fill("X-A: b\n"), "Hi"),
		"y.eml stray lines":        mail(fill("stray\nX-A: b\n"), "Hi"),
		"z.eml quoted-printable":   mail("Content-Transfer-Encoding: quoted-printable\nMIME-Version: 1.0\n", fill("=C3=A9a")),
		"A.eml soft breaks":        mail("Content-Transfer-Encoding: quoted-printable\nMIME-Version: 1.0\n", fill("=   ")),
		"B.eml base64":             mail("Content-Transfer-Encoding: base64\nMIME-Version: 1.0\n", fill("w6lh")),
		"C.eml parts":              mail("Content-Type: multipart/mixed; boundary=b\n", fill("--b\n\na\n")),
		"D.eml nested":             mail("Content-Type: multipart/mixed; boundary=b\n", fill("--b\nContent-Type: multipart/mixed; boundary=b\n\n")),
		"E.eml boundaries":         mail("Content-Type: multipart/mixed; boundary=x\n", fill("--b\n")),
		"F.eml gb18030":            mail("Content-Type: text/plain; charset=gb18030\n", fill("\x81\x30\x81\x30a")),
		"G.eml iso-2022-jp":        mail("Content-Type: text/plain; charset=iso-2022-jp\n", fill("\x1b$B%i\x1b(B")),
		"H.eml flowed":             mail("Content-Type: text/plain; format=flowed\n", fill("a \n")),
		"I.mbox messages":          fill("From a Mon Nov  2 10:00:00 2026\nFrom: a\nTo: b\n\nHi\n\n"),
		"J.mbox no messages":       "From a Mon Nov  2 10:00:00 2026\nFrom: a\nTo: b\n\nHi\n\n" + fill("From \n\n"),
		"K.mbox escaped":           "From a Mon Nov  2 10:00:00 2026\nFrom: a\nTo: b\n\nHi\n\n" + fill(">From \n"),
		"L.txt carriage returns":   "Hi\n" + fill("\r"),
		"M.txt spaces":             "Hi\n" + fill(" "),
		"N.txt dashes":             fill("-- \n"),
		"O.txt UTF-16":             "\xff\xfe" + fill("a\x00\xe9\x00"),
	}
}

// TestHostileInput: a megabyte of anything is read in time that grows with its length, and takes a small multiple of it in
// memory. A reader that looks back over all it has read would take minutes; the bound leaves room for slow machines.
func TestHostileInput(t *testing.T) {
	const size, longest, multiple = 1 << 20, 20 * time.Second, 300
	for name, source := range hostile(size) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		for d, err := range Read(name[:strings.IndexByte(name, ' ')], strings.NewReader(source)) {
			if err != nil {
				continue
			}
			d.Below()
			// Findings all over the draft ask for places.
			for i := 0; i < len(d.Text); i += 97 {
				d.Range(i, i)
			}
		}
		took := time.Since(start)
		runtime.ReadMemStats(&after)
		if testing.Verbose() {
			t.Logf("%-26s %8v %4d times its size allocated", name, took.Round(time.Millisecond), (after.TotalAlloc-before.TotalAlloc)/size)
		}
		if took > longest {
			t.Errorf("%s: %v", name, took)
		}
		// The race detector makes pools forget at random, so what is allocated then says nothing.
		if times := (after.TotalAlloc - before.TotalAlloc) / size; times > multiple && !raceEnabled {
			t.Errorf("%s: allocates %d times its size", name, times)
		}
	}
}

// TestTooLarge: an endless stream ends, and in a mailbox only the message that is too large is lost.
func TestTooLarge(t *testing.T) {
	for _, err := range Read("-", endless{}) {
		if err != errTooLarge {
			t.Errorf("error %v", err)
		}
	}
	message := "From a Mon Nov  2 10:00:00 2026\nFrom: a\nTo: b\n\nHi\n\n"
	large := io.LimitReader(endless{}, maxSize+10)
	var got []string
	for d, err := range Read("box", io.MultiReader(strings.NewReader(message+message), large, strings.NewReader("\n\n"+message))) {
		if err != nil {
			got = append(got, err.Error())
			continue
		}
		at := d.Range(0, 0).Start
		got = append(got, d.Text[len(d.Text)-4:len(d.Text)-2])
		if d.Message == 3 && (at.Offset != 2*len(message)+maxSize+12 || at.Line != 15) {
			t.Errorf("the last message stands at %+v", at)
		}
	}
	if want := "Hi message 2: larger than 64 MB: that is no draft Hi"; strings.Join(got, " ") != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return copy(p, bytes.Repeat([]byte("a"), len(p))), nil }

// TestMailboxStreams: memory does not grow with a mailbox, and messages keep no attachment.
func TestMailboxStreams(t *testing.T) {
	message := "From a Mon Nov  2 10:00:00 2026\nFrom: a\nTo: b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: application/pdf\n\n" + strings.Repeat("JVBERi0xLjQK\n", 10000) + "--b--\n\n"
	const messages = 1000 // 130 MB
	var readers []io.Reader
	for range messages {
		readers = append(readers, strings.NewReader(message))
	}
	count, largest := 0, uint64(0)
	var keep []*Draft // as a report does with those it has not written yet
	for d, err := range Read("box", io.MultiReader(readers...)) {
		if err != nil {
			t.Fatal(err)
		}
		count++
		if keep = append(keep, d); len(keep) > 8 {
			keep = keep[1:]
		}
		if count%100 == 0 {
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			largest = max(largest, m.HeapAlloc)
		}
	}
	if count != messages {
		t.Errorf("%d messages, want %d", count, messages)
	}
	if largest > 16<<20 {
		t.Errorf("%d MB in use on the way", largest>>20)
	}
	runtime.KeepAlive(keep)
}
