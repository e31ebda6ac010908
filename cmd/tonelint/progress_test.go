package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestProgress: the line counts and tells how far a mailbox is, goes away before other output, and never comes back.
func TestProgress(t *testing.T) {
	path := filepath.Join(t.TempDir(), "Drafts")
	if err := os.WriteFile(path, make([]byte, 200), 0o644); err != nil {
		t.Fatal(err)
	}
	var terminal bytes.Buffer
	p := startProgress(&terminal, time.Hour, time.Hour)
	out := p.over(&terminal)
	fmt.Fprint(out, "first\n")
	p.show()
	p.judged(path, 0)
	p.show()
	p.judged(path, 50)
	p.show()
	fmt.Fprint(out, "second\n")
	p.show()
	p.end()
	p.show()
	got := strings.ReplaceAll(terminal.String(), "\r\x1b[K", "<")
	want := fmt.Sprintf("first\n<tonelint: reading …<tonelint: 1 draft, now at %[1]s …<tonelint: 2 drafts, now at %[1]s (25 %%) …<second\n<tonelint: 2 drafts, now at %[1]s (25 %%) …<", path)
	if got != want {
		t.Errorf("the terminal shows\n%q, want\n%q", got, want)
	}
}

// TestProgressNeedsTerminal: a file, a pipe and a buffer get none, and a silent progress does no harm.
func TestProgressNeedsTerminal(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "stderr"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var p *progress
	if p = newProgress(f); p != nil {
		t.Fatal("a file is no terminal")
	}
	p.judged("x", 1)
	fmt.Fprint(p.over(f), "text")
	p.end()
	if data, _ := os.ReadFile(f.Name()); string(data) != "text" {
		t.Errorf("the file holds %q", data)
	}
}
