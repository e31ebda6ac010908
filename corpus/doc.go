// Package corpus holds labelled emails and measures tonelint on them.
//
// # The emails
//
// emails/*.jsonl, one batch a file, one email a line: {"id", "kind", "text", "spans": [{"quote", "labels"}], "email": []}.
// All of them were written for this project by language models, in separately briefed batches, each by a writer that
// saw the labelling guide, LABELS.md, and its own brief and neither the rules nor another batch. Briefs differ in the persons, jobs,
// ages, countries, Englishes and moods, and in what they ask for: everyday wording, openly bad, subtle, the trigger words
// of bad emails in innocent use, replies that thank, replies that argue, emails that only lack something. Most ask for
// fresh words, because a corpus of formulas teaches only formulas; some twenty batches and as many pages of sentences ask for the worn
// ones, which the others had left out and which most people write first. The writer marked the problem words while writing
// ([github.com/tonelint/tonelint/corpus/gather] turns the marked form into this one) and then read the batch again as a
// labeller. [Check] says what an email must keep to.
//
// # The sentences
//
// sentences/*.txt, a sentence a line: `label+label| sentence`. A problem sentence every second line, and between them their
// innocent look-alikes, written as blind as the emails. Nothing is measured on them; the model learns from them, because in a
// hundred emails there are fewer problems than on one of these pages. Batches p… are labelled for what a sentence does for its email
// (thanks, request, own part), batches k… for the kind of email it stands in.
//
// # The splits
//
// The split of a batch of emails follows from its name ([SplitOf]): train, dev, validation. A batch is never divided, because
// a writer's voice on both sides would flatter the score. Validation is scored and never read.
//
// # The commands
//
//	go run ./corpus/score -split dev            the measures of a split
//	go run ./corpus/score -split dev -phrases   the same for the phrase rules alone
//	go run ./corpus/score -split train -rules   and how often every rule fired and was right
//	go run ./corpus/score -split train -alarms '*/*'   false alarms; -misses all for what was not found
//	go run ./corpus/try 'so much as'            what a pattern would find, before it becomes part of a rule
//	go run ./corpus/train                       trains the model: rules/likely.bin
//	go run ./corpus/train -cv                   judges every batch of train by a model that has not seen it
//	go run ./corpus/train -ablation             the same without one kind of feature at a time
//	go run ./corpus/train -curve                F1 on dev against the number of emails and sentences trained on
//	go run ./corpus/gather b049                 turns a batch as its writer marked it into emails/b049.jsonl
package corpus
