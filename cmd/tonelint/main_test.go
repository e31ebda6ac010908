package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "rewrite the expected output in the scripts")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"tonelint": main})
}

// TestScripts runs the command as users do. `go test ./cmd/tonelint -update` rewrites what the scripts compare with.
func TestScripts(t *testing.T) {
	module, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	// For the scripts that build: they have a home of their own, and would start with empty caches.
	goenv, err := exec.Command("go", "env", "GOCACHE", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	caches := strings.Fields(string(goenv))
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("NO_COLOR", "")
			e.Setenv("COLUMNS", "80")
			e.Setenv("MODULE", module)
			e.Setenv("REAL_GOCACHE", caches[0])
			e.Setenv("REAL_GOMODCACHE", caches[1])
			steady, err := txtar.ParseFile("testdata/steady.txtar")
			if err != nil {
				return err
			}
			return txtar.Write(steady, e.WorkDir)
		},
		Condition: func(cond string) (bool, error) { // [file:PATH], for what is installed and is no program
			path, ok := strings.CutPrefix(cond, "file:")
			if !ok {
				return false, fmt.Errorf("unknown condition %q", cond)
			}
			_, err := os.Stat(path)
			return err == nil, nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"status": status, "recipe": recipe},
	})
}

// status runs a command and demands an exit code: status 2 tonelint --nonsense.
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status CODE COMMAND [ARGUMENTS]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := err.(interface{ ExitCode() int })
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// recipe writes a recipe of the README to a file, so that what users copy is what is tried: recipe muttrc muttrc.
// Programs may run it.
func recipe(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: recipe NAME FILE")
	}
	readme, err := os.ReadFile("../../README.md")
	ts.Check(err)
	_, rest, found := strings.Cut(string(readme), "<!-- recipe: "+args[0]+" -->\n```")
	_, rest, _ = strings.Cut(rest, "\n")
	text, _, closed := strings.Cut(rest, "```\n")
	if !found || !closed {
		ts.Fatalf("the README has no recipe %s", args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(text), 0o755))
}

// TestReadmeExitCodes holds the README to what the help says.
func TestReadmeExitCodes(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(string(readme), "`", "")
	for _, e := range exits {
		if row := fmt.Sprintf("| %d | %s |\n", e.code, e.meaning); !strings.Contains(text, row) {
			t.Errorf("the README lacks the row %s", row)
		}
	}
}

// TestRunClosedOutput checks that a reader that has seen enough ("tonelint … | head") is no failure.
func TestRunClosedOutput(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	defer w.Close()
	if code := run([]string{"--list-rules"}, os.Stdin, w, os.Stderr); code != exitClean {
		t.Errorf("exit code %d, want %d", code, exitClean)
	}
}

// TestReplaceFile covers what a script cannot: the original is whole while the new file is only staged, a failed rename
// leaves nothing behind, and mode and link stay.
func TestReplaceFile(t *testing.T) {
	dir := t.TempDir()
	path, link := filepath.Join(dir, "draft.txt"), filepath.Join(dir, "link.txt")
	if err := os.WriteFile(path, []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	holds := func(want string) {
		t.Helper()
		if got, err := os.ReadFile(path); err != nil || string(got) != want {
			t.Errorf("the file holds %q (%v), want %q", got, err, want)
		}
	}
	// A crash between write and rename.
	temporary, err := stage(path, []byte("new"), 0o640)
	if err != nil {
		t.Fatal(err)
	}
	holds("old")
	os.Remove(temporary)

	if err := replaceFile(link, []byte("new")); err != nil {
		t.Fatal(err)
	}
	holds("new")
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o640 {
		t.Errorf("mode %v, want 0640", info.Mode().Perm())
	}
	if info, _ := os.Lstat(link); info.Mode()&os.ModeSymlink == 0 {
		t.Error("the link was replaced by a file")
	}
	// A rename that fails: the target is a folder that is not empty.
	if err := writeBeside(dir, []byte("x"), 0o644); err == nil {
		t.Error("writing over a folder did not fail")
	}
	entries, _ := os.ReadDir(filepath.Dir(dir))
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".tonelint-") {
			t.Errorf("%s was left behind", e.Name())
		}
	}
}
