package lint

import (
	"strings"
	"testing"

	"github.com/tonelint/tonelint/lint/draft"
	"github.com/tonelint/tonelint/lint/token"
)

func sentence(t *testing.T, text string) token.Sentence {
	t.Helper()
	d, err := draft.Parse("draft.txt", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	sentences := token.Split(d)
	if len(sentences) != 1 || d.Text != text {
		t.Fatalf("%q is not one sentence of its own", text)
	}
	return sentences[0]
}

// TestClauses: what is underlined can be read by itself.
func TestClauses(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"I waited for weeks, and nobody wrote to me.", "I waited for weeks | and nobody wrote to me"},
		{"I waited for weeks but nobody wrote to me.", "I waited for weeks | but nobody wrote to me"},
		// An opening that is no clause, and a rest that is none.
		{"As for the outfit, I would not be seen in it.", "As for the outfit, I would not be seen in it"},
		{"I ran it all night, a hundred thousand times, no hang.", "I ran it all night | a hundred thousand times, no hang"},
		{"You read my letter, today, and you laughed at it.", "You read my letter, today | and you laughed at it"},
		// Marks whose other half is inside stay, and no clause ends between the two.
		{"He kept calling me “mate”, which I am not.", "He kept calling me “mate” | which I am not"},
		{"Lovely words about the \"team,\" I must say.", "Lovely words about the \"team,\" | I must say"},
		{"You wrote \"not now, but not never\" to me.", "You wrote \"not now, but not never\" to me"},
		{"I find it a bit odd that one (the man, I think) slept.", "I find it a bit odd that one (the man, I think) slept"},
		{"I was called [First Name], as if I had none.", "I was called [First Name] | as if I had none"},
		// What leans on what is behind.
		{"You say it is fine, that how you treat people.", "You say it is fine, that how you treat people"},
		{"You say it is fine, that is how you treat people.", "You say it is fine | that is how you treat people"},
		{"My talk was, by any standard, the best.", "My talk was, by any standard, the best"},
		{"He was there, I wasn't, and it was not fair.", "He was there | I wasn't | and it was not fair"},
		{"You had all but promised me the desk.", "You had all but promised me the desk"},
		{"You talk to me as though I were a child.", "You talk to me as though I were a child"},
	} {
		s := sentence(t, test.text)
		starts := append(clauses(s.Tokens, nil), len(s.Tokens))
		var got []string
		for i, start := range starts[:len(starts)-1] {
			start, end := trimmed(s.Tokens, start, starts[i+1])
			got = append(got, test.text[s.Tokens[start].Start:s.Tokens[end-1].End])
		}
		if got := strings.Join(got, " | "); got != test.want {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
	}
	if got := clauses(token.Words(`not," you said to me`), nil); len(got) != 2 { // a word is looked for before the first
		t.Errorf("got %v, want two clauses", got)
	}
}

// TestHeaviestRun: the words in capitals weigh, the others speak a little against it.
func TestHeaviestRun(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"I took a task that ATE my WHOLE bank holiday", "ATE my WHOLE bank holiday"},
		{"I stood in at the MANAGER'S UNPAID leave for months", "the MANAGER'S UNPAID leave"},
		{"You DIDN'T SHOW that you care for me", "You DIDN'T SHOW"},
		{"Then came the best YES-MAN of the year", "the best YES-MAN"},
		{"You kept “MATE” and “LAD” for me", ""},    // no run goes over a mark
		{"Then that was MY NAME to all", ""},        // one word tells nothing
		{"Your SITE is a DEATHTRAP", ""},            // it is all that is underlined
		{"IT is WHAT it IS for you AND for me", ""}, // words that tell nothing
	} {
		s := sentence(t, test.text)
		weights := make([]float32, len(s.Tokens))
		for i, token := range s.Tokens {
			weights[i] = -0.1
			if word := test.text[token.Start:token.End]; strings.ToUpper(word) == word && word != "I" {
				weights[i] = 1
			}
		}
		from, to := heaviestRun(test.text, s.Tokens, weights)
		got := ""
		if from < to {
			got = test.text[s.Tokens[from].Start:s.Tokens[to-1].End]
		}
		if got != test.want {
			t.Errorf("%s: got %q, want %q", test.text, got, test.want)
		}
	}
}
