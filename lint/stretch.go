package lint

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// stretch is how many sentences of a draft are judged in one go. A text that has more is judged on all cores, stretch by
// stretch; what one sentence shows does not hang on another until all are known.
const stretch = 1000

// inStretches calls work with every stretch of n sentences and its number, and returns when all is done. Within an email,
// which has one stretch, nothing is started.
func inStretches(n int, work func(k, start, end int)) {
	stretches := (n + stretch - 1) / stretch
	do := func(k int) { work(k, k*stretch, min((k+1)*stretch, n)) }
	if stretches == 1 {
		do(0)
		return
	}
	var next atomic.Int64
	var done sync.WaitGroup
	for range min(stretches, runtime.GOMAXPROCS(0)) {
		done.Go(func() {
			for k := int(next.Add(1)) - 1; k < stretches; k = int(next.Add(1)) - 1 {
				do(k)
			}
		})
	}
	done.Wait()
}
