import {
  CaseOpened,
  CaseReferredToProsecution,
  ChargeLaid,
  ConfidentialityOrdered,
  EvidenceCollected,
  EventCorrected,
  EventRetracted,
  type FactOf,
  HearingHeld,
  HearingScheduled,
  IndictmentFiled,
  investigationDetention,
  PresumedVictimIdentified,
  PrivateComplaintRegistered,
  RightsInformed,
  SentenceImposed,
  type ServiceName,
  SERVICES,
  SupportCaseOpened,
  SuspectArrested,
  TestimonyGiven,
  VerdictDelivered,
  WarningRaised,
} from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { disclose } from './confidentiality.ts'
import { fact, caseHistory, idOf, lin, mai, type GivenFact, suspect, caseId } from './case-history.fixtures.ts'

type Ordered = FactOf<typeof ConfidentialityOrdered>['data']
type Cover = Ordered['covers'][number]

const NOW = Date.parse('2026-11-25T10:00:00Z')
const phone = 'eeeeeeee-0000-4000-8000-00000000e001'
const photo = 'eeeeeeee-0000-4000-8000-00000000e002'
const hearing = 'dddddddd-0000-4000-8000-00000000d001'
const chargeId = 'ffffffff-0000-4000-8000-00000000f001'

const order = (scope: Ordered['scope'], cover: Cover, more: Partial<Ordered> = {}): GivenFact => ({
  type: ConfidentialityOrdered.type,
  data: { scope, covers: [cover], tier: 'courtOnly', ...more },
})
const personCover = (id: string): Cover => ({ kind: 'person', id })
const itemCover = (id: string): Cover => ({ kind: 'item', id })

const AGENCIES: Record<ServiceName, string> = {
  investigation: 'zz-police',
  prosecution: 'zz-prosecution',
  adjudication: 'zz-court',
  victimSupport: 'zz-support',
  auditTrail: 'zz-audit',
}
const asSeenBy = (sector: ServiceName, givenFacts: readonly GivenFact[], now = NOW, agencyId = AGENCIES[sector]) =>
  disclose(caseHistory(...givenFacts), { sector, agencyId }, now)

/** Everything that a viewer is shown, as text. */
const textFor = (sector: ServiceName, givenFacts: readonly GivenFact[], agencyId?: string): string =>
  JSON.stringify(
    (asSeenBy(sector, givenFacts, NOW, agencyId)?.facts ?? caseHistory(...givenFacts).map((shown) => ({ shown }))).map(
      ({ shown }) => shown && [shown.data, shown.stream],
    ),
  )

/** The indexes of the facts that are hidden from a viewer. */
const hiddenFrom = (sector: ServiceName, givenFacts: readonly GivenFact[]): readonly number[] =>
  (asSeenBy(sector, givenFacts)?.facts ?? []).flatMap(({ shown }, index) => (shown ? [] : [index]))

const identified = fact(PresumedVictimIdentified, { personRef: mai })
const arrested = fact(SuspectArrested, { personRef: suspect })

describe('a court order of a tier', () => {
  const givenFacts = (tier: Ordered['tier']) => [identified, order(['nameSuppression'], personCover(mai), { tier })]
  const withheldFrom = (tier: Ordered['tier']) => SERVICES.filter((sector) => !textFor(sector, givenFacts(tier)).includes(mai))

  it('withholds from everyone but the court in the tier courtOnly', () =>
    expect(withheldFrom('courtOnly')).toEqual(['investigation', 'prosecution', 'victimSupport', 'auditTrail']))
  it('withholds from everyone but the court and the prosecution in the tier publicAndParties', () =>
    expect(withheldFrom('publicAndParties')).toEqual(['investigation', 'victimSupport', 'auditTrail']))
  it('withholds from nobody with access in the tier public', () => expect(withheldFrom('public')).toEqual([]))
})

describe('a suppressed name', () => {
  const givenFacts = [
    identified,
    fact(PresumedVictimIdentified, { personRef: lin }),
    arrested,
    order(['nameSuppression'], personCover(mai)),
  ]

  it('is replaced everywhere by a pseudonym that names the order, and the fact remains', () => {
    const { facts } = asSeenBy('investigation', givenFacts)!
    expect(facts[0]?.shown?.data).toEqual({ ...(identified.data as object), personRef: `withheld-by-${idOf(3)}-1` })
    expect(facts.map(({ withheldBy }) => withheldBy)).toEqual([[idOf(3)], [], [], [idOf(3)]])
    expect(textFor('investigation', givenFacts)).not.toContain(mai)
  })

  it('is also suppressed in the order itself', () =>
    expect(asSeenBy('investigation', givenFacts)?.facts[3]?.shown?.data).toMatchObject({
      covers: [{ kind: 'person', id: `withheld-by-${idOf(3)}-1` }],
    }))

  it('has a different pseudonym than another name under the same order', () => {
    const both = [identified, fact(PresumedVictimIdentified, { personRef: lin }), order(['nameSuppression'], { kind: 'case', id: caseId })]
    expect(textFor('prosecution', both)).toContain(`withheld-by-${idOf(2)}-1`)
    expect(textFor('prosecution', both)).toContain(`withheld-by-${idOf(2)}-2`)
  })

  it('is that of every person of a case or hearing if the order covers the case or hearing', () => {
    const held = fact(HearingHeld, { hearingId: hearing, attendance: [{ personRef: mai, capacity: 'witness' }] })
    const ofHearing = [identified, arrested, held, order(['nameSuppression'], { kind: 'hearing', id: hearing })]
    expect(textFor('investigation', ofHearing)).not.toContain(mai)
    expect(textFor('investigation', ofHearing)).toContain(suspect)
    const ofCase = [identified, arrested, order(['nameSuppression'], { kind: 'case', id: caseId })]
    expect(textFor('investigation', ofCase)).not.toMatch(new RegExp(`${mai}|${suspect}`))
  })

  it.each(['victim', 'guardian', 'organisation'] as const)(
    'is also that of a %s who complains, and whom no charge names',
    (complainant) => {
      const charges = PrivateComplaintRegistered.example.charges.map((charge) => ({ ...charge, accusedRef: suspect, victims: [] }))
      const complained = fact(PrivateComplaintRegistered, { complainant, complainantRef: mai, charges })
      const ofCase = [complained, order(['nameSuppression'], { kind: 'case', id: caseId })]
      expect(textFor('investigation', ofCase)).not.toMatch(new RegExp(`${mai}|${suspect}`))
    },
  )

  it('is replaced in a case of thousands of persons as in one of few, also where a referral has the persons in two lists', () => {
    const personRefs = Array.from({ length: 3_000 }, (_, number) => `11111111-1111-4111-8111-${String(number).padStart(12, '0')}`)
    const safeguards = personRefs.map((personRef) => ({ personRef }))
    const of = { ...CaseReferredToProsecution.example, suspects: [suspect], safeguards: safeguards.slice(0, 200) }
    const referred = fact(CaseReferredToProsecution, { ...of, furtherSafeguards: safeguards.slice(200) })
    const identifications = personRefs.map((personRef) => fact(PresumedVictimIdentified, { personRef }))
    const ofCase = order(['nameSuppression'], { kind: 'case', id: caseId })
    expect(textFor('investigation', [...identifications, referred, ofCase])).not.toContain('11111111-1111')
    expect(textFor('investigation', [referred, ofCase])).not.toContain('11111111-1111')
  })

  it('stays visible to the agency that supports the person, and to no other agency of victim support', () => {
    const supported = [identified, fact(SupportCaseOpened, { personRef: mai }), order(['nameSuppression'], personCover(mai))]
    expect(asSeenBy('victimSupport', supported)?.facts[0]?.shown?.data).toMatchObject({ personRef: mai })
    expect(asSeenBy('victimSupport', supported, NOW, 'zz-elsewhere')?.facts[0]?.shown?.data).not.toMatchObject({ personRef: mai })
  })

  it('is removed from the id of a clock that runs for the person', () => {
    expect(asSeenBy('investigation', givenFacts)!.masked(`rule~event~${mai.slice(-8)}`)).toBe('rule~event~withheld')
  })
})

describe('an item closed by court order', () => {
  const collected = fact(EvidenceCollected, { evidenceId: phone })
  const dossier = {
    ...CaseReferredToProsecution.example,
    suspects: [suspect],
    evidence: [phone, photo].map((id) => ({ id, sha256: 'a'.repeat(64) })),
  }
  const givenFacts = [collected, fact(CaseReferredToProsecution, dossier), order(['sealedItems'], itemCover(phone))]

  it('hides the whole fact that is about it', () => expect(hiddenFrom('investigation', givenFacts)).toEqual([0]))
  it('is named in no reference to a cause, also where the reference says more', () => {
    const { masked } = asSeenBy('investigation', givenFacts)!
    expect([idOf(0), `unknownThen:${idOf(0)}`, `rule~${phone}`].map(masked)).toEqual([undefined, undefined, undefined])
    expect(masked(`unknownThen:${idOf(2)}`)).toBe(`unknownThen:${idOf(2)}`)
  })
  it('is removed from a list of several items', () => {
    expect(asSeenBy('investigation', givenFacts)?.facts[1]?.shown?.data).toMatchObject({ evidence: [{ id: photo }] })
    expect(textFor('investigation', givenFacts)).not.toContain(phone)
  })
  it('can be a fact itself, named by its event', () =>
    expect(hiddenFrom('prosecution', [identified, arrested, order(['sealedItems'], itemCover(idOf(1)))])).toEqual([1]))
  it('is not named in the order', () => expect(asSeenBy('auditTrail', givenFacts)?.facts[2]?.shown?.data).toMatchObject({ covers: [] }))

  it('also closes the facts that depend on it: its warnings, its corrections, and the ids that it introduced', () => {
    const laid = fact(ChargeLaid, { chargeId, accusedRef: suspect })
    const warning = fact(WarningRaised, { eventId: idOf(0) })
    const filed = fact(IndictmentFiled, { chargeIds: [chargeId, photo] })
    const verdict = fact(VerdictDelivered, { chargeId, accusedRef: lin })
    const chain = [laid, warning, filed, verdict, fact(SentenceImposed, { chargeId }), order(['sealedItems'], personCover(suspect))]
    expect(hiddenFrom('prosecution', chain)).toEqual([0, 1, 3, 4])
    expect(asSeenBy('prosecution', chain)?.facts[2]?.shown?.data).toMatchObject({ chargeIds: [photo] })
  })

  it('stays closed in the original fact if only the correction does not name it, and in the correction if only the original does not', () => {
    const corrected = (from: string, to: string) => [
      fact(SuspectArrested, { personRef: from }),
      fact(EventCorrected, { correctsId: idOf(0), data: { ...SuspectArrested.example, personRef: to } }),
      order(['sealedItems'], personCover(suspect)),
    ]
    expect(hiddenFrom('investigation', corrected(suspect, lin))).toEqual([0, 1])
    expect(hiddenFrom('investigation', corrected(lin, suspect))).toEqual([0, 1])
  })

  it('is the whole case if the order covers the case: only the order remains visible', () =>
    expect(hiddenFrom('investigation', [fact(CaseOpened), arrested, order(['sealedItems'], { kind: 'case', id: caseId })])).toEqual([0, 1]))

  it('does not close the records of victim support for the agency that supports the person, but for all others', () => {
    const rights = fact(RightsInformed, { personRef: mai })
    const closedByOrder = [identified, rights, order(['sealedItems'], personCover(mai))]
    expect(hiddenFrom('victimSupport', closedByOrder)).toEqual([0])
    expect(hiddenFrom('prosecution', closedByOrder)).toEqual([0, 1])
    expect(asSeenBy('victimSupport', closedByOrder, NOW, 'zz-elsewhere')?.facts.map(({ shown }) => shown !== undefined)).toEqual([
      false,
      false,
      true,
    ])
  })
})

describe('a hearing in camera', () => {
  const scheduled = fact(HearingScheduled, { hearingId: hearing })
  const held = fact(HearingHeld, { hearingId: hearing })
  const testimony = fact(TestimonyGiven, { personRef: mai, hearingId: hearing })
  const elsewhere = fact(TestimonyGiven, { personRef: mai })

  it('hides what happened at the hearing, but not its time, which participants must know', () =>
    expect(
      hiddenFrom('investigation', [scheduled, held, testimony, elsewhere, order(['inCamera'], { kind: 'hearing', id: hearing })]),
    ).toEqual([1, 2]))

  it('ordered for a person hides the person’s testimony in court, and nothing that happened outside of it', () =>
    expect(hiddenFrom('prosecution', [identified, testimony, elsewhere, order(['inCamera'], personCover(mai))])).toEqual([1, 2]))

  it('ordered for a case hides what happened at each of its hearings', () =>
    expect(hiddenFrom('victimSupport', [scheduled, held, testimony, order(['inCamera'], { kind: 'case', id: caseId })])).toEqual([1, 2]))
})

describe('a restriction of reporting', () => {
  it('hides nothing from those who work on the case: it restricts publication', () =>
    expect(hiddenFrom('investigation', [identified, order(['reportingRestriction'], personCover(mai))])).toEqual([]))
})

describe('a court order', () => {
  const lastDay = (until: string) => [identified, { ...order(['sealedItems'], personCover(mai), { until }), occurredAt: '2026-11-01' }]

  it('is in force until the end of its last day', () => {
    expect(hiddenFrom('prosecution', lastDay('2026-11-25'))).toEqual([0])
    expect(asSeenBy('prosecution', lastDay('2026-11-24'))).toBeUndefined()
  })
  it('also closes facts recorded before or after it', () =>
    expect(hiddenFrom('prosecution', [order(['sealedItems'], personCover(mai)), identified])).toEqual([1]))
  it('ends when it is retracted', () =>
    expect(
      asSeenBy('prosecution', [identified, order(['sealedItems'], personCover(mai)), fact(EventRetracted, { retractsId: idOf(1) })]),
    ).toBeUndefined())
  it('applies in its corrected form', () => {
    const right = { scope: ['sealedItems'], covers: [personCover(lin)], tier: 'courtOnly' }
    const givenFacts = [
      identified,
      fact(PresumedVictimIdentified, { personRef: lin }),
      order(['sealedItems'], personCover(mai)),
      fact(EventCorrected, { correctsId: idOf(2), data: right }),
    ]
    expect(hiddenFrom('prosecution', givenFacts)).toEqual([1])
  })
})

describe('any history of a case', () => {
  const givenFacts = fc.array(
    fc.constantFrom(
      identified,
      arrested,
      fact(RightsInformed, { personRef: mai }),
      fact(TestimonyGiven, { personRef: mai }),
      fact(ChargeLaid, { accusedRef: suspect, perVictim: [{ personRef: mai, act: ['recruitment'], means: [], purpose: [] }] }),
      fact(HearingHeld, {
        hearingId: hearing,
        attendance: [
          { personRef: mai, capacity: 'victim' },
          { personRef: suspect, capacity: 'accused' },
        ],
      }),
      fact(WarningRaised, { eventId: idOf(0), facts: [mai] }),
      fact(WarningRaised, { eventId: suspect, facts: [], unknownThen: { eventId: idOf(0), recordedAt: '2026-11-24T08:00:00Z' } }),
    ),
    { maxLength: 12 },
  )

  it.each(['nameSuppression', 'sealedItems'] as const)(
    'shows nothing of the person under %s to viewers outside the tier, and everything to the court',
    (scope) =>
      fc.assert(
        fc.property(givenFacts, (facts) => {
          const all = [...facts, order([scope], personCover(mai))]
          expect(textFor('investigation', all)).not.toContain(mai)
          expect(textFor('auditTrail', all)).not.toContain(mai)
          expect(asSeenBy('adjudication', all)).toBeUndefined()
        }),
      ),
  )
})

it('an order that closes the identification of a child hides from police no arrest and detention of the child', () => {
  const age = { personRef: mai, ageOnRecord: 'child' as const }
  const { DetentionOrdered } = investigationDetention
  const history = [fact(PresumedVictimIdentified, { personRef: mai }), fact(SuspectArrested, age), fact(DetentionOrdered, age)]
  const seen = asSeenBy('investigation', [...history, order(['sealedItems'], itemCover(idOf(0)))])
  expect(seen?.facts.map(({ shown }) => shown !== undefined)).toEqual([false, true, true, true])
})
