import { randomUUID } from 'node:crypto'
import { type Comparison, compareWithView, fillUpToView } from './compare.ts'
import type { Sample } from './sample.ts'
import { type Work, withShadow } from './shadow.ts'
import type { Row } from './view.ts'

/** The result of a verification, at a position of the log. */
export interface VerifyResult extends Comparison {
  /** The part of the cases that was compared; absent: all. */
  readonly sample?: Sample | undefined
}

/** What to verify. */
export interface VerifyWork<R extends Row> extends Work<R> {
  /** The share of the cases to compare, over 0 and at most 1; absent: all. */
  readonly share?: number | undefined
}

/**
 * Recomputes a view, or a sample of its cases, from the store in a second table, up to the view's checkpoints, and compares
 * the two row by row at the same position. Neither the view's writer nor its readers wait.
 * @throws AlreadyUnderWay
 */
export const verify = <R extends Row>({ share = 1, ...work }: VerifyWork<R>): Promise<VerifyResult> =>
  withShadow(work, 'verify', async (shadow) => {
    const sample = share < 1 ? { share, seed: randomUUID() } : undefined
    await fillUpToView(shadow, work, { sample })
    return { ...(await compareWithView(shadow, work, { sample })), ...(sample ? { sample } : {}) }
  })
