import type { CustodyConcern } from '@case-timeline/casework'
import { AgencyId, Code, Id, Jurisdiction, PersonRef } from '@case-timeline/contracts'
import { PAGE_MEMBERS } from '@case-timeline/lists'
import { z } from 'zod'
import { CustodyShown, type DeadlineShown } from './deadline-list.ts'

export const Concern = CustodyShown.shape.concern.meta({
  description:
    'limitPassed: the law allows the custody no longer; orderEnded: the end that the order states is past, without a release or another order; sentenceServed: the sentence is served; rightEnded: the right to hold the person ended; limitUnknown: the policy states no limit, or no sentence is recorded, or whether sentences run at the same time is not, and the shortest that they may mean is over; contradicted: another service states a release or death that the service that holds the person has not recorded',
})

/** All of them: what is listed if a query names none. */
export const CONCERNS: readonly CustodyConcern[] = Concern.options

const HeldPerson = z.strictObject({
  caseId: Id,
  personRef: PersonRef,
  concern: Concern,
  ground: CustodyShown.shape.ground.meta({ description: 'how the right to hold the person ended' }),
  since: z.string().meta({
    description:
      'from when the person is held beyond the law, or under no known limit, also where the policy leaves a time for the release: RFC 3339 in UTC',
  }),
  authority: Code.meta({ description: 'one of criminal procedure, such as POLICE, or one that the policy names, such as IMMIGRATION' }),
  agency: AgencyId.meta({ description: 'the agency that recorded the arrest, order or extension by which the person is held' }),
  owedBy: AgencyId.meta({ description: 'the agency that owes the release: that one, or the office to which the case went on' }),
  heldBy: CustodyShown.shape.by,
  heldFrom: z.string().meta({ description: 'when the arrest, order or extension began, as it states' }),
  heldByEventId: Id,
  orderRef: CustodyShown.shape.orderRef,
  legalBasis: CustodyShown.shape.legalBasis,
  alsoHeldIn: z.array(Id).readonly().optional().meta({
    description: 'other cases of the list’s reader in which a person with the same reference is held: each has an account of its own',
  }),
  jurisdiction: Jurisdiction,
  contradictedBy: CustodyShown.shape.contradictedBy,
  law: CustodyShown.shape.law,
  notAccepted: CustodyShown.shape.notAccepted,
})
export type HeldPerson = z.infer<typeof HeldPerson>

export const HeldPersonsPage = z.strictObject({ rows: z.array(HeldPerson).readonly(), ...PAGE_MEMBERS })
export type HeldPersonsPage = z.infer<typeof HeldPersonsPage>

/** An example of a page of the list. */
export const HELD_PERSONS: HeldPersonsPage = {
  rows: [
    {
      caseId: '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b',
      personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e',
      concern: 'limitPassed',
      since: '2026-03-28T12:40:00.000Z',
      authority: 'POLICE',
      agency: 'ph-police',
      owedBy: 'ph-police',
      heldBy: 'arrest',
      heldFrom: '2026-03-27T08:40:00+08:00',
      heldByEventId: '8f14e45f-ceea-867a-9c65-2b5a1d0e4c3b',
      jurisdiction: 'PH',
      law: 'Revised Penal Code art. 125',
    },
  ],
}

/** Rows with the other cases in which a person with the same reference is held. */
export const withOtherCases = (
  rows: readonly HeldPerson[],
  held: readonly Pick<DeadlineShown, 'caseId' | 'key'>[],
): readonly HeldPerson[] => {
  const cases = new Map<string, Set<string>>()
  for (const { caseId, key } of held) cases.set(key, (cases.get(key) ?? new Set()).add(caseId))
  return rows.map((row) => {
    const others = [...(cases.get(row.personRef) ?? [])].filter((caseId) => caseId !== row.caseId)
    return others.length === 0 ? row : { ...row, alsoHeldIn: others.toSorted() }
  })
}

/** A person held, from the deadline that the custody exceeds; nothing for a deadline that does not concern custody. */
export const heldPersonOf = ({ caseId, key, dueBy, owedBy, jurisdiction, custody }: DeadlineShown): readonly HeldPerson[] => {
  if (custody === undefined) return []
  const { concern, ground, authority, by, from, heldByEventId, agency = owedBy, orderRef, legalBasis, law, notAccepted } = custody
  const { unlawfulFrom = dueBy, contradictedBy } = custody
  return [
    {
      ...{ caseId, personRef: key, concern },
      ...(ground === undefined ? {} : { ground }),
      ...{ since: unlawfulFrom, authority, agency, owedBy, heldBy: by, heldFrom: from, heldByEventId },
      ...(orderRef === undefined ? {} : { orderRef }),
      ...(legalBasis === undefined ? {} : { legalBasis }),
      jurisdiction,
      ...(contradictedBy === undefined ? {} : { contradictedBy }),
      ...(law === undefined ? {} : { law }),
      ...(notAccepted === undefined ? {} : { notAccepted }),
    },
  ]
}
