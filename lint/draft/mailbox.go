package draft

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// readMailbox yields the messages of an mbox. A message starts at a line "From …" at the top of the file or behind a
// blank line (RFC 4155); such a line inside a message carries a ">", which is taken off where the body is read.
func readMailbox(path string, r *bufio.Reader, yield func(*Draft, error) bool) {
	var message []byte
	number, bytesBefore, linesBefore, lines := 0, 0, 0, 0
	flush := func() bool {
		if len(message) == 0 {
			return true
		}
		number++
		d := &Draft{Path: path, Message: number, Source: message, charset: detectCharset(message), Mailbox: true, beforeBytes: bytesBefore, beforeLines: linesBefore}
		err := d.read()
		bytesBefore, linesBefore, lines = bytesBefore+len(message), linesBefore+lines, 0
		message = nil
		if errors.Is(err, ErrEmpty) {
			return true // deleted, or the folder's own data
		}
		if err != nil {
			return yield(nil, err)
		}
		return yield(d, nil)
	}
	blank, whole := true, true
	for {
		line, err := r.ReadSlice('\n')
		if whole && blank && bytes.HasPrefix(line, []byte("From ")) && !flush() {
			return
		}
		message = append(message, line...)
		if whole {
			blank = len(bytes.TrimRight(line, "\r\n")) == 0
		}
		// A line longer than the buffer comes in pieces; only its end ends it.
		if whole = !errors.Is(err, bufio.ErrBufferFull); whole {
			lines++
		} else {
			blank = false
		}
		if err != nil && whole {
			if flush() && !errors.Is(err, io.EOF) {
				yield(nil, err)
			}
			return
		}
	}
}

// isMailbox reports whether a file starts as an mbox does.
func isMailbox(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	var head [5]byte
	_, err = io.ReadFull(f, head[:])
	return err == nil && string(head[:]) == "From "
}

// isMaildir reports whether a folder is a Maildir: it has cur, new and tmp.
func isMaildir(dir string) bool {
	for _, sub := range []string{"cur", "new", "tmp"} {
		if info, err := os.Stat(filepath.Join(dir, sub)); err != nil || !info.IsDir() {
			return false
		}
	}
	return true
}

// maildir yields the drafts of a Maildir and of its subfolders: messages with the flag D, and all messages of a folder
// that is named for drafts. Others are somebody's mail, and not to be judged.
func maildir(dir string, yield func(string, error) bool) bool {
	drafts := strings.Contains(strings.ToLower(filepath.Base(dir)), "draft")
	for _, sub := range []string{"cur", "new"} {
		entries, err := os.ReadDir(filepath.Join(dir, sub))
		if err != nil && !yield(filepath.Join(dir, sub), reason(err)) {
			return false
		}
		for _, e := range entries {
			_, flags, _ := strings.Cut(e.Name(), ":2,")
			if strings.HasPrefix(e.Name(), ".") || !e.Type().IsRegular() || !drafts && !strings.Contains(flags, "D") {
				continue
			}
			if !yield(filepath.Join(dir, sub, e.Name()), nil) {
				return false
			}
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return yield(dir, reason(err))
	}
	for _, e := range entries {
		// Maildir++ keeps its folders beside cur, with a dot before their names.
		if sub := filepath.Join(dir, e.Name()); e.IsDir() && strings.HasPrefix(e.Name(), ".") && isMaildir(sub) && !maildir(sub, yield) {
			return false
		}
	}
	return true
}
