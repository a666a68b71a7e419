import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { OccurredAt, PersonRef, Reference, type ServiceName } from '../fields.ts'

/** The services that can hold a person, each with the same three events of its own. */
export const JUSTICE_SERVICES = ['investigation', 'prosecution', 'adjudication'] as const satisfies readonly ServiceName[]
export type JusticeService = (typeof JUSTICE_SERVICES)[number]

/** The authority that ordered or ended a detention. */
export const Authority = z.enum(['POLICE', 'PROSECUTION', 'DISTRICT_COURT', 'HIGH_COURT', 'SUPREME_COURT'])
export type Authority = z.infer<typeof Authority>

/** Marks a personRef that stands for several persons whom an imported source does not tell apart. */
export const Unseparated = z.literal(true).optional().meta({ description: 'the source does not tell the defendants of this case apart' })

export const ReleaseReason = z.enum([
  'expired',
  'replaced',
  'bail',
  'releasedUncharged',
  'chargeWithdrawn',
  'acquitted',
  'sentenceServed',
  'courtOrder',
  'identifiedAsVictim',
  'unknown',
])

const Held = z.strictObject({
  personRef: PersonRef,
  unseparated: Unseparated,
  from: OccurredAt.meta({ description: 'first day or moment of the interval' }),
  until: OccurredAt.optional().meta({ description: 'last day or moment, as the source states it even where it lies before `from`' }),
  authority: Authority,
  orderRef: Reference.optional(),
  legalBasis: Reference.optional(),
})

const Released = z.strictObject({
  personRef: PersonRef,
  unseparated: Unseparated,
  at: OccurredAt,
  releaseReason: ReleaseReason,
  authority: Authority,
  orderRef: Reference.optional(),
})

const held = {
  personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e',
  from: '2026-03-27',
  until: '2026-04-15',
  authority: 'POLICE',
  orderRef: 'SP.Han/12/III/2026',
} as const

const suspect = ({ personRef }: { personRef: string }) => [{ personRef, capacity: 'suspect' as const }]

/** The detention events of one justice service: reports, so recorded as they stand, with a warning where they break a rule. */
export const detentionOf = <const S extends JusticeService>(service: S) => {
  const visibility = [...JUSTICE_SERVICES.filter((one) => one !== service), 'victimSupport'] as const
  return {
    DetentionOrdered: eventType({
      type: `${service}.DetentionOrdered` as const,
      version: 1,
      kind: 'report',
      meaning: 'An authority ordered that a person be held.',
      visibility,
      data: Held,
      subjects: suspect,
      example: held,
    }),
    DetentionExtended: eventType({
      type: `${service}.DetentionExtended` as const,
      version: 1,
      kind: 'report',
      meaning: 'An authority prolonged a detention, its own or that of another authority.',
      visibility,
      data: Held,
      subjects: suspect,
      example: { ...held, from: '2026-04-16', until: '2026-05-25', authority: 'PROSECUTION' },
    }),
    DetentionEnded: eventType({
      type: `${service}.DetentionEnded` as const,
      version: 1,
      kind: 'report',
      meaning: 'A person was released, or her detention passed into another.',
      visibility,
      data: Released,
      subjects: suspect,
      example: { personRef: held.personRef, at: '2026-05-02', releaseReason: 'identifiedAsVictim', authority: 'PROSECUTION' },
    }),
  }
}

export const investigationDetention = detentionOf('investigation')
export const prosecutionDetention = detentionOf('prosecution')
export const adjudicationDetention = detentionOf('adjudication')
