package rules

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"testing"
	"testing/fstest"

	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/linttest"
	"github.com/tonelint/tonelint/lint/strict"
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

// TestNoTags: no built-in pattern or word class asks for a part of speech, which would load a tagger of 60 MB. It looks at
// every list of every file but the examples: a key of patterns that is new is looked at as well.
func TestNoTags(t *testing.T) {
	tag := regexp.MustCompile(`[a-z~>)*]/[A-Z]`)
	seen := map[string]bool{}
	err := fs.WalkDir(Files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(Files, name)
		if err != nil {
			return err
		}
		var lists map[string]any
		if errs := strict.Decode(name, data, &lists); errs != nil {
			return errs
		}
		for key, list := range lists {
			patterns, _ := list.([]any)
			if key == "bad" || key == "good" {
				continue
			}
			seen[key] = true
			for _, p := range patterns {
				if tag.MatchString(fmt.Sprint(p)) {
					t.Errorf("%s: %s: %s asks for a part of speech", name, key, p)
				}
			}
		}
		return nil
	})
	if err != nil || !seen["match"] || !seen["drop"] || !seen["reply-sure"] {
		t.Errorf("not all patterns were looked at: %v", err)
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
