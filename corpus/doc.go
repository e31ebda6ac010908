// Package corpus holds labelled emails and measures tonelint on them.
//
// # The emails
//
// emails/*.jsonl, one batch a file, one email a line: {"id", "kind", "text", "spans": [{"quote", "labels"}], "email": []}.
// All of them were written for this project by language models, in separately briefed batches, each by a writer that
// saw the labelling guide and its own brief and neither the rules nor another batch. Briefs differ in the persons, jobs,
// ages, countries, Englishes and moods, and in what they ask for: everyday wording, openly bad, subtle, the trigger words
// of bad emails in innocent use, replies that thank, replies that argue, emails that only lack something. The writer marked
// the problem words while writing and then read the batch again as a labeller.
//
// # The splits
//
// The split of a batch follows from its name ([SplitOf]): train, dev, validation. A batch is never divided, because a
// writer's voice on both sides would flatter the score. Validation is scored and never read.
//
// # The scorer
//
//	go run ./corpus/score -split dev            the measures of a split
//	go run ./corpus/score -split train -rules   and how often every rule fired and was right
//	go run ./corpus/score -split train -alarms  false alarms; -misses for what was not found
package corpus
