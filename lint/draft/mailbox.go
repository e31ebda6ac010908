package draft

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A mailboxReader cuts an mbox into messages and keeps one in memory at a time.
type mailboxReader struct {
	path    string
	yield   func(*Draft, error) bool
	message []byte // what was read of the message so far
	size    int    // of the message, with what was dropped because it is too large
	lines   int    // in the message
	number  int    // messages before this one, and their bytes and lines
	bytes   int
	above   int
	yielded bool
}

// readMailbox yields the messages of an mbox. A message starts at a line "From …" (see separates); such a line inside a
// message carries a ">", which is taken off where the body is read.
func readMailbox(path string, r *bufio.Reader, yield func(*Draft, error) bool) {
	m := mailboxReader{path: path, yield: yield}
	blank, whole := true, true // the line before was blank; the piece before ended its line
	for {
		line, err := r.ReadSlice('\n')
		if whole && bytes.HasPrefix(line, []byte("From ")) {
			line = bytes.Clone(line) // separates moves what the reader holds
			if separates(line, blank, r) && !m.flush() {
				return
			}
		}
		m.size += len(line)
		if m.size <= maxSize {
			m.message = append(m.message, line...)
		}
		// A line longer than the buffer comes in pieces; only its end ends it.
		if blank, whole = whole && len(bytes.TrimRight(line, "\r\n")) == 0, !errors.Is(err, bufio.ErrBufferFull); whole {
			m.lines++
		}
		if err != nil && whole {
			switch {
			case !m.flush():
			case !errors.Is(err, io.EOF):
				yield(nil, err)
			case !m.yielded:
				yield(nil, errors.New("the mailbox holds no draft: its messages are deleted or empty"))
			}
			return
		}
	}
}

// A separator ends in a date as mail programs write it: "Mon Nov  2 10:00:00 2026", with a time zone here and there.
var separator = lineLike("", `^From .*\b\d{1,2}:\d\d(:\d\d)?( [A-Z]{3,4}| [+-]\d{4})? \d{4}( [+-]\d{4})?\s*$`)

// separates reports whether a line that starts with "From " starts a message. With a date it does; without one, a blank line must stand before it
// and a header behind it. "From what I saw" at the start of a paragraph, which careless programs leave without its ">",
// is neither.
func separates(line []byte, blank bool, rest *bufio.Reader) bool {
	if separator.MatchString(string(line[:min(len(line), 200)])) {
		return true
	}
	head, _ := rest.Peek(100)
	return blank && startsField(string(head))
}

// flush yields the message read so far and makes room for the next. It is false when the receiver has had enough.
func (m *mailboxReader) flush() bool {
	if m.size == 0 {
		return true
	}
	source, size, lines := m.message, m.size, m.lines
	d := &Draft{Path: m.path, Message: m.number + 1, Source: source, Mailbox: true, beforeBytes: m.bytes, beforeLines: m.above}
	m.message, m.size, m.lines = nil, 0, 0
	m.number, m.bytes, m.above = m.number+1, m.bytes+size, m.above+lines
	err := errTooLarge
	if size <= maxSize {
		if discarded(source) {
			return true
		}
		d.charset = detectCharset(source)
		err = d.read()
	}
	if errors.Is(err, ErrEmpty) {
		return true
	}
	m.yielded = true
	if err != nil {
		return m.yield(nil, fmt.Errorf("message %d: %w", d.Message, err))
	}
	d.dropTail()
	return m.yield(d, nil)
}

// dropTail lets go of what stands behind the text, attachments above all: no position leads there, and no message of a
// mailbox is edited.
func (d *Draft) dropTail() {
	if end := d.offsets.sourceEnd(len(d.Text)); !d.Decoded && end < len(d.Source)/2 {
		d.Source = bytes.Clone(d.Source[:end])
		d.offsets.runs[len(d.offsets.runs)-1].source = end
	}
}

// discarded reports whether a message of a mailbox is none, or one that waits to be taken out: Thunderbird keeps every
// earlier version of a draft until the folder is compacted, mutt and others mark what is deleted, and IMAP servers keep
// their own data in a first message.
func discarded(source []byte) bool {
	const expunged = 0x0008 // of X-Mozilla-Status
	const block = 64 << 10
	source = source[byteOrderMark(source):]
	s := string(source[:min(len(source), block)])
	head := readHeaders(s, fromLine(s))
	if status, err := strconv.ParseUint(head.get(s, "x-mozilla-status"), 16, 32); err == nil && status&expunged != 0 {
		return true
	}
	return strings.Contains(head.get(s, "x-status"), "D") || head.get(s, "x-imap") != "" || head.get(s, "x-imapbase") != "" && strings.Contains(head.get(s, "subject"), "FOLDER INTERNAL DATA")
}

// otherMail names the folders of a mail program that hold somebody else's mail, or mail that is sent. They are read
// where they are named, and passed over where they are found.
var otherMail = []string{"inbox", "sent", "sent items", "sent-mail", "sentmail", "sent messages", "trash", "deleted", "deleted items", "junk", "spam", "archive", "archives"}

func isOtherMail(path string) bool {
	name := strings.ToLower(filepath.Base(path))
	return slices.Contains(otherMail, strings.TrimLeft(strings.TrimSuffix(name, ".mbox"), "."))
}

// holdsMail reports whether a file starts as an mbox or a message does. Mail programs give neither an ending.
func holdsMail(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, 4<<10)
	n, _ := io.ReadFull(f, head)
	return isMail(head[:n])
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

// draftFolder reports whether a folder is named for drafts, in the languages that regions.go knows.
func draftFolder(dir string) bool {
	name := strings.ToLower(filepath.Base(dir))
	return slices.ContainsFunc([]string{"draft", "postponed", "entw", "brouillon", "borrador", "bozze", "rascunho", "concept", "robocze"}, func(word string) bool { return strings.Contains(name, word) })
}

// maildir yields the drafts of a Maildir and of its subfolders: messages with the flag D, and all messages of a folder
// that is named for drafts, but for those in the trash (flag T). Others are somebody's mail, and not to be judged. It
// tells whether it yielded anything, and whether the receiver wants more.
func maildir(dir string, yield func(string, error) bool) (found, more bool) {
	give := func(path string, err error) bool {
		found = true
		return yield(path, err)
	}
	drafts := draftFolder(dir)
	for _, sub := range []string{"cur", "new"} {
		entries, err := os.ReadDir(filepath.Join(dir, sub))
		if err != nil && !give(filepath.Join(dir, sub), Reason(err)) {
			return found, false
		}
		for _, e := range entries {
			path := filepath.Join(dir, sub, e.Name())
			_, flags, _ := strings.Cut(e.Name(), ":2,")
			if strings.HasPrefix(e.Name(), ".") || !isFile(path, e) || strings.Contains(flags, "T") || !drafts && !strings.Contains(flags, "D") {
				continue
			}
			if !give(path, nil) {
				return found, false
			}
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return true, yield(dir, Reason(err))
	}
	for _, e := range entries {
		// Maildir++ keeps its folders beside cur, with a dot before their names; others nest plain folders.
		if sub := filepath.Join(dir, e.Name()); e.IsDir() && isMaildir(sub) {
			some, more := maildir(sub, yield)
			if found = found || some; !more {
				return found, false
			}
		}
	}
	return found, true
}
