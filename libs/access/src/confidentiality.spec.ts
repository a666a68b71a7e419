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
  PresumedVictimIdentified,
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
import { fact, history, idOf, lin, mai, type ToldFact, trader, caseId } from './told-history.fixtures.ts'

type Ordered = FactOf<typeof ConfidentialityOrdered>['data']
type Cover = Ordered['covers'][number]

const NOW = Date.parse('2026-11-25T10:00:00Z')
const phone = 'eeeeeeee-0000-4000-8000-00000000e001'
const photo = 'eeeeeeee-0000-4000-8000-00000000e002'
const hearing = 'dddddddd-0000-4000-8000-00000000d001'
const chargeId = 'ffffffff-0000-4000-8000-00000000f001'

const order = (scope: Ordered['scope'], cover: Cover, more: Partial<Ordered> = {}): ToldFact => ({
  type: ConfidentialityOrdered.type,
  data: { scope, covers: [cover], tier: 'courtOnly', ...more },
})
const onPerson = (id: string): Cover => ({ kind: 'person', id })
const onItem = (id: string): Cover => ({ kind: 'item', id })

const AGENCIES: Record<ServiceName, string> = {
  investigation: 'zz-police',
  prosecution: 'zz-prosecution',
  adjudication: 'zz-court',
  victimSupport: 'zz-support',
  auditTrail: 'zz-audit',
}
const asSeenBy = (sector: ServiceName, told: readonly ToldFact[], now = NOW, agencyId = AGENCIES[sector]) =>
  disclose(history(...told), { sector, agencyId }, now)

/** All that an onlooker is shown, as text. */
const textFor = (sector: ServiceName, told: readonly ToldFact[], agencyId?: string): string =>
  JSON.stringify(
    (asSeenBy(sector, told, NOW, agencyId)?.facts ?? history(...told).map((shown) => ({ shown }))).map(
      ({ shown }) => shown && [shown.data, shown.stream],
    ),
  )

/** Which of the facts told an onlooker is shown nothing of. */
const hiddenFrom = (sector: ServiceName, told: readonly ToldFact[]): readonly number[] =>
  (asSeenBy(sector, told)?.facts ?? []).flatMap(({ shown }, index) => (shown ? [] : [index]))

const identified = fact(PresumedVictimIdentified, { personRef: mai })
const arrested = fact(SuspectArrested, { personRef: trader })

describe('whom an order of the court keeps something from', () => {
  const told = (tier: Ordered['tier']) => [identified, order(['nameSuppression'], onPerson(mai), { tier })]
  const keptFrom = (tier: Ordered['tier']) => SERVICES.filter((sector) => !textFor(sector, told(tier)).includes(mai))

  it('the court alone may see what is for the court only', () =>
    expect(keptFrom('courtOnly')).toEqual(['investigation', 'prosecution', 'victimSupport', 'auditTrail']))
  it('the court and the prosecution, what is for the parties', () =>
    expect(keptFrom('publicAndParties')).toEqual(['investigation', 'victimSupport', 'auditTrail']))
  it('everybody whom his access lets in, what is public', () => expect(keptFrom('public')).toEqual([]))
})

describe('a suppressed name', () => {
  const told = [identified, fact(PresumedVictimIdentified, { personRef: lin }), arrested, order(['nameSuppression'], onPerson(mai))]

  it('stands nowhere: a pseudonym does that names the order, and the fact remains', () => {
    const { facts } = asSeenBy('investigation', told)!
    expect(facts[0]?.shown?.data).toEqual({ ...(identified.data as object), personRef: `withheld-by-${idOf(3)}-1` })
    expect(facts.map(({ withheldBy }) => withheldBy)).toEqual([[idOf(3)], [], [], [idOf(3)]])
    expect(textFor('investigation', told)).not.toContain(mai)
  })

  it('is suppressed in the order itself', () =>
    expect(asSeenBy('investigation', told)?.facts[3]?.shown?.data).toMatchObject({
      covers: [{ kind: 'person', id: `withheld-by-${idOf(3)}-1` }],
    }))

  it('stays apart from another one under the same order', () => {
    const both = [identified, fact(PresumedVictimIdentified, { personRef: lin }), order(['nameSuppression'], { kind: 'case', id: caseId })]
    expect(textFor('prosecution', both)).toContain(`withheld-by-${idOf(2)}-1`)
    expect(textFor('prosecution', both)).toContain(`withheld-by-${idOf(2)}-2`)
  })

  it('is every person’s of the case when the order covers the case, and every person’s of a hearing when it covers that', () => {
    const held = fact(HearingHeld, { hearingId: hearing, attendance: [{ personRef: mai, capacity: 'witness' }] })
    const ofHearing = [identified, arrested, held, order(['nameSuppression'], { kind: 'hearing', id: hearing })]
    expect(textFor('investigation', ofHearing)).not.toContain(mai)
    expect(textFor('investigation', ofHearing)).toContain(trader)
    const ofCase = [identified, arrested, order(['nameSuppression'], { kind: 'case', id: caseId })]
    expect(textFor('investigation', ofCase)).not.toMatch(new RegExp(`${mai}|${trader}`))
  })

  it('stays known to those who support her, and to nobody else in victim support', () => {
    const supported = [identified, fact(SupportCaseOpened, { personRef: mai }), order(['nameSuppression'], onPerson(mai))]
    expect(asSeenBy('victimSupport', supported)?.facts[0]?.shown?.data).toMatchObject({ personRef: mai })
    expect(asSeenBy('victimSupport', supported, NOW, 'zz-elsewhere')?.facts[0]?.shown?.data).not.toMatchObject({ personRef: mai })
  })

  it('is not read off the end of a clock that runs for her', () => {
    expect(asSeenBy('investigation', told)!.masked(`rule~event~${mai.slice(-8)}`)).toBe('rule~event~withheld')
  })
})

describe('a sealed item', () => {
  const collected = fact(EvidenceCollected, { evidenceId: phone })
  const dossier = {
    ...CaseReferredToProsecution.example,
    suspects: [trader],
    evidence: [phone, photo].map((id) => ({ id, sha256: 'a'.repeat(64) })),
  }
  const told = [collected, fact(CaseReferredToProsecution, dossier), order(['sealedItems'], onItem(phone))]

  it('leaves nothing of a fact that is about it', () => expect(hiddenFrom('investigation', told)).toEqual([0]))
  it('is left out of a list in which it is one of several', () => {
    expect(asSeenBy('investigation', told)?.facts[1]?.shown?.data).toMatchObject({ evidence: [{ id: photo }] })
    expect(textFor('investigation', told)).not.toContain(phone)
  })
  it('can be a fact itself, named by its event', () =>
    expect(hiddenFrom('prosecution', [identified, arrested, order(['sealedItems'], onItem(idOf(1)))])).toEqual([1]))
  it('is not named in the order', () => expect(asSeenBy('auditTrail', told)?.facts[2]?.shown?.data).toMatchObject({ covers: [] }))

  it('takes with it what rests on it: its warnings, its corrections, and what it brought into the case', () => {
    const laid = fact(ChargeLaid, { chargeId, accusedRef: trader })
    const warning = fact(WarningRaised, { eventId: idOf(0) })
    const filed = fact(IndictmentFiled, { chargeIds: [chargeId, photo] })
    const verdict = fact(VerdictDelivered, { chargeId, accusedRef: lin })
    const chain = [laid, warning, filed, verdict, fact(SentenceImposed, { chargeId }), order(['sealedItems'], onPerson(trader))]
    expect(hiddenFrom('prosecution', chain)).toEqual([0, 1, 3, 4])
    expect(asSeenBy('prosecution', chain)?.facts[2]?.shown?.data).toMatchObject({ chargeIds: [photo] })
  })

  it('stays sealed in what was said of it first when a correction says something else, and the other way round', () => {
    const corrected = (from: string, to: string) => [
      fact(SuspectArrested, { personRef: from }),
      fact(EventCorrected, { correctsId: idOf(0), data: { ...SuspectArrested.example, personRef: to } }),
      order(['sealedItems'], onPerson(trader)),
    ]
    expect(hiddenFrom('investigation', corrected(trader, lin))).toEqual([0, 1])
    expect(hiddenFrom('investigation', corrected(lin, trader))).toEqual([0, 1])
  })

  it('is the whole case when the order covers that: only the order is left', () =>
    expect(hiddenFrom('investigation', [fact(CaseOpened), arrested, order(['sealedItems'], { kind: 'case', id: caseId })])).toEqual([0, 1]))

  it('does not close what victim support records of her to those who help her, and does to the others', () => {
    const rights = fact(RightsInformed, { personRef: mai })
    const sealed = [identified, rights, order(['sealedItems'], onPerson(mai))]
    expect(hiddenFrom('victimSupport', sealed)).toEqual([0])
    expect(hiddenFrom('prosecution', sealed)).toEqual([0, 1])
    expect(asSeenBy('victimSupport', sealed, NOW, 'zz-elsewhere')?.facts.map(({ shown }) => shown !== undefined)).toEqual([
      false,
      false,
      true,
    ])
  })
})

describe('a hearing behind closed doors', () => {
  const scheduled = fact(HearingScheduled, { hearingId: hearing })
  const held = fact(HearingHeld, { hearingId: hearing })
  const testimony = fact(TestimonyGiven, { personRef: mai, hearingId: hearing })
  const elsewhere = fact(TestimonyGiven, { personRef: mai })

  it('keeps what happened there, and not when it is: whoever comes must know that', () =>
    expect(
      hiddenFrom('investigation', [scheduled, held, testimony, elsewhere, order(['inCamera'], { kind: 'hearing', id: hearing })]),
    ).toEqual([1, 2]))

  it('ordered for a person keeps what she said in court, and nothing that happened outside of it', () =>
    expect(hiddenFrom('prosecution', [identified, testimony, elsewhere, order(['inCamera'], onPerson(mai))])).toEqual([1, 2]))

  it('ordered for the case keeps what happened at each hearing of it', () =>
    expect(hiddenFrom('victimSupport', [scheduled, held, testimony, order(['inCamera'], { kind: 'case', id: caseId })])).toEqual([1, 2]))
})

describe('a restriction of reporting', () => {
  it('keeps nothing from those who work on the case: it binds what they publish', () =>
    expect(hiddenFrom('investigation', [identified, order(['reportingRestriction'], onPerson(mai))])).toEqual([]))
})

describe('an order', () => {
  const lastDay = (until: string) => [identified, { ...order(['sealedItems'], onPerson(mai), { until }), occurredAt: '2026-11-01' }]

  it('holds until the end of its last day', () => {
    expect(hiddenFrom('prosecution', lastDay('2026-11-25'))).toEqual([0])
    expect(asSeenBy('prosecution', lastDay('2026-11-24'))).toBeUndefined()
  })
  it('closes the past as well: when it was made makes no difference', () =>
    expect(hiddenFrom('prosecution', [order(['sealedItems'], onPerson(mai)), identified])).toEqual([1]))
  it('ends when it is retracted', () =>
    expect(
      asSeenBy('prosecution', [identified, order(['sealedItems'], onPerson(mai)), fact(EventRetracted, { retractsId: idOf(1) })]),
    ).toBeUndefined())
  it('holds as it was corrected', () => {
    const right = { scope: ['sealedItems'], covers: [onPerson(lin)], tier: 'courtOnly' }
    const told = [
      identified,
      fact(PresumedVictimIdentified, { personRef: lin }),
      order(['sealedItems'], onPerson(mai)),
      fact(EventCorrected, { correctsId: idOf(2), data: right }),
    ]
    expect(hiddenFrom('prosecution', told)).toEqual([1])
  })
})

describe('whatever is told of a case', () => {
  const told = fc.array(
    fc.constantFrom(
      identified,
      arrested,
      fact(RightsInformed, { personRef: mai }),
      fact(TestimonyGiven, { personRef: mai }),
      fact(ChargeLaid, { accusedRef: trader, perVictim: [{ personRef: mai, act: ['recruitment'], means: [], purpose: [] }] }),
      fact(HearingHeld, {
        hearingId: hearing,
        attendance: [
          { personRef: mai, capacity: 'victim' },
          { personRef: trader, capacity: 'accused' },
        ],
      }),
      fact(WarningRaised, { eventId: idOf(0), facts: [mai] }),
    ),
    { maxLength: 12 },
  )

  it.each(['nameSuppression', 'sealedItems'] as const)('nobody outside reads of her under %s, and those inside read all of it', (scope) =>
    fc.assert(
      fc.property(told, (facts) => {
        const all = [...facts, order([scope], onPerson(mai))]
        expect(textFor('investigation', all)).not.toContain(mai)
        expect(textFor('auditTrail', all)).not.toContain(mai)
        expect(asSeenBy('adjudication', all)).toBeUndefined()
      }),
    ),
  )
})
