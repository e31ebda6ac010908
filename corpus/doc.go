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
//
// # What was tried
//
// What is told of a sentence, F1 in a cross-validation over the batches of train (-ablation; 0.875 with all, of an earlier
// version): without pairs and triples of words 0.830, without triples 0.862, without first and last words 0.868, without
// place and length 0.871, without what the presence rules found 0.875. Hiding a third of the features at every step, and the
// mean of four tables that differ in what was hidden, brought a point of F1 between them and cost nothing when a draft is
// judged; one net that learned from eight judges as well as three did. A small hidden layer for what is told of the whole
// email brought a hundredth for missing requests in batches not seen. A weight is stored as one of sixteen levels, which
// costs nothing that can be measured.
//
// Left out because they brought nothing: the stems of words, word classes and their n-grams, words with a gap between them,
// words of the neighbouring sentences, hits of the phrase rules, the labels of the rest of the email, clusters of GloVe
// vectors (https://nlp.stanford.edu/projects/glove/), a convolution net over those vectors or over its own (first stage, of
// four times the emails: 0.71 alone, 0.86 together with the words and without it), and a hidden layer under the words.
// 96 batches in plain words, 6,900 emails, brought a hundredth of F1 on those after them and nothing on dev and validation.
package corpus
