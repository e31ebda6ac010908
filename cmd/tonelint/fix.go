package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/draft"
	"github.com/tonelint/tonelint/lint/report"
)

// applyFixes makes the safe rewrites of a draft: with --diff it prints them as a unified diff, with --fix it writes the
// file (or, for standard input, prints it). It returns the draft as it then is, with an error where it could not be changed.
func (c *command) applyFixes(linter *lint.Linter, d *draft.Draft, stdin bool) (*draft.Draft, error) {
	fixed, done := linter.Fix(d)
	if _, err := d.Edited(nil); err != nil && slices.ContainsFunc(linter.Lint(d).Diagnostics, hasSafe) {
		fmt.Fprintf(c.stderr, "tonelint: %s: note: safe changes were left out: %s\n", report.Printable(d.Path), err)
	}
	if len(done) == 0 && !stdin {
		return d, nil
	}
	switch {
	case c.diff:
		changes := diff.Diff(d.Path, d.Source, d.Path, fixed)
		if terminal(c.stdout) {
			changes = shown(changes)
		}
		_, err := c.stdout.Write(changes)
		return d, err
	case stdin:
		text := fixed
		if terminal(c.stdout) {
			text = shown(fixed)
		}
		if _, err := c.stdout.Write(text); err != nil {
			return nil, err
		}
	default:
		if err := replaceFile(d.Path, fixed); err != nil {
			return d, err
		}
	}
	for _, x := range done {
		fmt.Fprintf(c.stderr, "%s: fixed: %s: %s (%s)\n", report.Printable(d.Path), x.Rule.Message, report.Quote(x.Text), x.Rule.ID)
	}
	return draft.Parse(d.Path, fixed)
}

func hasSafe(d lint.Diagnostic) bool {
	return slices.ContainsFunc(d.Suggestions, func(r lint.Rewrite) bool { return r.Safe })
}

// shown makes a diff or a draft fit for a terminal. Elsewhere it keeps its bytes, for patch.
func shown(changes []byte) []byte {
	var b bytes.Buffer
	for line := range strings.Lines(string(changes)) {
		b.WriteString(report.Printable(strings.TrimRight(line, "\r\n")) + "\n")
	}
	return b.Bytes()
}

// writeWhole writes a file whole or not at all. A new file gets the usual mode.
func writeWhole(path string, data []byte) error {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return writeBeside(path, data, 0o644)
	}
	return replaceFile(path, data)
}

// replaceFile puts data in the place of a file that exists. Its mode stays, and where it is a link, the link.
func replaceFile(path string, data []byte) error {
	path, err := filepath.EvalSymlinks(path)
	if err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if info.Mode().Perm()&0o200 == 0 {
		return errors.New("is read-only and was left as it is")
	}
	if shared(info) {
		return overwrite(path, data, info.Mode().Perm())
	}
	return writeBeside(path, data, info.Mode().Perm())
}

// overwrite writes into a file that has other names or another owner, which a rename would lose. Until it is written, the
// new text stands whole beside it.
func overwrite(path string, data []byte, mode fs.FileMode) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	temporary, err := stage(path, data, mode)
	if err != nil {
		return err
	}
	if _, err = f.Write(data); err == nil {
		err = f.Truncate(int64(len(data)))
	}
	if err == nil {
		err = f.Sync()
	}
	if err != nil {
		return fmt.Errorf("was not wholly written: the new text is in %s: %w", temporary, err)
	}
	return os.Remove(temporary)
}

// writeBeside writes data next to path and renames it over path. Whatever happens before the rename leaves path whole.
func writeBeside(path string, data []byte, mode fs.FileMode) error {
	temporary, err := stage(path, data, mode)
	if err != nil {
		return err
	}
	if err := os.Rename(temporary, path); err != nil {
		os.Remove(temporary)
		return err
	}
	return nil
}

// stage writes data to a new file in the folder of path and makes it reach the disk.
func stage(path string, data []byte, mode fs.FileMode) (name string, err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".tonelint-*")
	if err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if _, err = f.Write(data); err != nil {
		return "", err
	}
	if err = f.Chmod(mode); err != nil {
		return "", err
	}
	if err = f.Sync(); err != nil {
		return "", err
	}
	return f.Name(), f.Close()
}
