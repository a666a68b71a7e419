import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, OccurredAt, PersonRef, Reference, type ServiceName } from '../fields.ts'
import { Authority, JUSTICE_SERVICES, OtherAuthority, type JusticeService } from './detention.ts'

export const Inquiry = z
  .strictObject({
    opened: z.boolean(),
    by: Code.optional().meta({ description: 'who inquires, such as `coroner` or `humanRightsCommission`; absent: not known' }),
    reference: Reference.optional(),
  })
  .optional()
  .meta({ description: 'the inquiry into the death; absent: nothing is known of one' })
export type Inquiry = z.infer<typeof Inquiry>

/** What is recorded of a death, by any agency that held the person. */
export const Death = z.strictObject({
  personRef: PersonRef,
  at: OccurredAt.meta({ description: 'the day or moment of the death' }),
  place: Code.meta({ description: 'where the person died, such as `policeCell`, `prison`, `transport` or `hospital`' }),
  inquiry: Inquiry,
})

export const deathExample = {
  personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e',
  at: '2026-03-29',
  place: 'policeCell',
  inquiry: { opened: true, by: 'humanRightsCommission', reference: 'CHR-2026-0417' },
}

const MEANING = 'A person died in custody, charged or not. It ends the custody of the person, and says nothing of what was missed before.'

/** The death of a person whom an authority of a justice service held. */
const deathOf = <const S extends JusticeService>(service: S) => ({
  PersonDiedInCustody: eventType({
    type: `${service}.PersonDiedInCustody` as const,
    version: 1,
    kind: 'report',
    meaning: MEANING,
    visibility: [...JUSTICE_SERVICES.filter((one) => one !== service), 'victimSupport'] satisfies readonly ServiceName[],
    chapter: 'progress',
    data: z.strictObject({
      ...Death.shape,
      authority: Authority,
      otherAuthority: OtherAuthority.unwrap().optional().meta({
        description: 'the authority that held the person under a power of its own, if it is none of `authority`',
      }),
    }),
    subjects: ({ personRef }) => [{ personRef, capacity: 'suspect' as const }],
    example: { ...deathExample, authority: 'POLICE' as const },
  }),
})

export const investigationDeath = deathOf('investigation')
export const prosecutionDeath = deathOf('prosecution')
export const adjudicationDeath = deathOf('adjudication')
