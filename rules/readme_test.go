package rules

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestReadmeTable holds the README's table of rules to the rule files; -update rewrites it.
func TestReadmeTable(t *testing.T) {
	const begin, end = "<!-- rules: written by go test ./rules -update -->\n", "<!-- end of rules -->"
	set, err := Load(Pack{Files: os.DirFS(".")})
	if err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	table.WriteString("| rule | severity | what it finds |\n|---|---|---|\n")
	for _, r := range set.Rules {
		fmt.Fprintf(&table, "| [%s](rules/%s.toml) | %s | %s |\n", r.ID, r.ID, r.Severity, r.Message)
	}
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(readme), begin)
	old, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatal("the README has lost the marks around its table of rules")
	}
	switch {
	case old == table.String():
	case *update:
		if err := os.WriteFile("../README.md", []byte(before+begin+table.String()+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Error("the README's table is not what the rule files say: run go generate ./rules")
	}
}
