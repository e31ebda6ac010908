package pattern

import (
	"encoding/binary"
	"errors"
	"strings"
)

// Encode writes a program as bytes that Decode reads back without parsing or compiling. The form is private to one
// build: it is embedded, never stored by users.
func (p *Program) Encode() []byte {
	var b []byte
	str := func(s string) {
		b = binary.LittleEndian.AppendUint32(b, uint32(len(s)))
		b = append(b, s...)
	}
	str(p.words)
	str(strings.Join(p.classes, "\n"))
	str(strings.Join(p.tags, "\n"))
	for _, a := range p.arrays() {
		b = binary.LittleEndian.AppendUint32(b, uint32(len(*a)))
		for _, v := range *a {
			b = binary.LittleEndian.AppendUint32(b, v)
		}
	}
	return b
}

func (p *Program) arrays() []*[]uint32 {
	return []*[]uint32{&p.wordAt, &p.table, &p.symAt, &p.syms, &p.multiAt, &p.multi, &p.code, &p.entry, &p.wakeAt, &p.wakes, &p.needAt, &p.needs, &p.firstAt, &p.firsts, &p.classID}
}

var errTruncated = errors.New("pattern: the compiled program is cut short")

// Decode reads what Encode wrote. It keeps no reference to data but for its strings.
func Decode(data string) (*Program, error) {
	p := &Program{}
	str := func() (string, error) {
		if len(data) < 4 {
			return "", errTruncated
		}
		n := int(le32(data))
		if len(data) < 4+n {
			return "", errTruncated
		}
		s := data[4 : 4+n]
		data = data[4+n:]
		return s, nil
	}
	var err error
	if p.words, err = str(); err != nil {
		return nil, err
	}
	for _, list := range []*[]string{&p.classes, &p.tags} {
		s, err := str()
		if err != nil {
			return nil, err
		}
		if s != "" {
			*list = strings.Split(s, "\n")
		}
	}
	for _, a := range p.arrays() {
		if len(data) < 4 {
			return nil, errTruncated
		}
		n := int(le32(data))
		data = data[4:]
		if len(data) < 4*n {
			return nil, errTruncated
		}
		values := make([]uint32, n)
		for i := range values {
			values[i] = le32(data[4*i:])
		}
		*a = values
		data = data[4*n:]
	}
	return p, nil
}

func le32(s string) uint32 {
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}
