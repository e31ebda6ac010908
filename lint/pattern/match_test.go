package pattern

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/tonelint/tonelint/lint/token"
)

func compile(t *testing.T, src string) *Program {
	t.Helper()
	c := NewCompiler()
	for name, entries := range map[string][]string{
		"reader":  {"<name>", "you", "(your|the) (hiring)? (team|panel)"},
		"thank":   {"thank~", "thank you"},
		"reply":   {"reply~", "get~ back to me"},
		"nothing": {"not a single word", "not a word"},
	} {
		for _, e := range entries {
			if err := c.AddClass(name, e); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := c.Add(src); err != nil {
		t.Fatalf("%s: %v", src, err)
	}
	p, err := c.Compile()
	if err != nil {
		t.Fatalf("%s: %v", src, err)
	}
	return p
}

// find returns the reported words of all matches, separated by " | ".
func find(p *Program, text string) string {
	s := token.Sentence{Tokens: token.Words(text)}
	m := NewMatcher(p)
	m.Load(text, &s, []string{"ana"})
	var out []string
	for _, match := range m.Find(0) {
		out = append(out, text[s.Tokens[match.MarkStart].Start:s.Tokens[match.MarkEnd-1].End])
	}
	return strings.Join(out, " | ")
}

func TestMatch(t *testing.T) {
	for _, test := range []struct{ pattern, text, want string }{
		{"you never", "YOU Never replied, you never", "YOU Never | you never"},
		{"you never", "you, (never)", "you, (never"},
		{"you never", "you; never", ""},
		{"do not", "I don't. I don’t, I dont", "don't | don’t | dont"},
		{"would have", "I'd have and she would have", "'d have | would have"},
		{"had read", "if you'd read it", "'d read"},
		{"choose~ me", "they chose me, chosen me", "chose me | chosen me"},
		{"<reader> never", "Your hiring team never wrote", "Your hiring team never"},
		{"<reader> never", "Ana never wrote", "Ana never"},
		{"<reader> never", "Bob never wrote", ""},
		{"<reply> please", "get back to me, please", "get back to me, please"},
		{"you * me", "you told me", "you told me"},
		{"a ..2 b", "a b, a x b, a x y b, a x y z b", "a b | a x b | a x y b"},
		{"a ..3 b", "a b b", "a b"},
		{"a (b|c d)? e", "a e, a b e, a c d e, a c e", "a e | a b e | a c d e"},
		{"you !never did", "you did. you never did", "you did"},
		{"you !(never|<thank>) *", "you thank. you never. you go", "you go"},
		{"say [it again] now", "say it again now", "it again"},
		{"^ no", "“No, I said no", "No"},
		{"(^|said ..2) [i (never|$)]", "I never said so", "I never"},
		{"no $", "no, I said no!", "no"},
		{`why "?"`, "Why? Why! why", "Why?"},
		{`"'" process "'"`, "the “process” and the process", "“process”"},
		{"<shout> <shout>", "I NEVER KNEW the NHS", ""},
		{"in <number> days", "in 3 days, in three days", "in 3 days"},
		{"box ticking", "a box-ticking exercise", "box-ticking"},
		{"offer/VB", "they offer work", "offer"},
		{"offer/VB", "an offer came", ""},
		{"(call|write)/VBD", "you called", ""},
		{"<nothing> came", "not a single word came", "not a single word came"},
		{"ana 's", "Ana's job", "Ana's"},
	} {
		p := compile(t, test.pattern)
		if got := find(p, test.text); got != test.want {
			t.Errorf("%s in %q:\n got %q\nwant %q", test.pattern, test.text, got, test.want)
		}
		stored, err := Decode(string(p.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		if got := find(stored, test.text); got != test.want {
			t.Errorf("%s in %q, stored: got %q", test.pattern, test.text, got)
		}
	}
}

// The grammar in the package comment, and the message for any other mark, list every mark.
func TestMarksAreListed(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, grammar, _ := strings.Cut(string(doc), "mark     =")
	grammar, _, _ = strings.Cut(grammar, "tag      =")
	_, unknown := NewCompiler().Add(`you "§"`)
	for mark := range marks {
		if !strings.Contains(grammar, `"`+mark+`"`) {
			t.Errorf("the grammar lacks %q", mark)
		}
		if !strings.Contains(unknown.Error()+" ", " "+mark+" ") {
			t.Errorf("the message lacks %q: %v", mark, unknown)
		}
	}
}

func TestErrors(t *testing.T) {
	for _, test := range []struct {
		pattern string
		offset  int
		message string
	}{
		{"", 0, "expected a word, a <class> or a group, found the end"},
		{"you (never", 4, "this '(' is never closed"},
		{"you [never", 4, "this '[' is never closed"},
		{"you <reader", 4, "this '<' is never closed"},
		{"you <Reader>", 4, "is no class name"},
		{"you <readers>", 4, "unknown class <readers>; did you mean reader?"},
		{"you <redaer>", 4, "unknown class <redaer>; did you mean reader?"},
		{"you <nmuber>", 4, "unknown class <nmuber>; did you mean number?"},
		{"you )", 4, "expected a word, a <class> or a group, found \")\""},
		{"you | me", 4, "expected a word"},
		{"you (a|)", 7, "expected a word"},
		{"you (a?|b) c", 7, "all optional"},
		{"you x??", 6, "expected a word"},
		{strings.Repeat("(", 900000), 30, "nested more than 30 deep"},
		{strings.Repeat("!", 900000), 30, "nested more than 30 deep"},
		{"you ..0 me", 6, "1 to 12"},
		{"you ..99 me", 6, "1 to 12"},
		{"you ..3", 4, "a gap at the start or the end"},
		{"[..3 you]", 1, "a gap at the start or the end"},
		{"(..3 you|me) so", 1, "a gap at the start or the end"},
		{"(you|..3 me)? so", 5, "a gap at the start or the end"},
		{"you (so ..3)", 8, "a gap at the start or the end"},
		{"you ^ me", 4, "expected '^' first"},
		{"you (me|^ so)", 8, "expected '^' first"},
		{"$ you", 0, "expected '$' last"},
		{"(you|me $) so", 8, "expected '$' last"},
		{"you . me", 4, "expected '..'"},
		{`you "§"`, 4, "unknown mark"},
		{"you 3", 4, "expected <number>"},
		{"you go/XX", 7, "Penn Treebank"},
		{"you !(a b) c", 4, "'!' takes one word"},
		{"you !*", 4, "'!' takes one word"},
		{"[you] [me]", 6, "a second '['"},
		{"don't~", 5, "'~' takes one word"},
		{"* ..3 *", 0, "matches nearly anything"},
	} {
		c := NewCompiler()
		if err := c.AddClass("reader", "you"); err != nil {
			t.Fatal(err)
		}
		_, err := c.Add(test.pattern)
		e, ok := err.(*Error)
		if !ok {
			t.Errorf("%q: error %v", test.pattern, err)
			continue
		}
		if e.Offset != test.offset || !strings.Contains(e.Message, test.message) {
			t.Errorf("%q: at %d: %s; want %d: …%s…", test.pattern, e.Offset, e.Message, test.offset, test.message)
		}
	}
	c := NewCompiler()
	c.AddClass("a", "you")
	c.AddClass("a", "<b>")
	c.AddClass("b", "or <a>")
	c.Add("<a> did it") // it asks for the words of the class before Compile does
	var at *EntryError
	if _, err := c.Compile(); !errors.As(err, &at) || at.Entry != 2 || at.Err.Offset != 3 || !strings.Contains(err.Error(), "contains itself") {
		t.Errorf("a class that contains itself: %v, want the place in its last entry", err)
	}
	c = NewCompiler()
	c.AddClass("a", "<nope>")
	c.Add("<a> did it")
	if _, err := c.Compile(); !errors.As(err, &at) || at.Entry != 0 || !strings.Contains(err.Error(), "unknown class <nope>") {
		t.Errorf("a class of an unknown class: %v", err)
	}
}

// TestClassLimits: classes that grow by way of one another are refused, whether by more phrases or by longer ones.
func TestClassLimits(t *testing.T) {
	for _, test := range []struct{ first, second, message string }{
		{"<a>", "<a>", "an entry stands for more than 20000 phrases"},
		{"(<a>|<a>)", "y", "an entry stands for more than 20000 phrases"},
		{"<a> <a>?", "y", "an entry stands for more than 20000 phrases"},
		{"<a> <a>", "", "an entry stands for a phrase of more than 50 words"},
		{"(<base>|<base>|<base>)", "y", "the classes stand for more than 200000 phrases"},
	} {
		c := NewCompiler()
		for i := range 5000 {
			c.AddClass("base", "x"+string(rune('a'+i%26))+string(rune('a'+i/26%26))+string(rune('a'+i/676)))
		}
		c.AddClass("a", "x")
		name := "a"
		for range 40 {
			for _, entry := range []string{test.first, test.second} {
				if entry == "" {
					continue
				}
				if err := c.AddClass(name+"a", strings.ReplaceAll(entry, "<a>", "<"+name+">")); err != nil {
					t.Fatal(err)
				}
			}
			name += "a"
		}
		c.Add("qqq <" + name + ">")
		var at *EntryError
		if _, err := c.Compile(); !errors.As(err, &at) || !strings.Contains(err.Error(), test.message) {
			t.Errorf("classes of %s and %s: %v, want: %s", test.first, test.second, err, test.message)
		}
	}
}

func TestInflections(t *testing.T) {
	for base, want := range map[string]string{
		"bother": "bother bothered bothering bothers", "waste": "waste wasted wasteing wastes wasting", "try": "tried tries try trying",
		"stop": "stop stopped stopping stops", "choose": "chooses choose chose chosen choosing", "pass": "pass passed passes passing", "die": "die died dies dying",
	} {
		got := Inflections(base)
		for _, w := range strings.Fields(want) {
			if !strings.Contains(" "+strings.Join(got, " ")+" ", " "+w+" ") {
				t.Errorf("%s: %v lacks %s", base, got, w)
			}
		}
	}
}

// TestNoBlowUp: the worst patterns over a long sentence visit a state at a token once. Backtracking without memory would
// need longer than the universe has.
func TestNoBlowUp(t *testing.T) {
	sentence := strings.Repeat("a ", 5000)
	for _, src := range []string{
		"a ..12 a ..12 a ..12 a ..12 b", "(a|a a)? (a|a a)? (a|a a)? (a|a a)? (a|a a)? (a|a a)? b", "a? a? a? a? a? a? a? a? a? a? a a a a a a a a a a b",
	} {
		if got := find(compile(t, src), sentence); got != "" {
			t.Errorf("%s found %q", src, got)
		}
		m := NewMatcher(compile(t, src))
		s := token.Sentence{Tokens: token.Words(sentence)}
		m.Load(sentence, &s, nil)
		m.Find(0)
	}
}
