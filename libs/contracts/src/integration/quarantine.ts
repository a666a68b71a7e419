import { z } from 'zod'
import { LARGEST_MESSAGE } from './case-command.ts'

/** The reasons why a message is not accepted as a command. */
export const QUARANTINE_REASONS = {
  malformed: 'it is not a signed command: not a JWS, not UTF-8 JSON, not the required shape, or too large',
  'unknown-agency': 'no agency with that id has registered keys',
  'unknown-key': 'nobody has registered the key, or another agency has',
  'wrong-signature': 'the signature does not match the key and the message',
  'wrong-audience': 'the audience is another service or deployment',
  expired: 'it arrived in the topic after its expiry',
  'issued-in-future': 'its signing time is later than its arrival in the topic: a clock is wrong',
  replayed: 'its id was used before for another command, or its message key belongs to another case',
} as const
export type QuarantineReason = keyof typeof QUARANTINE_REASONS

/** Maximum number of bytes that are kept of a message and of its key. */
export const QUARANTINED_BYTES = LARGEST_MESSAGE
export const QUARANTINED_KEY_BYTES = 1_024

const Count = z.string().regex(/^\d{1,19}$/)

/**
 * Headers of a message in `case-quarantine.<service>`; its value and key are the original ones, truncated if too long.
 */
export const QuarantineHeaders = z.strictObject({
  quarantine_reason: z.enum(Object.keys(QUARANTINE_REASONS) as [QuarantineReason, ...QuarantineReason[]]),
  quarantine_detail: z.string().max(500).meta({ description: 'a sentence for an operator; contains no content of the message except ids' }),
  quarantine_topic: z.string().max(249),
  quarantine_partition: Count,
  quarantine_offset: Count,
  quarantine_bytes: Count.meta({ description: 'length of the original value' }),
  quarantine_time: z.iso.datetime().meta({ description: 'when it was quarantined' }),
})
export type QuarantineHeaders = z.infer<typeof QuarantineHeaders>
