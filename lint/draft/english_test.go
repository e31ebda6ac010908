package draft

import (
	"strings"
	"testing"
)

func TestForeign(t *testing.T) {
	for _, text := range []string{
		"Vielen Dank für Ihre Zeit und das freundliche Gespräch am Dienstag. Könnten Sie mir bitte sagen, was ich in meinem Interview verbessern kann?",
		"Muchas gracias por su tiempo y por la entrevista del martes. ¿Podría decirme qué puedo mejorar en mi próxima entrevista? Me gustaría recibir feedback.",
		"Merci beaucoup pour votre temps et pour notre entretien de mardi. Pourriez-vous me dire ce que je peux améliorer ?",
		"Hartelijk dank voor uw tijd en het prettige gesprek van dinsdag. Kunt u mij vertellen wat ik kan verbeteren in mijn volgende interview?",
		"Dziękuję bardzo za poświęcony czas i za rozmowę we wtorek. Czy mogliby Państwo powiedzieć mi, co mogę poprawić w następnej rozmowie?",
	} {
		if !isForeign(wordsOf(text)) {
			t.Errorf("%q is taken for English", text)
		}
	}
	for _, text := range []string{
		"Danke schön!",
		"no, wrong, i never missed the deadline on the test, it was in your spam like everything else. u guys couldnt run a lemonade stand. lmao i said kerning",
		"Your hiring manager smelled like a bar. He called me sweetheart and asked if I planned on kids. I nonetheless answered every question flawlessly.",
	} {
		if isForeign(wordsOf(text)) {
			t.Errorf("%q is not taken for English", text)
		}
	}
}

// TestEditedForeign: what reads as English only by the words that an edit takes away may still be edited.
func TestEditedForeign(t *testing.T) {
	const text = "worst shop ive ever seen, smells like feet, lmao. me and my boys wont be buying any trainers there and neither will the rest of you. peace, bro, karma gonna get every last clown inside"
	const old = "me and my boys wont be buying any trainers there and neither will the rest of you."
	d, err := Parse("draft.txt", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	start := strings.Index(d.Text, old)
	edited, err := d.Edited([]Replacement{{start, start + len(old), "cheers."}})
	if err != nil {
		t.Fatal(err)
	}
	if d.Foreign || !edited.Foreign {
		t.Errorf("foreign: %t before the edit, %t after", d.Foreign, edited.Foreign)
	}
}
