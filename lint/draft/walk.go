package draft

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// extensions lists the endings of files that a folder is searched for.
var extensions = []string{".txt", ".text", ".md", ".markdown", ".eml", ".html", ".htm", ".mbox"}

// Walk yields the files that paths stand for, in a stable order: a file and "-" stand for themselves, a folder for the
// drafts below it. Hidden files and folders are passed over unless they are named. What cannot be read comes with an
// error, and the walk goes on.
func Walk(paths []string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, p := range paths {
			info, err := os.Stat(p)
			switch {
			case p == "-":
				if !yield(p, nil) {
					return
				}
			case err != nil:
				if !yield(p, reason(err)) {
					return
				}
			case info.IsDir():
				if !walk(p, yield) {
					return
				}
			case !info.Mode().IsRegular():
				if !yield(p, errors.New("not a regular file: pipe it in instead")) {
					return
				}
			default:
				if !yield(p, nil) {
					return
				}
			}
		}
	}
}

// walk yields the drafts of one folder; it is false when the receiver has had enough. Symbolic links to files are
// followed and links to folders are not, so that there are no loops.
func walk(root string, yield func(string, error) bool) bool {
	found, more := false, true
	err := filepath.WalkDir(root, func(p string, e fs.DirEntry, err error) error {
		hidden := p != root && strings.HasPrefix(filepath.Base(p), ".")
		switch {
		case hidden && e != nil && e.IsDir():
			return fs.SkipDir
		case hidden:
			return nil
		case err != nil:
			found = true
			if more = yield(p, reason(err)); !more {
				return fs.SkipAll
			}
			if e != nil && e.IsDir() {
				return fs.SkipDir
			}
			return nil
		case e.IsDir() && isMaildir(p):
			found = true
			if more = maildir(p, yield); !more {
				return fs.SkipAll
			}
			return fs.SkipDir
		case e.Type().IsRegular() && filepath.Ext(p) == "" && isMailbox(p): // Thunderbird's folders have no ending
		case e.IsDir() || !slices.Contains(extensions, strings.ToLower(filepath.Ext(p))):
			return nil
		}
		if !e.Type().IsRegular() {
			if info, err := os.Stat(p); err != nil || !info.Mode().IsRegular() {
				return nil
			}
		}
		found = true
		if more = yield(p, nil); !more {
			return fs.SkipAll
		}
		return nil
	})
	if err != nil && more {
		return yield(root, reason(err))
	}
	if !found && more {
		return yield(root, errors.New("no drafts in this folder: expected files that end in "+strings.Join(extensions, ", ")))
	}
	return more
}

// reason says what a system error means and what to do about it.
func reason(err error) error {
	if err == nil {
		return nil
	}
	var pathErr *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errors.New("no such file or folder: check the name")
	case errors.Is(err, fs.ErrPermission):
		return errors.New("may not be read: check its permissions")
	case errors.As(err, &pathErr):
		return pathErr.Err
	}
	return err
}

// ReadFile reads the drafts of one file: one, or those of a mailbox, message by message, so that memory holds no more
// than the largest of them.
func ReadFile(path string) iter.Seq2[*Draft, error] {
	return func(yield func(*Draft, error) bool) {
		f, err := os.Open(path)
		if err != nil {
			yield(nil, reason(err))
			return
		}
		defer f.Close()
		Read(path, f)(func(d *Draft, err error) bool { return yield(d, reason(err)) })
	}
}

// Read reads the drafts of a stream; path is its name in reports.
func Read(path string, r io.Reader) iter.Seq2[*Draft, error] {
	return func(yield func(*Draft, error) bool) {
		b := bufio.NewReaderSize(r, 64<<10)
		if head, _ := b.Peek(b.Size()); bytes.HasPrefix(head, []byte("From ")) && isMail(head) {
			readMailbox(path, b, yield)
			return
		}
		source, err := io.ReadAll(b)
		if err == nil {
			var d *Draft
			if d, err = Parse(path, source); err == nil {
				yield(d, nil)
				return
			}
		}
		yield(nil, err)
	}
}
