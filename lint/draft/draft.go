// Package draft says what a draft is: the text of an email as the candidate wrote it, cut into the parts that are
// judged (subject, greeting, body, sign-off) and the parts that are not (other headers, quoted messages, signature).
//
// Two coordinate systems are kept apart. Source is the file as it is on disk. Text is what is read from it, in UTF-8.
// Regions, tokens and findings count in bytes of Text; [Draft.Position] carries such an offset back to Source, so no
// position is ever found again by searching.
//
// The package does not judge anything, and it does not split sentences: that is lint/token.
package draft

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// A Part says what a region of a draft is.
type Part uint8

const (
	Header    Part = iota // header lines and blank lines between them; the subject has a part of its own
	Subject               // the value of the Subject line
	Greeting              // "Dear Ms Okafor,"
	Body                  // the candidate's own words, postscript included
	SignOff               // "Kind regards," and the name below it
	Signature             // from "-- " on, "Sent from my phone"
	Quoted                // somebody else's words: a quoted reply, a forwarded message
)

var partNames = [...]string{"header", "subject", "greeting", "own words", "sign-off", "signature", "quoted"}

func (p Part) String() string { return partNames[p] }

// Own reports whether the part holds the candidate's own words, which are the only ones judged.
func (p Part) Own() bool { return p == Subject || p == Greeting || p == Body || p == SignOff }

// A Region is a run of Text that belongs to one part: Text[Start:End], in bytes.
type Region struct {
	Part       Part
	Start, End int
}

// A Kind is what the email is for.
type Kind uint8

const (
	Auto    Kind = iota // not said: to be told from the words
	Request             // asks for feedback
	Reply               // answers feedback that was given
)

var kindNames = [...]string{"auto", "request", "reply"}

func (k Kind) String() string { return kindNames[k] }

// ParseKind reads the name of a kind: auto, request or reply.
func ParseKind(s string) (Kind, error) {
	for k, name := range kindNames {
		if s == name {
			return Kind(k), nil
		}
	}
	return Auto, errors.New("must be auto, request or reply")
}

// A Draft is one email, read. Its methods do not change what it says, and may be called concurrently.
type Draft struct {
	Path    string   // where it came from, as the user named it
	Message int      // number of the message in its file, from 1
	Source  []byte   // the file as it is on disk; of a mailbox, the bytes of this message
	Text    string   // what was read from it, in UTF-8, line ends as they were
	Regions []Region // in order, without gaps, over the whole of Text
	Names   []string // people named in the greeting, in lower case
	Notices []string // what was wrong with the file and how it was read all the same
	Decoded bool     // positions count in decoded text, because the file stores the body encoded
	Mailbox bool     // one of the messages of a mailbox
	Foreign bool     // it is hardly in English: nobody can judge it here

	readAs   string // the Path it was read by, which may be another one in an editor
	markdown bool   // it was read as Markdown
	twice    bool   // the message holds the text a second time, as HTML
	escaped  bool   // the file stores the text quoted-printable
	offsets  offsetMap
	charset  charset
	places   sync.Mutex // guards lines and marks, which Range makes as it needs them
	lines    []int      // byte offset in Source of every line's start
	marks    []columns  // places in the line asked for last, in order; the first is its start
	// Where Source starts in its file: bytes and lines before it.
	beforeBytes, beforeLines int
}

// FileOffset returns where Source starts in its file: 0 but for the later messages of a mailbox.
func (d *Draft) FileOffset() int { return d.beforeBytes }

func (d *Draft) notice(s string) { d.Notices = append(d.Notices, s) }

// Errors of Parse. They say what to do, because they reach the user as they are.
var (
	ErrEmpty   = errors.New("the file holds no text: there is no draft to read")
	ErrNotText = errors.New("not a text file: save the draft as plain text and try again")
	ErrNoText  = errors.New("no text: save the draft as plain text and try again")
)

// Parse reads one draft: a mail message, an HTML page, Markdown or plain text, told by the content first and by the
// name second. The charset of a file that does not name it is told from the bytes: UTF-8, UTF-16 (with or without a
// byte order mark) or, where neither fits, Windows-1252. Where there is nothing to read its error wraps ErrEmpty (no text, or
// blank), ErrNotText (a Word file, say) or ErrNoText (a message of attachments alone).
func Parse(path string, source []byte) (*Draft, error) {
	d := &Draft{Path: path, Message: 1, Source: source, charset: detectCharset(source)}
	return d, d.read()
}

// foreign names the formats that people write or save drafts in and that are no text, by how their files start.
var foreign = []struct{ start, name string }{
	{"PK\x03\x04", "a Word or OpenDocument file"},
	{"\xD0\xCF\x11\xE0", "an Outlook message or an old Word file"},
	{"{\\rtf", "a rich text file"},
	{"%PDF-", "a PDF"},
	{"\x89PNG", "an image"}, {"\xFF\xD8\xFF", "an image"}, {"GIF8", "an image"},
}

func (d *Draft) read() error {
	d.readAs = d.Path
	for _, f := range foreign {
		if bytes.HasPrefix(d.Source, []byte(f.start)) {
			return fmt.Errorf("%s, %w", f.name, ErrNotText)
		}
	}
	if d.charset < utf16le && isMail(d.Source) {
		if err := d.parseMail(); err != nil {
			return err
		}
	} else if err := d.readText(); err != nil {
		return err
	}
	if !isText(d.Text) {
		return ErrNotText
	}
	if strings.TrimSpace(d.Text) == "" {
		return ErrEmpty
	}
	if !slices.ContainsFunc(d.Regions, func(r Region) bool {
		return r.Part.Own() && r.Part != Subject && strings.TrimSpace(d.Text[r.Start:r.End]) != ""
	}) {
		d.notice("no words of your own were found below the headers: there is no body to judge")
	}
	if isForeign(d.bodyWords) {
		d.Foreign = true
		d.notice(NotEnglish)
	}
	return nil
}

// readText reads a file that is no mail message.
func (d *Draft) readText() error {
	if err := d.decode(); err != nil {
		return err
	}
	if strings.EqualFold(filepath.Ext(d.Path), ".eml") {
		d.notice("the message has no headers; all of it was read as text")
	}
	v, markup := d.markup(d.Text, "")
	if markup {
		v = v.over(view{text: d.Text, offsets: d.offsets})
		d.Text, d.offsets = v.text, v.offsets
	}
	d.Regions, d.Names = split(d.Text, d.markdown, v.marks)
	return nil
}

// markup reads a text as HTML or as Markdown where it is one of them: its media type says so, it looks like it, or the
// name of the file does.
func (d *Draft) markup(text, mediaType string) (view, bool) {
	ext := ""
	if mediaType == "" {
		ext = strings.ToLower(filepath.Ext(d.Path))
	}
	switch {
	case mediaType == "text/html", mediaType == "" && looksLikeHTML(text), (ext == ".html" || ext == ".htm") && strings.Contains(text, "<"):
		return htmlView(text), true
	case mediaType == "text/markdown", ext == ".md" || ext == ".markdown":
		d.markdown = true
		return markdownView(text), true
	}
	return view{}, false
}
