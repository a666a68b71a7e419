import { dataHash } from '@case-timeline/event-store'
import { z } from 'zod'

const Hashed = z.looseObject({ salt: z.string().optional(), envelope: z.looseObject({ dataHash: z.string() }) })

/**
 * Whether a text of the data is the one that was hashed when the event was recorded.
 * @param record as it is published
 * @param text may throw, as for a value that has no canonical text
 */
export const isHashOf = (record: unknown, text: () => string): boolean => {
  const { data } = Hashed.safeParse(record)
  if (data === undefined) return false
  try {
    const salt = data.salt === undefined ? undefined : Buffer.from(data.salt, 'hex')
    return dataHash(salt, text()).toString('hex') === data.envelope.dataHash
  } catch {
    return false
  }
}
