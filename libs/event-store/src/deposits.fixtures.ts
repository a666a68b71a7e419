import { eventType } from '@case-timeline/contracts'
import { z } from 'zod'

export const amount = z.strictObject({ amount: z.int().min(0).max(1_000) })
export const example = { amount: 1 }

export const Deposited = eventType({
  type: 'investigation.Deposited',
  version: 1,
  kind: 'report',
  meaning: 'Something was deposited.',
  visibility: ['prosecution'],
  classification: 'RESTRICTED',
  data: amount,
  example,
})
export const Released = eventType({
  type: 'investigation.Released',
  version: 1,
  kind: 'decision',
  meaning: 'Something was released.',
  visibility: [],
  data: amount,
  example,
})
