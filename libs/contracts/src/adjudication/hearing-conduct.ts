import { z } from 'zod'
import { listOf } from '../fields.ts'

/**
 * What was said or done at a hearing that blames a victim, exposes or wears out the person: tactics of a party, and
 * language of the court. The first five are the grounds that are also refused as grounds of a decision. Practice: no text
 * that was read lists them.
 */
export const ConductCode = z.enum([
  'initialConsent',
  'didNotFlee',
  'wasPaid',
  'hadReturned',
  'notCooperating',
  'sexualHistory',
  'characterOrMorals',
  'stereotype',
  'belittling',
  'treatedAsOffender',
  'intimidation',
  'directConfrontation',
  'repeatedQuestioning',
  'identityExposed',
  'delay',
])

/** Codes of conduct at a hearing: who, what, and whether the court stopped it. Never words, and never about whom. */
export const HearingConduct = listOf(
  z.strictObject({
    by: z.enum(['defence', 'prosecution', 'court', 'other']),
    code: ConductCode,
    stoppedByCourt: z.boolean(),
  }),
  50,
)
  .optional()
  .meta({ description: 'what blamed, exposed or wore out a victim; absent: nobody observed it, an empty list: nothing of the kind' })
