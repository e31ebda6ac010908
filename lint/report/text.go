package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/fatih/color"
	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/draft"
)

// text is the report for people. Its voice: say what the words do to the reader, then what to write; no blame for the
// writer, who has just had bad news.
type text struct {
	w      *bufio.Writer
	width  int
	counts Counts
	paint  map[lint.Severity]*color.Color
	bold   *color.Color
	faint  *color.Color
	good   *color.Color

	paragraphs map[[2]string]string // laid out, by label and body
}

func newText(w io.Writer, o Options) Writer {
	t := &text{w: bufio.NewWriter(w), width: o.Width, paragraphs: map[[2]string]string{}}
	if t.width == 0 {
		t.width = 80
	}
	t.width = min(max(t.width, 40), 100)
	style := func(a ...color.Attribute) *color.Color {
		c := color.New(a...)
		if o.Color {
			c.EnableColor()
		} else {
			c.DisableColor()
		}
		return c
	}
	t.paint = map[lint.Severity]*color.Color{
		lint.Error:      style(color.FgRed, color.Bold),
		lint.Warning:    style(color.FgYellow, color.Bold),
		lint.Suggestion: style(color.FgCyan, color.Bold),
	}
	t.bold, t.faint, t.good = style(color.Bold), style(color.Faint), style(color.FgGreen)
	return t
}

// offered is how many rewrites a finding shows; the others are in the JSON.
const offered = 2

func (t *text) Result(r *lint.Result) error {
	t.counts.add(r)
	path := Printable(pathOf(r.Draft))
	explained := map[*lint.Rule]bool{} // what a rule says of every finding, it says once
	for _, d := range r.Diagnostics {
		p := d.Range.Start
		fmt.Fprintf(t.w, "%s  %s  %s\n", t.bold.Sprintf("%s:%d:%d", path, p.Line, p.Column), t.paint[d.Severity].Sprint(d.Severity), t.bold.Sprint(Printable(d.Rule.Message)))
		t.excerpt(r.Draft, d)
		again := explained[d.Rule]
		explained[d.Rule] = true
		if !again {
			t.paragraph("How it reads: ", d.Rule.Why)
		}
		if len(d.Because) > 0 {
			t.paragraph("Because of: ", strings.Join(d.Because, ", "))
		}
		for _, rewrite := range d.Suggestions[:min(len(d.Suggestions), offered)] {
			head, rest, ok := strings.Cut(rewrite.Title, ": ")
			if !ok {
				head, rest = "Instead", rewrite.Title
			}
			if again && head == "Write instead" {
				continue
			}
			t.paragraph(head+": ", shorten(rest))
		}
		fmt.Fprintf(t.w, "  %s\n\n", t.faint.Sprint(Printable(d.Rule.ID)))
	}
	fmt.Fprintf(t.w, "%s: %s\n", t.bold.Sprint(path), t.summary(r))
	return nil
}

// lineAround returns the line of text that holds start, or as much of it around a finding as could be shown: a whole
// draft may be one line.
func lineAround(text string, start, end int) (from, to int) {
	const reach = 1000 // bytes on either side: more than a terminal is wide
	from, to = max(start-reach, 0), min(end+reach, start+2*reach, len(text))
	for from < start && !utf8.RuneStart(text[from]) {
		from++
	}
	for to < len(text) && !utf8.RuneStart(text[to]) {
		to++
	}
	from += strings.LastIndexAny(text[from:start], "\r\n") + 1
	if i := strings.IndexAny(text[start:to], "\r\n"); i >= 0 {
		to = start + i
	}
	return from, to
}

// excerpt shows the lines of a finding with the words underlined.
func (t *text) excerpt(d *draft.Draft, diagnostic lint.Diagnostic) {
	const most = 3 // lines of one finding
	start, shown := diagnostic.Start, 0
	for start < diagnostic.End && shown < most {
		lineStart, lineEnd := lineAround(d.Text, start, diagnostic.End)
		end := min(diagnostic.End, lineEnd)
		if end > start {
			number := fmt.Sprintf("%5d", d.Range(start, end).Start.Line)
			before, marked, after, indent, length := excerpt(d.Text[lineStart:lineEnd], start-lineStart, end-lineStart, t.width-9)
			paint := t.paint[diagnostic.Severity]
			fmt.Fprintf(t.w, "%s %s%s%s\n", t.faint.Sprint(number+" │"), before, paint.Sprint(marked), after)
			fmt.Fprintf(t.w, "%s %s%s\n", t.faint.Sprint("      │"), strings.Repeat(" ", indent), paint.Sprint(strings.Repeat("~", max(length, 1))))
			shown++
		}
		start = lineEnd
		for start < diagnostic.End && strings.IndexByte("\r\n \t", d.Text[start]) >= 0 {
			start++
		}
	}
}

// paragraph writes a labelled text, its lines hanging under its first. Rules of one's own may hold anything.
// What rules say is said again and again, and laid out once.
func (t *text) paragraph(label, body string) {
	key := [2]string{label, body}
	if laid, ok := t.paragraphs[key]; ok {
		t.w.WriteString(laid)
		return
	}
	const most = 1000 // more than the built-in rules say; some texts are of the draft
	if len(t.paragraphs) >= most {
		clear(t.paragraphs)
	}
	label, body = Printable(label), Printable(body)
	indent := 2 + columns(label)
	laid := "  " + t.faint.Sprint(label) + strings.Join(wrap(body, t.width-indent), "\n"+strings.Repeat(" ", indent)) + "\n"
	t.paragraphs[key] = laid
	t.w.WriteString(laid)
}

// summary is the closing line of a draft: counts, and what the email has and lacks. Scripts read it: a check keeps its
// name, its place and its sign. Where something is not told, it does not say that nothing is to be changed.
func (t *text) summary(r *lint.Result) string {
	if r.Draft.Foreign {
		return "not judged  " + t.faint.Sprintf("(%s)", r.Kind)
	}
	var c Counts
	c.add(r)
	var parts []string
	switch {
	case len(r.Diagnostics) > 0:
		parts = []string{plural(c.Errors, "error"), plural(c.Warnings, "warning"), plural(c.Suggestions, "suggestion")}
	case r.LeftAlone > 0:
	case r.MinSeverity > lint.Suggestion:
		parts = []string{fmt.Sprintf("nothing at %s or above", r.MinSeverity)}
	default:
		parts = []string{"nothing to change"}
	}
	if r.LeftAlone > 0 {
		parts = append(parts, plural(r.LeftAlone, "finding")+" left alone")
	}
	return strings.Join(parts, ", ") + "  " + t.faint.Sprintf("(%s)", r.Kind) + "  " + strings.Join(t.checks(r), "  ")
}

func (t *text) checks(r *lint.Result) []string {
	check := func(name string, has bool) string {
		if has {
			return name + " " + t.good.Sprint("✓")
		}
		return name + " " + t.paint[lint.Error].Sprint("✗")
	}
	out := []string{check("thanks first", r.Has.ThanksFirst)}
	if r.Kind == draft.Request {
		out = append(out, check("asks for feedback", r.Has.Request), check("own skills", r.Has.OwnSkills))
	}
	return append(out, check("no decision talk", !r.Has.DecisionTalk))
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func (t *text) Failure(string, error) error { return nil }

func (t *text) Close() error {
	if t.counts.Files > 1 {
		fmt.Fprintf(t.w, "%s: %s, %s, %s\n", t.bold.Sprintf("%d drafts", t.counts.Files), plural(t.counts.Errors, "error"), plural(t.counts.Warnings, "warning"), plural(t.counts.Suggestions, "suggestion"))
	}
	return t.w.Flush()
}
