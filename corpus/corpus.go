package corpus

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/tonelint/tonelint/lint"
)

// An Email is one labelled email.
type Email struct {
	ID    string       `json:"id"`
	Kind  string       `json:"kind"` // request or reply
	Text  string       `json:"text"`
	Spans []Span       `json:"spans"`
	Email []lint.Label `json:"email"` // labels of the whole email
}

// A Span marks the words of a problem. Quote stands exactly once in the email's text.
type Span struct {
	Quote  string       `json:"quote"`
	Labels []lint.Label `json:"labels"`
}

// A Batch is the emails of one writer.
type Batch struct {
	Name   string
	Split  Split
	Emails []Email
}

// A Split is the use a batch may be put to.
type Split string

const (
	Train      Split = "train"      // rules and models learn from it
	Dev        Split = "dev"        // may be looked at as much as anyone likes
	Validation Split = "validation" // scored, never read, never tuned on
)

// SplitOf tells the split of a batch from its name alone, so that it never changes: 14 parts in 20 train, 3 dev, 3
// validation. The salt was chosen once, before any batch was read or scored, such that the first 48 names give every
// split some of each kind of brief.
func SplitOf(batch string) Split {
	h := uint32(2166136261) // FNV-1a over the salted name, then murmur's finalizer, because the names differ only at the end
	for _, b := range []byte("335/" + batch) {
		h = (h ^ uint32(b)) * 16777619
	}
	h ^= h >> 16
	h *= 0x85ebca6b
	h ^= h >> 13
	h *= 0xc2b2ae35
	h ^= h >> 16
	switch n := h % 20; {
	case n < 14:
		return Train
	case n < 17:
		return Dev
	}
	return Validation
}

// Load reads all batches of a folder of .jsonl files, in the order of their names.
func Load(fsys fs.FS) ([]Batch, error) {
	names, err := fs.Glob(fsys, "*.jsonl")
	if err != nil {
		return nil, err
	}
	var batches []Batch
	for _, name := range names {
		b := Batch{Name: strings.TrimSuffix(path.Base(name), ".jsonl")}
		b.Split = SplitOf(b.Name)
		f, err := fsys.Open(name)
		if err != nil {
			return nil, err
		}
		lines := bufio.NewScanner(f)
		lines.Buffer(nil, 1<<20)
		for n := 1; lines.Scan(); n++ {
			var e Email
			if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
				f.Close()
				return nil, fmt.Errorf("%s:%d: %w", name, n, err)
			}
			b.Emails = append(b.Emails, e)
		}
		f.Close()
		if err := lines.Err(); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		batches = append(batches, b)
	}
	return batches, nil
}
