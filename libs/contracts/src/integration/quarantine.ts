import { z } from 'zod'
import { LARGEST_MESSAGE } from './case-command.ts'

/** Why a message is no command that a service may take. */
export const QUARANTINE_REASONS = {
  malformed: 'it is no signed command: not a JWS, not UTF-8 JSON, of another shape, or too large',
  'unknown-agency': 'no agency of that id has registered keys',
  'unknown-key': 'the key is none of that agency’s',
  'wrong-signature': 'the signature is not of that key over these bytes',
  'wrong-audience': 'it is for another service or deployment',
  expired: 'it came to the topic after its time',
  'from-the-future': 'it was signed later than it came to the topic: a clock is wrong',
  replayed: 'its id was used before for something else, or it stands under the key of another case',
} as const
export type QuarantineReason = keyof typeof QUARANTINE_REASONS

/** Most bytes that are kept of a message and of its key. */
export const QUARANTINED_BYTES = LARGEST_MESSAGE
export const QUARANTINED_KEY_BYTES = 1_024

const Count = z.string().regex(/^\d{1,19}$/)

/** Headers of a message in `case-quarantine.<service>`; its value and key are the original ones, cut off where they are too long. */
export const QuarantineHeaders = z.strictObject({
  quarantine_reason: z.enum(Object.keys(QUARANTINE_REASONS) as [QuarantineReason, ...QuarantineReason[]]),
  quarantine_detail: z.string().max(500).meta({ description: 'a sentence for an operator; nothing of what was sent but ids' }),
  quarantine_topic: z.string().max(249),
  quarantine_partition: Count,
  quarantine_offset: Count,
  quarantine_bytes: Count.meta({ description: 'length of the original value' }),
  quarantine_time: z.iso.datetime().meta({ description: 'when it was put here' }),
})
export type QuarantineHeaders = z.infer<typeof QuarantineHeaders>
