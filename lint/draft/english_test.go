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
		"Gracias por la entrevista. Me gustaria saber como mejorar mis respuestas.",
		"Pourriez-vous me dire ce que je peux ameliorer ?",
		"Können Sie mir bitte sagen, was ich verbessern kann?",
		"Koennten Sie mir bitte Feedback zu meinem Interview geben?",
		"Vorrei sapere che cosa posso migliorare nel mio prossimo colloquio.",
		"Voce poderia me dizer o que eu preciso melhorar para a proxima vez?",
		"Kunt u mij vertellen hoe ik mijn antwoorden kan verbeteren?",
		"Dziękuję za rozmowę, czy mogę prosić o informację zwrotną?",
		"Tack för intervjun. Kan du berätta hur jag kan förbättra mina svar?",
		"Спасибо за собеседование. Скажите, пожалуйста, что мне улучшить в ответах?",
		"Kiitos haastattelusta. Haluaisin tietää, miten voisin parantaa vastauksiani seuraavaa haastattelua varten, koska haluan oppia tästä ja kehittyä työnhaussa.",
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
		"Gracias por la entrevista, Tom. Could you tell me how to improve?",
		"Hola Maria, muchas gracias por todo, tell me straight, rejected again, fine",
		"Rejected me without reason. Merci beaucoup et bonne journée à vous",
		"José Müller, Zoë Núñez and Søren Ås told me no.",
		"I was told mañana, mañana, mañana. Que sera sera. Adios amigos.",
		"I wrote my first program on punch cards in Wrocław. Mit freundlichen Grüßen und vielen Dank für Ihre Zeit",
		"Twelve thousand letters a year without a lost one, I'd never thought of that as a result",
		"Your hiring manager smelled like a bar. He called me sweetheart and asked if I planned on kids. I nonetheless answered every question flawlessly.",
	} {
		if isForeign(wordsOf(text)) {
			t.Errorf("%q is not taken for English", text)
		}
	}
}

// TestEditedForeign: what reads as English only by the words that an edit takes away may still be edited.
func TestEditedForeign(t *testing.T) {
	const text = "Vielen Dank für das Gespräch. Could you tell me what I should have done better? Ich würde mich über eine kurze Antwort sehr freuen."
	const old = "Could you tell me what I should have done better?"
	d, err := Parse("draft.txt", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	start := strings.Index(d.Text, old)
	edited, err := d.Edited([]Replacement{{start, start + len(old), "Danke."}})
	if err != nil {
		t.Fatal(err)
	}
	if d.Foreign || !edited.Foreign {
		t.Errorf("foreign: %t before the edit, %t after", d.Foreign, edited.Foreign)
	}
}
