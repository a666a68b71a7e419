import { createHash } from 'node:crypto'

/** A part of all cases, the same in Node and in PostgreSQL. */
export interface Sample {
  /** Over 0 and at most 1. */
  readonly share: number
  /** Another seed chooses other cases. */
  readonly seed: string
}

const END = 2 ** 32

const boundOf = ({ share }: Sample): number => Math.ceil(share * END)

/** Whether a case belongs to a sample. */
export const isSampled = (sample: Sample, caseId: string): boolean =>
  Number.parseInt(createHash('md5').update(`${sample.seed}${caseId}`).digest('hex').slice(0, 8), 16) < boundOf(sample)

/** The same as a condition on a table `t`. @param seed the placeholder of the seed */
export const sampledInSql = (sample: Sample, seed: string): string =>
  `('x' || left(md5(${seed} || t.case_id::text), 8))::bit(32)::bigint < ${boundOf(sample)}`
