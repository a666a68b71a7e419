import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, PersonRef, nonEmptyListOf } from '../fields.ts'

export const NonPunishmentApplied = eventType({
  type: 'adjudication.NonPunishmentApplied',
  version: 1,
  kind: 'decision',
  actOf: 'court',
  meaning: 'The court cleared a victim of charges for acts that the victim was compelled to commit.',
  visibility: ['investigation', 'prosecution', 'victimSupport'],
  chapter: 'victims',
  data: z.strictObject({ personRef: PersonRef, form: z.enum(['quash', 'acquit', 'expunge']), chargeIds: nonEmptyListOf(Id) }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'victim' }],
  example: { personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d', form: 'acquit', chargeIds: ['9c8b7a60-5f4e-4d3c-8b2a-190807060504'] },
})
