import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, Id, Jurisdiction, listOf, OccurredAt, PersonRef, Reference, type ServiceName } from '../fields.ts'
import { AgeBand, AgeRange } from '../trafficking.ts'

/** The services that can detain a person, each with its own three event types. */
export const JUSTICE_SERVICES = ['investigation', 'prosecution', 'adjudication'] as const satisfies readonly ServiceName[]
export type JusticeService = (typeof JUSTICE_SERVICES)[number]

/** The services whose agencies hold persons: victim support in institutions that may not be left. */
export const HOLDING_SERVICES = [...JUSTICE_SERVICES, 'victimSupport'] as const satisfies readonly ServiceName[]
export type HoldingService = (typeof HOLDING_SERVICES)[number]

/** The authority that ordered or ended a detention. */
export const Authority = z.enum(['POLICE', 'PROSECUTION', 'DISTRICT_COURT', 'HIGH_COURT', 'SUPREME_COURT'])
export type Authority = z.infer<typeof Authority>

/** The authority that holds a person under a power of its own, outside criminal procedure. */
export const OtherAuthority = Code.optional().meta({
  description:
    'the authority that holds the person under a power of its own, if it is none of `authority`: a code of the policy, such as IMMIGRATION, MILITARY or PRISON; only limits that name it apply, and only if the register names the recording office as one of it',
})

/** The authority, in a policy, of an institution of victim support that may not be left. */
export const CLOSED_SHELTER = 'CLOSED_SHELTER'

/** Recorded by the service, and not stated by a command: anybody could claim the longer limits of another authority. */
export const PowerFrom = Id.optional().meta({
  description:
    'the entry of the register of offices by which the recording office is one of `otherAuthority`; absent: it is not, and no limit of that authority applies',
})

/** In `ends` of a release: the custody of criminal procedure, by arrest or detention. */
export const CRIMINAL_PROCEDURE = 'criminalProcedure'

/** What a release ends: it ends nothing of what another service holds the person by. */
const EndsCustody = z
  .strictObject({
    powers: listOf(Code, 20)
      .optional()
      .meta({ description: 'criminalProcedure, or authorities with a power of their own as in `otherAuthority`: the custody under each' }),
    orderRefs: listOf(Reference, 20).optional().meta({ description: 'the orders, with their extensions: the custody under each' }),
  })
  .optional()
  .meta({
    description:
      'the custody that the release ends, of that which the recording service holds the person by; absent: only that of the releasing authority, which is criminal procedure unless `otherAuthority` names another',
  })

/** The age of a person who is held, as the agency that holds the person knows it. */
export const AgeWhenHeld = AgeBand.optional().meta({
  description:
    'child: under 18; unknown: the age is in doubt, and the limits for children apply; absent: the limits for adults apply, until it is stated',
})

/** The age of a child who is held, where the law has limits for some ages only. */
export const AgeRangeWhenHeld = AgeRange.optional().meta({
  description:
    'the age of a child, as far as it is certain: the limit for the narrowest ages in the policy that include all of it applies; absent: that for all children',
})

/**
 * Recorded by the service, and not stated by a command: what the service itself recorded of the age before. The basis in
 * the envelope names the event: named here, an order that closes that event would also close the fact that the person is held.
 */
export const AgeOnRecord = AgeBand.extract(['child', 'unknown']).meta({
  description:
    'absent `ageBand`: a child, or an age in doubt, as the service itself recorded it before, so that the limits for children apply; absent: it recorded neither',
})
export type AgeOnRecord = z.infer<typeof AgeOnRecord>

/** Marks a personRef that refers to several persons whom an imported source does not distinguish. */
export const Unseparated = z.literal(true).optional().meta({ description: 'the source does not distinguish the defendants of this case' })

/** Time in custody that, by law, may not count: whether it does is in the policy of the jurisdiction. */
export const NotCounted = listOf(
  z.strictObject({ from: OccurredAt, until: OccurredAt, reason: Code.meta({ description: 'such as `journey` or `hospital`' }) }),
  100,
)
  .optional()
  .meta({ description: 'time in custody that by law may not count; absent: none is known' })

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

/** A person who does not go free, but is held by another country from now on. */
const TransferredTo = z
  .strictObject({
    country: Jurisdiction,
    personAgreed: z.boolean().meta({ description: 'whether the person agreed to the transfer' }),
    basis: Reference.optional().meta({ description: 'the treaty or decision' }),
  })
  .optional()
  .meta({ description: 'the person is not free: another country holds the person from now on; absent: the person is released here' })

const DetentionData = z.strictObject({
  personRef: PersonRef,
  unseparated: Unseparated,
  from: OccurredAt.meta({ description: 'first day or moment of the interval' }),
  until: OccurredAt.optional().meta({ description: 'last day or moment as the source states it, even if that is before `from`' }),
  authority: Authority,
  otherAuthority: OtherAuthority,
  powerFrom: PowerFrom,
  ageBand: AgeWhenHeld,
  ageRange: AgeRangeWhenHeld,
  ageOnRecord: AgeOnRecord.optional(),
  orderRef: Reference.optional(),
  legalBasis: Reference.optional(),
  notCounted: NotCounted,
})

const ReleaseData = z.strictObject({
  personRef: PersonRef,
  unseparated: Unseparated,
  at: OccurredAt,
  releaseReason: ReleaseReason,
  transferredTo: TransferredTo,
  authority: Authority,
  otherAuthority: OtherAuthority,
  orderRef: Reference.optional(),
  ends: EndsCustody,
})

const detentionExample = {
  personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e',
  from: '2026-03-27',
  until: '2026-04-15',
  authority: 'POLICE',
  orderRef: 'SP.Han/12/III/2026',
} as const

const suspect = ({ personRef }: { personRef: string }) => [{ personRef, capacity: 'suspect' as const }]

/**
 * The detention events of one justice service. They are reports, so they are always recorded, with a warning if they
 * break a rule.
 */
export const detentionOf = <const S extends JusticeService>(service: S) => {
  const visibility = [...JUSTICE_SERVICES.filter((one) => one !== service), 'victimSupport'] as const
  return {
    DetentionOrdered: eventType({
      type: `${service}.DetentionOrdered` as const,
      version: 1,
      kind: 'report',
      meaning: 'An authority ordered the detention of a person.',
      visibility,
      data: DetentionData,
      subjects: suspect,
      example: detentionExample,
    }),
    DetentionExtended: eventType({
      type: `${service}.DetentionExtended` as const,
      version: 1,
      kind: 'report',
      meaning: 'An authority extended a detention that it, or another authority, had ordered.',
      visibility,
      data: DetentionData,
      subjects: suspect,
      example: { ...detentionExample, from: '2026-04-16', until: '2026-05-25', authority: 'PROSECUTION' },
    }),
    DetentionEnded: eventType({
      type: `${service}.DetentionEnded` as const,
      version: 1,
      kind: 'report',
      meaning: 'A person was released, or another detention of the person replaced this one.',
      visibility,
      data: ReleaseData,
      subjects: suspect,
      example: { personRef: detentionExample.personRef, at: '2026-05-02', releaseReason: 'identifiedAsVictim', authority: 'PROSECUTION' },
    }),
  }
}

export const investigationDetention = detentionOf('investigation')
export const prosecutionDetention = detentionOf('prosecution')
export const adjudicationDetention = detentionOf('adjudication')
