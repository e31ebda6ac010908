package rules

import (
	"flag"
	"os"
	"testing"

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
