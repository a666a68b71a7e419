import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Reference } from '../fields.ts'
import { ChargeLaid } from './charge-laid.ts'

export const AmendmentReason = z.enum([
  'newEvidence',
  'elementsCorrected',
  'victimAdded',
  'victimRemoved',
  'lesserOffence',
  'graverOffence',
])

export const ChargeAmended = eventType({
  type: 'prosecution.ChargeAmended',
  version: 1,
  kind: 'decision',
  meaning: 'The prosecutor amended a charge; the data is the complete charge in its new form.',
  visibility: ['investigation', 'adjudication', 'victimSupport'],
  chapter: 'proceedings',
  data: ChargeLaid.data.extend({
    reasonCode: AmendmentReason,
    leaveRef: Reference.optional().meta({ description: 'leave of the court, required once the charge is filed' }),
  }),
  subjects: ({ accusedRef, perVictim }) => [
    { personRef: accusedRef, capacity: 'accused' },
    ...perVictim.map(({ personRef }) => ({ personRef, capacity: 'presumedVictim' as const })),
  ],
  example: { ...ChargeLaid.example, aggravating: ['closeRelative', 'severalVictims'], reasonCode: 'newEvidence' },
})
