package rules

import (
	"flag"
	"os"
	"regexp"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/linttest"
)

var update = flag.Bool("update", false, "rewrite compiled.bin")

// TestCompiled holds compiled.bin to the rule files.
func TestCompiled(t *testing.T) {
	set, err := Load(Pack{Files: os.DirFS(".")})
	if err != nil {
		t.Fatal(err)
	}
	want := encode(set)
	if *update {
		if err := os.WriteFile("compiled.bin", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(want) != compiled {
		t.Error("compiled.bin is not what the rule files give: run go generate ./rules")
	}
}

// TestCompiler holds that a pattern can be tried out with the word classes, and that it is told which class there is not.
func TestCompiler(t *testing.T) {
	c := Compiler()
	if _, err := c.Add("<reader> (bore~|tire~) me"); err != nil {
		t.Error(err)
	}
	if _, err := c.Add("<raeder> bored me"); err == nil {
		t.Error("an unknown class is taken")
	}
}

// TestMeasured: measured.toml tells of the rules that stand in it and are of its pack, and of no other.
func TestMeasured(t *testing.T) {
	rule := &fstest.MapFile{Data: []byte(`severity = "error"
message = "Text"
why = "Reason."
instead = ["Text."]
match = ["zigzag"]
bad = ["Zigzag.", "A zigzag.", "The zigzag."]
good = ["One.", "Two.", "Three."]
`)}
	measured := func(rows string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("split = \"dev\"\nemails = 9\n[rules]\n" + rows)}
	}
	set, err := Load(
		Pack{Dir: "one", Files: fstest.MapFS{"hostile/old.toml": rule, "hostile/mute.toml": rule, "hostile/new.toml": rule,
			"measured.toml": measured("\"hostile/old\" = [3, 2]\n\"hostile/mute\" = [0, 0]\n\"hostile/gone\" = [4, 4]\n")}},
		Pack{Dir: "two", Files: fstest.MapFS{"hostile/other.toml": rule, "measured.toml": measured("\"hostile/old\" = [1, 0]\n")}})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]lint.Measured{"hostile/old": {Split: "dev", Emails: 9, Said: 3, Right: 2}, "hostile/mute": {Split: "dev", Emails: 9}}
	for _, r := range set.Rules {
		if r.Measured != want[r.ID] {
			t.Errorf("%s is measured as %+v, want %+v", r.ID, r.Measured, want[r.ID])
		}
	}
}

// TestNoTags: no built-in pattern asks for a part of speech, which would load a tagger of 60 MB.
func TestNoTags(t *testing.T) {
	tag := regexp.MustCompile(`[a-z~>)*]/[A-Z]`)
	for _, r := range Default().Rules {
		for _, p := range slices.Concat(r.Match.Split(), r.Unless.Split()) {
			if tag.MatchString(p) {
				t.Errorf("%s: %s asks for a part of speech", r.ID, p)
			}
		}
	}
}

// TestExamples runs the examples inside the rule files.
func TestExamples(t *testing.T) {
	set, err := Load(Pack{Files: os.DirFS(".")})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range linttest.Check(set, "") {
		t.Error(f)
	}
}
