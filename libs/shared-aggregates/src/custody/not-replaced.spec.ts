import {
  adjudicationDetention,
  BailDecided,
  ChargeLaid,
  ChargeWithdrawn,
  investigationDetention,
  NoProsecutionDecided,
  prosecutionDetention,
  SuspectArrested,
} from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { clockSpecificationOf, effectiveFact, tenDays } from '../deadlines/deadlines.fixtures.ts'
import { chargeId, charged, otherCharge, personRef, type Fact } from './convicted-person.fixtures.ts'
import { custodyClocksOf } from './custody.clocks.ts'

const { DetentionOrdered, DetentionExtended, DetentionEnded } = adjudicationDetention
const unlimited = (activity: 'detentionOrdered' | 'detentionExtended') => ({
  ...{ activity, authority: 'DISTRICT_COURT', unlimited: true as const, validFrom: '2000-01-01', source: 'invented' },
})
/** Each weekly remand of a court is without a limit, as in Singapore. */
const policy = { ...tenDays, clocks: [unlimited('detentionOrdered'), unlimited('detentionExtended'), ...tenDays.clocks] }

const heldBy = (type: typeof DetentionOrdered | typeof DetentionExtended) => (from: string, until?: string) =>
  effectiveFact(type, from, { personRef, from, until, authority: 'DISTRICT_COURT' })
const [remanded, extended] = [heldBy(DetentionOrdered), heldBy(DetentionExtended)]
const released = (at: string) =>
  effectiveFact(DetentionEnded, at, { personRef, at, releaseReason: 'courtOrder', authority: 'DISTRICT_COURT' })
const withdrawn = (on: string | undefined, envelope = {}) =>
  effectiveFact(ChargeWithdrawn, on, { chargeId, reasonCode: 'replaced' }, envelope)
const another = (on: string) => effectiveFact(ChargeLaid, on, { accusedRef: personRef, chargeId: otherCharge })
const bail = (on: string | undefined, granted = true) => effectiveFact(BailDecided, on, { accusedRef: personRef, granted })
const arrested = (on: string) => effectiveFact(SuspectArrested, on, { personRef, ground: 'another' })

const owedBy =
  (service: 'adjudication' | 'investigation') =>
  (...facts: readonly Fact[]) =>
    clockSpecificationOf(service, custodyClocksOf(service), policy)
      .deadlinesOwed(...facts)
      .filter(({ ruleId }) => ruleId === `${service}.person-is-released-when-right-to-hold-ends`)
const owed = owedBy('adjudication')

/** The alarms that nothing has ended: the ground, and what holds the person. */
const openOf = (deadlines: ReturnType<typeof owed>) =>
  deadlines
    .filter(({ metAt }) => metAt === undefined)
    .flatMap(({ custody }) => (custody?.concern === 'rightEnded' ? [[custody.ground, custody.heldByEventId]] : []))
const open = (...facts: readonly Fact[]) => openOf(owed(...facts))
const notReplaced = ({ id }: Fact) => [['notReplaced', id]]

describe('a charge that is withdrawn to be replaced when the order has expired', () => {
  const week = [remanded('2020-04-01', '2020-04-08'), charged()]
  const gone = [...week, withdrawn('2020-04-09')]

  it('ends the right of the next order, whichever of both is recorded first', () => {
    const next = remanded('2020-04-09', '2020-04-16')
    expect(open(...gone, next)).toEqual(notReplaced(next))
    expect(open(...week, next, withdrawn('2020-04-09'))).toEqual(notReplaced(next))
  })
  it('ends that of an order at a later moment of that day, or some days later, and of an extension', () => {
    const until = [remanded('2020-04-01', '2020-04-09T10:00:00Z'), charged(), withdrawn('2020-04-09T10:05:00Z')]
    for (const next of [remanded('2020-04-09T10:10:00Z', '2020-04-16'), extended('2020-04-09T10:10:00Z')])
      expect(open(...until, next)).toEqual(notReplaced(next))
    for (const next of [remanded('2020-04-11'), extended('2020-04-11')]) expect(open(...gone, next)).toEqual(notReplaced(next))
  })
  it('ends that of the orders after it, also if the person is arrested in custody', () => {
    const last = remanded('2020-04-24', '2020-05-01')
    expect(open(...gone, remanded('2020-04-09', '2020-04-16'), remanded('2020-04-17', '2020-04-23'), last)).toEqual(notReplaced(last))
    expect(open(...gone, remanded('2020-04-09'), arrested('2020-04-20'), last)).toEqual(notReplaced(last))
    expect(open(...gone, arrested('2020-04-10'), last)).toEqual(notReplaced(last))
  })
  it('ends no right of who was released in between, or against whom another charge was laid', () => {
    expect(open(...gone, released('2020-04-09'), remanded('2020-04-10'))).toEqual([])
    expect(open(...gone, another('2020-04-09'), remanded('2020-04-10'))).toEqual([])
    expect(open(...gone, remanded('2020-04-10'), another('2020-04-12'), remanded('2020-04-17'))).toEqual([])
  })
})

describe('an order of another service, which takes nothing over', () => {
  const byPolice = (from: string) =>
    effectiveFact(investigationDetention.DetentionOrdered, from, { personRef, from, until: undefined, authority: 'POLICE' })
  const court = remanded('2020-03-01')
  const gone = [court, charged(), withdrawn('2020-04-01')]
  const [police, next] = [byPolice('2020-04-08'), remanded('2020-04-12')]

  it('leaves the court to release whom it holds for a charge that nothing replaced, also after bail', () => {
    expect(open(...gone, police)).toEqual(notReplaced(court))
    expect(open(court, charged(), bail('2020-03-20'), withdrawn('2020-04-01'), police)).toEqual(notReplaced(court))
    expect(open(...gone, police, next)).toEqual(notReplaced(next))
  })
  it('leaves police to do so when the other service has released the person', () => {
    const ofProsecutor = { personRef, authority: 'PROSECUTION' }
    const order = effectiveFact(prosecutionDetention.DetentionOrdered, '2020-03-01', {
      ...ofProsecutor,
      from: '2020-03-01',
      until: undefined,
    })
    const freed = effectiveFact(prosecutionDetention.DetentionEnded, '2020-04-09', {
      ...ofProsecutor,
      at: '2020-04-09',
      releaseReason: 'expired',
    })
    expect(openOf(owedBy('investigation')(order, charged(), withdrawn('2020-04-01'), police, freed))).toEqual(notReplaced(police))
  })
  it('is to end where the order of the court has expired', () => {
    const week = [remanded('2020-04-01', '2020-04-08'), charged(), withdrawn('2020-04-07'), byPolice('2020-04-09')]
    expect(openOf(owedBy('investigation')(...week))).toEqual(notReplaced(week[3] as Fact))
  })
})

describe('a charge that is withdrawn to be replaced, and bail or an order of release', () => {
  const before = [remanded('2020-03-01'), charged()]
  const next = remanded('2020-04-08')

  it('leaves no right to hold who is remanded after bail, whichever of both comes first', () => {
    expect(open(...before, withdrawn('2020-04-01'), bail('2020-04-02'), next)).toEqual(notReplaced(next))
    expect(open(...before, bail('2020-03-20'), withdrawn('2020-04-01'), next)).toEqual(notReplaced(next))
    expect(open(...before, bail('2020-03-20'), withdrawn('2020-04-01'), bail('2020-04-03', false))).toEqual(notReplaced(before[0] as Fact))
  })
  it('leaves none whom police hold again whose release a court ordered', () => {
    const order = (from: string) =>
      effectiveFact(investigationDetention.DetentionOrdered, from, { personRef, from, until: undefined, authority: 'POLICE' })
    const again = order('2020-04-08')
    const facts = [order('2020-03-01'), charged(), withdrawn('2020-04-01'), released('2020-04-02'), again]
    expect(openOf(owedBy('investigation')(...facts))).toEqual(notReplaced(again))
  })
  it('leaves none whom the prosecutor then decides not to prosecute, and who is remanded', () => {
    const notProsecuted = effectiveFact(NoProsecutionDecided, '2020-04-02', { suspects: [personRef] })
    expect(open(...before, withdrawn('2020-04-01'), notProsecuted, next)).toEqual(notReplaced(next))
  })
  it('leaves the right of an order after another charge was laid, or the person was free', () => {
    expect(open(...before, withdrawn('2020-04-01'), bail('2020-04-02'), another('2020-04-03'), next)).toEqual([])
    expect(open(...before, bail('2020-03-20'), released('2020-03-20'), withdrawn('2020-04-01'), next)).toEqual([])
    expect(open(...before, withdrawn('2020-04-01'), bail('2020-04-02'), released('2020-04-02'), next)).toEqual([])
  })
})

describe('a clearer end of the right after a charge that nothing replaced', () => {
  const order = remanded('2020-03-01')
  const before = [order, charged()]
  const onlyAlarm = (...facts: readonly Fact[]) =>
    owed(...facts).map(({ dueBy, custody }) => [custody?.concern === 'rightEnded' && custody.ground, dueBy])
  const notProsecuted = (on: string | undefined) => effectiveFact(NoProsecutionDecided, on, { suspects: [personRef] })

  it('is listed where an import does not say when the charge was withdrawn', () => {
    const imported = withdrawn(undefined, { imported: { source: 'a-log', agencyId: 'zz-court', asReported: true } } as never)
    expect(open(...before, imported)).toEqual([])
    expect(open(...before, imported, bail(undefined))).toEqual([['bail', order.id]])
    expect(open(...before, imported, notProsecuted('2026-11-26'))).toEqual([['noProsecution', order.id]])
  })
  it('is listed as early as it is due, where only the month of the withdrawal is known, or on its day', () => {
    expect(onlyAlarm(...before, withdrawn('2020-04'), bail('2020-04-05'))).toEqual([['bail', '2020-04-07T00:00:00.000Z']])
    expect(onlyAlarm(...before, withdrawn('2020-04-01'), bail('2020-04-01'))).toEqual([['bail', '2020-04-03T00:00:00.000Z']])
    const at = [withdrawn('2020-04-01T09:00:00Z'), notProsecuted('2020-04-01T10:00:00Z')]
    expect(onlyAlarm(...before, ...at)).toEqual([['noProsecution', '2020-04-02T10:00:00.000Z']])
  })
  it('leaves an alarm that is due before it', () =>
    expect(onlyAlarm(...before, withdrawn('2020-04-01'), bail('2020-04-20'))).toEqual([['notReplaced', '2020-04-03T00:00:00.000Z']]))
})
