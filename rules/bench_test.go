package rules

import "testing"

// BenchmarkDecode is what every process pays before it reads a draft.
func BenchmarkDecode(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := decode(compiled); err != nil {
			b.Fatal(err)
		}
	}
}
