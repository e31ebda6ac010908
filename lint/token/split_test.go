package token

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tonelint/tonelint/lint/draft"
)

func sentences(t *testing.T, text string) []string {
	t.Helper()
	d, err := draft.Parse("draft.txt", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, s := range Split(d) {
		out = append(out, strings.Join(strings.Fields(text[s.Start:s.End]), " "))
	}
	return out
}

func TestSentences(t *testing.T) {
	for _, test := range []struct {
		reason, text string
		want         []string
	}{
		{"stops", "One. Two! Three? Four", []string{"One.", "Two!", "Three?", "Four"}},
		{"title", "I met Mr. Smith and Dr. Obi. Nice.", []string{"I met Mr. Smith and Dr. Obi.", "Nice."}},
		{"abbreviations", "I can do e.g. Mondays, i.e. most days. Ok", []string{"I can do e.g. Mondays, i.e. most days.", "Ok"}},
		{"abbreviation that ends a sentence", "We met at 3 p.m. It was late.", []string{"We met at 3 p.m.", "It was late."}},
		{"abbreviation before lower case", "It was 3 p.m. on Friday.", []string{"It was 3 p.m. on Friday."}},
		{"decimal", "I got 3.5 of 10. Why?", []string{"I got 3.5 of 10.", "Why?"}},
		{"amount", "They paid $3.5k. Is that much?", []string{"They paid $3.5k.", "Is that much?"}},
		{"ellipsis goes on", "I waited... and waited. Then", []string{"I waited... and waited.", "Then"}},
		{"ellipsis ends", "I waited… Then I left.", []string{"I waited…", "Then I left."}},
		{"mixed marks", "Really?! Yes!!! ok", []string{"Really?!", "Yes!!!", "ok"}},
		{"lower-case starts", "i never heard back. did i do something wrong? thanks", []string{"i never heard back.", "did i do something wrong?", "thanks"}},
		{"quotes behind the stop", "He said “no.” I left. (It rained.) Yes", []string{"He said “no.”", "I left.", "(It rained.)", "Yes"}},
		{"question in quotes", "“Why?” she asked. Ok", []string{"“Why?” she asked.", "Ok"}},
		{"lost space", "Thanks for the space.Next time I will ask.", []string{"Thanks for the space.", "Next time I will ask."}},
		{"not a lost space", "I know Node.js and Next.js well.", []string{"I know Node.js and Next.js well."}},
		{"initials", "J. Smith wrote. Yes", []string{"J. Smith wrote.", "Yes"}},
		{"greeting line", "Hi Priya\nthank you for the call", []string{"Hi Priya", "thank you for the call"}},
		{"greeting on the line", "Hi Priya, thanks for the call.", []string{"Hi Priya,", "thanks for the call."}},
		{"a line is a thought, as in a chat", "hey its abdi\nsorry i took so long to write back to you all, busy week at work\nthank u for the day\nwhat held me back", []string{"hey", "its abdi", "sorry i took so long to write back to you all, busy week at work", "thank u for the day", "what held me back"}},
		{"lines wrapped in lower case", "i wanted to thank you for the interview on tuesday and\nfor the time you took with me, it was a good hour and i\nlearned more than i had in a year", []string{"i wanted to thank you for the interview on tuesday and for the time you took with me, it was a good hour and i learned more than i had in a year"}},
		{"blank line", "Hello there\n\nI am Tom\n\nwho met you", []string{"Hello there", "I am Tom", "who met you"}},
		{"bullets", "I ask:\n- how I did\n- what to learn\n1. one\n2) two", []string{"I ask:", "- how I did", "- what to learn", "1. one", "2) two"}},
		{"hard wrap before a capital", "Thank you for the interview that you gave me on Tuesday, I know that\nI was late and that Priya had to wait for me; it will not happen\nagain.", []string{
			"Thank you for the interview that you gave me on Tuesday, I know that I was late and that Priya had to wait for me; it will not happen again."}},
		{"short lines are lines", "First thing here\nSecond thing there\nThird one", []string{"First thing here", "Second thing there", "Third one"}},
		{"sign-off and name", "Hello all.\n\nThank you.\n\nBest,\nTom", []string{"Hello all.", "Thank you.", "Best,", "Tom"}},
		{"link", "See https://example.com/a.b?c=d. Then www.example.org! And me@example.org.", []string{"See https://example.com/a.b?c=d.", "Then www.example.org!", "And me@example.org."}},
		{"no-break space", "One.\u00a0Two", []string{"One.", "Two"}},
	} {
		if diff := cmp.Diff(test.want, sentences(t, test.text)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.reason, diff)
		}
	}
}

func TestWords(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"Don't DON’T dont do not", "do not do not do not do not"},
		{"I can't, cannot; won't", "i can not , can not ; will not"},
		{"I'm im I've youre they'd you’ll", "i am i am i have you are they 'd you will"},
		{"it's Ana's that’s", "it is ana 's that is"},
		{"No, I don't.", "no , i do not ."},
		{"O'Reilly said 'sorry'", "o'reilly said ' sorry '"},
		{"box-ticking far-fetched—really", "box ticking far fetched - really"},
		{"my résumé, naïve Zoë", "my resume , naive zoe"},
		{"re\u00adspect\u200bed", "respected"},
		{"gonna shouldve dunno", "going to should have do not know"},
		{"3.5k 5th 2,000", "3.5k 5th 2,000"},
		{"wait... WHAT?! no!!! ok", "wait ... what ?! no !! okay"},
		{"e.g. U.S. Ph.D.", "e.g . u.s . ph.d ."},
		{"hi 😀👩‍👩‍👧 there", "hi 😀 👩‍👩‍👧 there"},
		{"____ fill *really* me", "_ fill * really * me"},
		{"ȺȺȺȺ's", "ⱥⱥⱥⱥ 's"},
	} {
		var norms []string
		for _, token := range Words(test.text) {
			norms = append(norms, token.Norm)
		}
		if got := strings.Join(norms, " "); got != test.want {
			t.Errorf("%q:\n got %s\nwant %s", test.text, got, test.want)
		}
	}
}

// TestBytes: the pieces of a contraction share its bytes out, whatever the apostrophe.
func TestBytes(t *testing.T) {
	for text, want := range map[string][]string{
		"didn't": {"did", "n't"}, "didn’t": {"did", "n’t"}, "didnt": {"did", "nt"}, "I’m": {"I", "’m"}, "dunno": {"dun", "n", "o"}, "Can’t": {"Can", "’t"},
	} {
		var got []string
		for _, token := range Words(text) {
			got = append(got, text[token.Start:token.End])
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}

// TestLongRuns: a megabyte of one thing is cut into sentences of bounded length and read in linear time. A quadratic
// tokenizer would need hours here, so the test needs no clock.
func TestLongRuns(t *testing.T) {
	for _, unit := range []string{"!", " ", "a", "(", ".", "\n", "word ", "- x\n", "'", "=", "don't "} {
		d, err := draft.Parse("draft.txt", []byte("x "+strings.Repeat(unit, 1<<20/len(unit))))
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range Split(d) {
			if len(s.Tokens) > MaxTokens+8 {
				t.Errorf("%q: a sentence of %d tokens", unit, len(s.Tokens))
			}
		}
	}
}

func TestTags(t *testing.T) {
	tags := func(text string) string {
		s := Sentence{Tokens: Words(text)}
		return strings.Join(s.Tags(), " ")
	}
	if got := tags("you never called me"); got != "PRP RB VBD PRP" {
		t.Errorf("tags %q", got)
	}
	// prose gives both words the tag of the last, so neither gets one.
	if got := strings.Fields(tags("they run a run"))[0]; got != "PRP" || strings.Count(tags("they run a run"), "  ") == 0 {
		t.Errorf("a repeated word has a tag: %q", tags("they run a run"))
	}
	tags("ȺȺȺȺ's \xff\xff's don't, I can't! ‘sorry’")
}
