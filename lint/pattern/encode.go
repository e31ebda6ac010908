package pattern

import (
	"encoding/binary"
	"errors"
)

// Encode writes a program as bytes that Decode reads back without parsing or compiling: the lengths of its parts, and then
// the parts, so that Decode looks at the first page alone. The form is private to one build: it is embedded, never stored
// by users.
func (p *Program) Encode() []byte {
	var lengths, all []byte
	for _, s := range p.parts() {
		lengths = binary.LittleEndian.AppendUint32(lengths, uint32(len(*s)))
		all = append(all, *s...)
	}
	return append(lengths, all...)
}

// parts lists what a stored program consists of, in order.
func (p *Program) parts() []*string {
	parts := []*string{&p.words, &p.tags}
	for _, a := range []*array{&p.table, &p.record, &p.needs, &p.wakes, &p.members, &p.seconds, &p.phrases, &p.pattern, &p.code, &p.sets, &p.switches} {
		parts = append(parts, (*string)(a))
	}
	return parts
}

// Decode reads what Encode wrote. The program lies in data: nothing is copied.
func Decode(data string) (*Program, error) {
	p := &Program{}
	parts := p.parts()
	short := errors.New("pattern: the compiled program is cut short")
	if len(data) < 4*len(parts) {
		return nil, short
	}
	lengths, data := array(data[:4*len(parts)]), data[4*len(parts):]
	for i, s := range parts {
		n := lengths.at(uint32(i))
		if uint64(n) > uint64(len(data)) {
			return nil, short
		}
		*s, data = data[:n], data[n:]
	}
	return p, nil
}
