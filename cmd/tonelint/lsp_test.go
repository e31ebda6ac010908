package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/draft"
)

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestHostSettings checks that the server obeys the settings as they are now, whatever they were at the last keystroke.
func TestHostSettings(t *testing.T) {
	dir := t.TempDir()
	path, config := filepath.Join(dir, "draft.txt"), filepath.Join(dir, configName)
	h := &host{o: &options{}, folders: map[string]*folder{}}
	deadline := func() bool {
		t.Helper()
		return len(judged(t, h, path, "I expect an answer by Friday.", "demanding/deadline")) > 0
	}
	if !deadline() {
		t.Fatal("without settings the deadline is not found")
	}
	write(t, config, `disable = ["demanding/*"]`)
	if deadline() {
		t.Error("a new configuration file is not obeyed")
	}
	write(t, config, `disable = ["demanding/ultimatum"]`)
	if !deadline() {
		t.Error("a changed configuration file is not obeyed")
	}
	write(t, config, "disabel = 3")
	if _, err := h.Linter(path); err == nil || !strings.Contains(err.Error(), configName+":1:1") {
		t.Errorf("the mistake in the configuration is told as %v", err)
	}
	if err := os.Remove(config); err != nil {
		t.Fatal(err)
	}
	if !deadline() {
		t.Error("a configuration file that is gone is still obeyed")
	}

	// Rules of one's own.
	if err := os.MkdirAll(filepath.Join(dir, "pack", "hostile"), 0o755); err != nil {
		t.Fatal(err)
	}
	rule := func(match string) string {
		return `severity = "warning"
message = "Yawns"
why = "It bores."
instead = ["Thank you."]
match = ["` + match + `"]
bad = ["` + match + `", "So ` + match + `.", "Oh ` + match + `."]
good = ["One.", "Two.", "Three."]`
	}
	file := filepath.Join(dir, "pack", "hostile", "yawn.toml")
	write(t, file, rule("what a yawn"))
	write(t, config, `packs = ["pack"]`)
	if len(judged(t, h, path, "What a yawn.", "hostile/yawn")) != 1 {
		t.Fatal("a rule of a pack is not obeyed")
	}
	write(t, file, rule("what a big bore"))
	if err := os.Chtimes(file, time.Now(), time.Now().Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	if len(judged(t, h, path, "What a yawn.", "hostile/yawn")) != 0 {
		t.Error("a changed rule is not obeyed")
	}
}

// TestHostIgnore checks that a finding that is left alone in the editor is left alone by the command line too, and that
// the settings there were are kept.
func TestHostIgnore(t *testing.T) {
	for _, settings := range []string{"", "# mine\ncandidate = \"student\"\n[severity]\n\"hostile/*\" = \"warning\"\n", "baseline = \"known.json\"\n"} {
		dir := t.TempDir()
		path, config := filepath.Join(dir, "draft.txt"), filepath.Join(dir, configName)
		const text = "I expect an answer by Friday. Why did you reject me?"
		write(t, path, text)
		if settings != "" {
			write(t, config, settings)
		}
		h := &host{o: &options{}, folders: map[string]*folder{}}
		for _, rule := range []string{"demanding/deadline", "decision-focus/why-rejected"} {
			found := judged(t, h, path, text, rule)
			if len(found) != 1 {
				t.Fatalf("%s: %d findings, want 1", rule, len(found))
			}
			said, err := h.Ignore(path, found[0])
			if err != nil || !strings.Contains(said, ".json") {
				t.Fatalf("ignoring said %q, %v", said, err)
			}
			if len(judged(t, h, path, text, rule)) != 0 {
				t.Errorf("%s: is still found in the editor", rule)
			}
		}
		if now, err := os.ReadFile(config); err != nil || !strings.HasSuffix(string(now), settings) {
			t.Errorf("the settings %q became %q (%v)", settings, now, err)
		}
		var out, complaints strings.Builder
		t.Chdir(dir)
		if run([]string{"--format", "concise", "draft.txt"}, os.Stdin, &out, &complaints) == exitFailure {
			t.Error(complaints.String())
		}
		if strings.Contains(out.String(), "demanding/deadline") || strings.Contains(out.String(), "why-rejected") || !strings.Contains(out.String(), "email/missing-thanks") {
			t.Errorf("the command line reports %s", out.String())
		}
	}
}

// TestHostIgnoreNamed checks that a baseline is not named a second time where the settings have just named one.
func TestHostIgnoreNamed(t *testing.T) {
	dir := t.TempDir()
	path, config := filepath.Join(dir, "draft.txt"), filepath.Join(dir, configName)
	h := &host{o: &options{}, folders: map[string]*folder{}}
	now := time.Now()
	settings := func(text string) { // the clock of the file system stands still
		write(t, config, text)
		if err := os.Chtimes(config, now, now); err != nil {
			t.Fatal(err)
		}
	}
	settings("# no baseline there\n")
	found := judged(t, h, path, "I expect an answer by Friday.", "demanding/deadline")
	settings("baseline = 'b.json'\n")
	if said, err := h.Ignore(path, found[0]); err != nil || !strings.HasSuffix(said, filepath.Join(dir, "b.json")) {
		t.Errorf("ignoring said %q, %v", said, err)
	}
	if now, err := os.ReadFile(config); err != nil || string(now) != "baseline = 'b.json'\n" {
		t.Errorf("the settings became %q (%v)", now, err)
	}
}

// judged returns the findings of a rule as the server would show them.
func judged(t *testing.T, h *host, path, text, rule string) []lint.Diagnostic {
	t.Helper()
	linter, err := h.Linter(path)
	if err != nil {
		t.Fatal(err)
	}
	d, err := draft.Parse(path, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	result := linter.Lint(d)
	if err := h.Filter(result); err != nil {
		t.Fatal(err)
	}
	var found []lint.Diagnostic
	for _, x := range result.Diagnostics {
		if x.Rule.ID == rule {
			found = append(found, x)
		}
	}
	return found
}
