package draft

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
)

// extensions lists the endings of files that a folder is searched for.
var extensions = []string{".txt", ".text", ".md", ".markdown", ".eml", ".html", ".htm", ".mht", ".mbox"}

// maxSize is how large a draft may be. Mail servers refuse 50 MB; whatever is larger (a disk image, an endless pipe) is
// no draft, and must not fill the memory.
const maxSize = 64 << 20

var errTooLarge = fmt.Errorf("larger than %d MB: that is no draft", maxSize>>20)

// Walk yields the files that paths stand for, in a stable order: a file and "-" stand for themselves, a folder for the
// drafts below it. Each comes once, under the name that leads to it first, whatever spelling or symbolic link leads there
// again: two that change a file at a time would lose its changes, and what is counted would count double. Hidden files and
// folders are passed over unless they are named, and so are mail of a mail program that is no draft, and what skip is true
// of; it may be nil. What cannot be read comes with an error, and the walk goes on.
func Walk(paths []string, skip func(path string) bool) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		seen, folders := map[string]bool{}, map[string]string{}
		once := func(p string, err error) bool {
			name := trueName(p, folders)
			if seen[name] {
				return true
			}
			seen[name] = true
			return yield(p, err)
		}
		found := func(p string, err error) bool {
			return skip != nil && skip(p) || once(p, err)
		}
		for _, p := range paths {
			var err error
			if p != "-" {
				info, missing := os.Stat(p)
				switch {
				case missing != nil:
					err = Reason(missing)
				case info.IsDir():
					var more bool
					if more, err = walk(p, found); !more {
						return
					}
					if err == nil {
						continue
					}
				default:
					err = unreadable(p, info.Mode())
				}
			}
			if !once(p, err) {
				return
			}
		}
	}
}

// trueName returns the one name that all spellings of a path and the symbolic links to it have, as far as it can be told.
// It stays when the file is replaced, which the number of the file does not. Folders holds what was found of the folders, for
// there are few of them and many files.
func trueName(path string, folders map[string]string) string {
	if path == "-" {
		return path
	}
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
		return resolved(path)
	}
	folder, name := filepath.Split(path)
	if _, ok := folders[folder]; !ok {
		folders[folder] = resolved(folder)
	}
	return filepath.Join(folders[folder], name)
}

// resolved returns an absolute path without symbolic links, or with those that lead nowhere.
func resolved(path string) string {
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	return path
}

// unreadable says why a file that is named cannot be read, nil where it can: a pipe without a writer would wait for
// ever. The pipes that a shell makes, "tonelint <(pass draft)", have their writer.
func unreadable(path string, mode fs.FileMode) error {
	switch {
	case mode.IsRegular(), mode.Type() == fs.ModeNamedPipe && strings.HasPrefix(path, "/dev/fd/"), path == "/dev/stdin":
		return nil
	case mode.Type() == fs.ModeNamedPipe:
		return errors.New("is a pipe: read it from standard input instead")
	case mode.Type() == fs.ModeSocket:
		return errors.New("is a socket and no draft")
	}
	return errors.New("is a device and no draft")
}

var errNoDrafts = errors.New("no drafts in this folder: expected a mailbox, a Maildir with drafts, or files that end in " + strings.Join(extensions, ", "))

// walk yields the drafts of one folder. It tells whether the receiver wants more, and what is wrong with the folder itself.
// Symbolic links to files are followed and links to folders are not, so that there are no loops; a link that is named is.
func walk(root string, yield func(string, error) bool) (more bool, err error) {
	found := false
	more = true
	give := func(path string, err error) error {
		found = true
		if more = yield(path, err); !more {
			return fs.SkipAll
		}
		return nil
	}
	top := root
	if info, err := os.Lstat(root); err == nil && info.Mode().Type() == fs.ModeSymlink {
		top += string(filepath.Separator) // it then stands for the folder
	}
	err = filepath.WalkDir(top, func(p string, e fs.DirEntry, err error) error {
		folder := e != nil && e.IsDir()
		switch {
		case p != top && strings.HasPrefix(filepath.Base(p), "."):
			if folder {
				return fs.SkipDir
			}
			return nil
		case err != nil && p == top:
			return err
		case err != nil:
			if stop := give(p, Reason(err)); stop != nil || !folder {
				return stop
			}
			return fs.SkipDir
		case folder && isMaildir(p):
			some := false
			if some, more = maildir(p, yield); !more {
				return fs.SkipAll
			}
			found = found || some
			return fs.SkipDir
		case folder:
			return nil
		case !isFile(p, e):
			if info, err := os.Stat(p); slices.Contains(extensions, strings.ToLower(filepath.Ext(p))) && (err != nil || !info.IsDir()) {
				if err == nil {
					err = unreadable(p, info.Mode())
				}
				return give(p, Reason(err))
			}
			return nil
		case !isDraft(p):
			return nil
		}
		return give(p, nil)
	})
	if err == nil && !found {
		err = errNoDrafts
	}
	return more, Reason(err)
}

// isFile reports whether an entry of a folder is a file, or a link to one.
func isFile(path string, e fs.DirEntry) bool {
	if e.Type() != fs.ModeSymlink {
		return e.Type().IsRegular()
	}
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// isDraft reports whether a file that was found may be a draft: by its ending, or where it has none (mailboxes, the
// messages of MH folders and Maildirs) by how it starts.
func isDraft(path string) bool {
	if isOtherMail(path) {
		return false
	}
	ext := strings.ToLower(filepath.Ext(path))
	return slices.Contains(extensions, ext) || (ext == "" || strings.Contains(ext, ":2,")) && holdsMail(path)
}

// Reason says what a system error means and what to do about it.
func Reason(err error) error {
	var pathErr *fs.PathError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return errors.New("no such file or folder: check the name")
	case errors.Is(err, fs.ErrPermission):
		return errors.New("may not be read: check its permissions")
	case errors.Is(err, syscall.ELOOP):
		return errors.New("is a link that leads back to itself: check where it points")
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
			yield(nil, Reason(err))
			return
		}
		defer f.Close()
		Read(path, f)(func(d *Draft, err error) bool { return yield(d, Reason(err)) })
	}
}

// readers are kept, because one is larger than most drafts.
var readers = sync.Pool{New: func() any { return bufio.NewReaderSize(nil, 64<<10) }}

// Read reads the drafts of a stream; path is its name in reports.
func Read(path string, r io.Reader) iter.Seq2[*Draft, error] {
	return func(yield func(*Draft, error) bool) {
		b := readers.Get().(*bufio.Reader)
		b.Reset(r)
		defer func() {
			b.Reset(nil)
			readers.Put(b)
		}()
		head, err := b.Peek(b.Size())
		if bytes.HasPrefix(head[byteOrderMark(head):], []byte("From ")) && isMail(head) {
			readMailbox(path, b, yield)
			return
		}
		var source []byte
		if err == io.EOF { // as of most drafts, the head is all there is
			source, err = bytes.Clone(head), nil
		} else {
			source, err = io.ReadAll(io.LimitReader(b, maxSize+1))
		}
		if err == nil && len(source) > maxSize {
			err = errTooLarge
		}
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
