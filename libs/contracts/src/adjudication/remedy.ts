import { z } from 'zod'

/** The remedy by which a decision of a court is challenged. */
export const Remedy = z.enum(['appeal', 'cassation', 'interlocutory', 'reopening', 'habeasCorpus', 'constitutionalReview'])
export type Remedy = z.infer<typeof Remedy>
