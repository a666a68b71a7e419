import type { Remedy } from '@case-timeline/contracts'

const EXTRAORDINARY: readonly Remedy[] = ['reopening', 'habeasCorpus', 'constitutionalReview']

/** Whether a remedy lies also against a final judgment; the window of an appeal does not run for it. Absent: an appeal. */
export const liesAgainstFinalJudgment = (remedy: Remedy | undefined): boolean => remedy !== undefined && EXTRAORDINARY.includes(remedy)
