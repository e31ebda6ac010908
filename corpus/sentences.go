package corpus

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/tonelint/tonelint/lint"
)

// A Sentence is a labelled sentence without an email around it. Only the model learns from these: a writer makes many
// more of them in the time, and each can stand beside its innocent look-alike.
type Sentence struct {
	Batch  string
	Text   string
	Labels []lint.Label // sentence labels; none for an innocent one
	// Presence is set on a sentence that is labelled for what it does for its email, and not for its tone.
	Presence                 bool
	Thanks, Request, OwnPart bool
	// Kind is request or reply on a sentence that is labelled only for the kind of email it stands in.
	Kind string
}

// LoadSentences reads all files of a folder, in the order of their names: a sentence a line, `label+label| text`. The
// labels are sentence labels or "clean"; for presence thanks, request, own or "none"; for the kind of the email
// kind-request or kind-reply.
func LoadSentences(fsys fs.FS) ([]Sentence, error) {
	names, err := fs.Glob(fsys, "*.txt")
	if err != nil {
		return nil, err
	}
	var sentences []Sentence
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		n := 0
		for line := range strings.SplitSeq(string(data), "\n") {
			n++
			if strings.TrimSpace(line) == "" {
				continue
			}
			labels, text, ok := strings.Cut(line, "|")
			s := Sentence{Batch: strings.TrimSuffix(path.Base(name), ".txt"), Text: strings.TrimSpace(text)}
			if !ok || s.Text == "" {
				return nil, fmt.Errorf("%s:%d: expected `label| sentence`", name, n)
			}
			for word := range strings.SplitSeq(labels, "+") {
				switch label := lint.Label(strings.TrimSpace(word)); {
				case slices.Contains(lint.SentenceLabels, label):
					s.Labels = append(s.Labels, label)
				case label == "clean":
				case label == "none":
					s.Presence = true
				case label == "kind-request" || label == "kind-reply":
					s.Kind = string(label[len("kind-"):])
				case label == "thanks":
					s.Presence, s.Thanks = true, true
				case label == "request":
					s.Presence, s.Request = true, true
				case label == "own":
					s.Presence, s.OwnPart = true, true
				default:
					return nil, fmt.Errorf("%s:%d: no label %q", name, n, label)
				}
			}
			sentences = append(sentences, s)
		}
	}
	return sentences, nil
}
