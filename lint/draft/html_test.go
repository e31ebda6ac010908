package draft

import (
	"strings"
	"testing"
)

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
