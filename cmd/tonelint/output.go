package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// sink opens what --output names. A file is replaced by finish, whole or not at all; a pipe or a device is written to as
// it is, and so is what the shell has open, which may be a file.
func (c *command) sink(path string) (w io.Writer, finish func() error, err error) {
	if path == "-" || path == "/dev/stdout" {
		return c.stdout, func() error { return nil }, nil
	}
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return nil, nil, fmt.Errorf("%s: is a folder: name a file in it for the report", path)
	case err == nil && !info.Mode().IsRegular(), path == "/dev/stderr", strings.HasPrefix(path, "/dev/fd/"):
		f, err := openDevice(path, err == nil && info.Mode().Type() == fs.ModeNamedPipe)
		if err != nil {
			return nil, nil, unwritable(path, err)
		}
		return f, f.Close, nil
	}
	if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
		return nil, nil, unwritable(path, fs.ErrNotExist)
	}
	var b strings.Builder
	return &b, func() error { return writeWhole(path, []byte(b.String())) }, nil
}

// openDevice opens what is written to as it is. A pipe that nobody reads would wait for its reader for ever, so it is given a
// moment: in "cat pipe & tonelint -o pipe" the reader may come second.
func openDevice(path string, pipe bool) (*os.File, error) {
	flags := os.O_WRONLY | os.O_APPEND
	if pipe {
		flags |= syscall.O_NONBLOCK
	}
	for end := time.Now().Add(time.Second); ; time.Sleep(10 * time.Millisecond) {
		f, err := os.OpenFile(path, flags, 0)
		if !pipe || !errors.Is(err, syscall.ENXIO) || time.Now().After(end) {
			return f, err
		}
	}
}

// overwrites refuses to write a report or a baseline over what was read for it. Only regular files can be lost.
func (c *command) overwrites(draftPath string, p *policy) error {
	same := func(a, b string) bool {
		x, err1 := os.Stat(a)
		y, err2 := os.Stat(b)
		return err1 == nil && err2 == nil && x.Mode().IsRegular() && os.SameFile(x, y)
	}
	drafts := []string{draftPath}
	if c.readsStdin() {
		drafts = append(drafts, "/dev/stdin")
	}
	for _, name := range drafts {
		if c.writeBaseline != "" && same(c.writeBaseline, name) {
			return fmt.Errorf("%s: is a draft, and --write-baseline would overwrite it: name another file", c.writeBaseline)
		}
		if c.output != "" && same(c.output, name) {
			return fmt.Errorf("%s: is a draft, and --output would overwrite it: name another file", c.output)
		}
	}
	if p != nil && c.output != "" {
		for _, name := range []string{p.config, p.baseline} {
			if name != "" && same(c.output, name) {
				return fmt.Errorf("%s: is read for the settings, and --output would overwrite it: name another file", c.output)
			}
		}
	}
	return nil
}

// unwritable says why a file cannot be written and what to do about it.
func unwritable(path string, err error) error {
	var pathErr *fs.PathError
	var linkErr *os.LinkError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		err = fmt.Errorf("there is no folder %s", filepath.Dir(path))
	case errors.Is(err, fs.ErrPermission):
		err = errors.New("check the permissions of the file and of its folder")
	case errors.Is(err, syscall.ENXIO):
		err = errors.New("nobody reads from it")
	case errors.As(err, &pathErr):
		err = pathErr.Err
	case errors.As(err, &linkErr):
		err = linkErr.Err
	}
	return fmt.Errorf("%s: cannot be written: %w", path, err)
}

// writeWhole writes a file whole or not at all. A new file gets the usual mode.
func writeWhole(path string, data []byte) error {
	write := func() error { return replaceFile(path, data) }
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		write = func() error { return writeBeside(path, data, 0o644) }
	}
	if err := write(); err != nil {
		return unwritable(path, err)
	}
	return nil
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
	if !info.Mode().IsRegular() {
		return errors.New("it is no file, and was left as it is")
	}
	if info.Mode().Perm()&0o200 == 0 {
		return errors.New("it is read-only, and was left as it is")
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
		return fmt.Errorf("it may be half written, and the new text is whole in %s: %v", temporary, err)
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
