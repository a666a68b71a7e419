import { z } from 'zod'
import { Code } from '../fields.ts'

/** An offence of which a court finds a person guilty instead of the offence charged. */
export const OtherOffence = z.strictObject({
  offenceCode: Code,
  relation: z.enum(['lesser', 'other']).meta({ description: 'lesser: it is contained in the offence charged' }),
})
