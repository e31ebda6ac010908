package pattern

import (
	"encoding/binary"
	"errors"
)

// Encode writes a program as bytes that Decode reads back without parsing or compiling. The form is private to one
// build: it is embedded, never stored by users.
func (p *Program) Encode() []byte {
	var b []byte
	for _, s := range p.parts() {
		b = binary.LittleEndian.AppendUint32(b, uint32(len(*s)))
		b = append(b, *s...)
	}
	return b
}

// parts lists what a stored program consists of, in order.
func (p *Program) parts() []*string {
	parts := []*string{&p.words, &p.tags}
	for _, a := range []*array{&p.table, &p.record, &p.needs, &p.anchors, &p.wakeAt, &p.wakes, &p.members, &p.seconds, &p.phrases, &p.pattern, &p.code, &p.sets, &p.switches} {
		parts = append(parts, (*string)(a))
	}
	return parts
}

// Decode reads what Encode wrote. The program lies in data: nothing is copied.
func Decode(data string) (*Program, error) {
	p := &Program{}
	for _, s := range p.parts() {
		if len(data) < 4 || uint64(len(data)-4) < uint64(le32(data)) {
			return nil, errors.New("pattern: the compiled program is cut short")
		}
		end := 4 + int(le32(data))
		*s, data = data[4:end], data[end:]
	}
	return p, nil
}
