import {
  adjudicationDetention,
  CaseTransferred,
  DeadlineMissed,
  type EventType,
  investigationDetention,
  NoProsecutionDecided,
  PresumedVictimIdentified,
  prosecutionDetention,
  SuspectArrested,
} from '@case-timeline/contracts'
import type { Recorded } from '@case-timeline/projections'
import { describe, expect, it } from '@jest/globals'
import { alsoListedFor } from '../deadlines/deadline.ts'
import { clockSpecificationOf, effectiveFact, tenDays } from '../deadlines/deadlines.fixtures.ts'
import type { CaseClocks } from '../deadlines/case-clocks.ts'
import type { DeadlineItem } from '../deadlines/deadline-items.ts'
import { deadlinesView } from '../deadlines/deadlines.view.ts'
import { custodyClocksOf } from './custody.clocks.ts'

const { personRef } = PresumedVictimIdentified.example
const { deadlinesOwed } = clockSpecificationOf('investigation', custodyClocksOf('investigation'))
const ARREST = '2026-03-01T08:00:00.000Z'
const [IN_TIME, DUE, MISS_RECORDED, LATER] = [
  '2026-03-02T07:00:00.000Z',
  '2026-03-02T08:00:00.000Z',
  '2026-03-02T08:00:20.000000Z',
  '2026-03-05T10:00:00.000000Z',
]

const recorded = (type: EventType, occurredAt: string, recordedAt: string, data: object, envelope = {}) => {
  const fact = effectiveFact(type, occurredAt, { personRef, ...data }, envelope)
  return { ...fact, stored: { ...fact.stored, recordedAt } }
}
const arrested = recorded(SuspectArrested, ARREST, ARREST, {})
const releasedBy = (type: EventType, recordedAt: string, envelope = {}) =>
  recorded(type, IN_TIME, recordedAt, { at: IN_TIME, releaseReason: 'releasedUncharged', authority: 'POLICE' }, envelope)

const view = deadlinesView({ sector: 'investigation', clocks: custodyClocksOf('investigation'), policyOf: () => tenDays }, [])

/** The deadlines of a rule in the list, after facts in recording order. */
const itemsOf = (rule: string, facts: readonly ReturnType<typeof recorded>[]) => {
  const events = facts.map((fact) => ({ ...fact, caseId: 'a-case' }) as unknown as Recorded)
  const row = events.reduce<CaseClocks | undefined>((known, event) => view.evolve(known, event, []) ?? undefined, undefined)
  const items = row ? (view.listing?.items(row) as readonly DeadlineItem[]) : []
  return items.filter(({ ruleId }) => ruleId === rule)
}
const LIMIT = 'investigation.detention-ends-within-limit'

/** The deadline of the arrest, and whether the facts still show the miss that was recorded twenty seconds after it. */
const afterMiss = (...facts: readonly ReturnType<typeof recorded>[]) => {
  const deadline = deadlinesOwed(arrested, ...facts).find(({ eventId }) => eventId === arrested.id)
  return { ...deadline, isFounded: isStillFounded(LIMIT, [arrested], facts) }
}

/** Whether the facts of a rule still show its miss, after later ones. */
const isStillFounded = (rule: string, before: readonly ReturnType<typeof recorded>[], later: readonly ReturnType<typeof recorded>[]) => {
  const [missed, ...others] = itemsOf(rule, before).filter((item) => item.missed)
  expect(others).toEqual([])
  const { clockId, ruleId, eventId, dueBy, owedBy } = missed as DeadlineItem
  const miss = recorded(DeadlineMissed, MISS_RECORDED, MISS_RECORDED, { clockId, ruleId, eventId, dueAt: dueBy, owedBy })
  return itemsOf(rule, [...before, miss, ...later]).every(({ unfoundedMiss }) => unfoundedMiss !== miss.id)
}

it('the release of a person whom an agency holds after the case went on is owed by the new office, and listed for both', () => {
  const transferred = recorded(CaseTransferred, IN_TIME, IN_TIME, { from: 'an-agency', to: 'the-north' })
  const ofSector = { ...transferred, stored: { ...transferred.stored, stream: 'investigation.record-1' } }
  const [deadline] = deadlinesOwed(arrested, ofSector)
  expect(deadline).toMatchObject({ owedBy: 'the-north', custody: { agency: 'an-agency' } })
  expect(deadline && alsoListedFor(deadline)).toBe('an-agency')
  expect(deadlinesOwed(arrested).map(alsoListedFor)).toEqual([undefined])
})

describe('a missed deadline to release a person', () => {
  it('stays if the agency that holds the person states later that it was met, and says when that was stated', () => {
    expect(afterMiss()).toMatchObject({ dueBy: DUE, missed: true, isFounded: true })
    expect(afterMiss(releasedBy(investigationDetention.DetentionEnded, LATER))).toMatchObject({
      metFrom: IN_TIME,
      metStatedAt: '2026-03-05T10:00:00.000Z',
      missed: false,
      isFounded: true,
    })
    const order = { from: IN_TIME, until: undefined, authority: 'POLICE' }
    expect(afterMiss(recorded(investigationDetention.DetentionOrdered, IN_TIME, LATER, order))).toMatchObject({ isFounded: true })
  })
  it('stays whatever a court or another sector states of the release: they do not hold the person', () => {
    for (const type of [adjudicationDetention.DetentionEnded, prosecutionDetention.DetentionEnded])
      expect(afterMiss(releasedBy(type, LATER))).toMatchObject({ missed: true, isFounded: true, metFrom: undefined })
  })
  it('does not stay if the release was recorded before the miss, or is known from an import', () => {
    const { DetentionEnded } = investigationDetention
    expect(afterMiss(releasedBy(DetentionEnded, '2026-03-02T08:00:10.000000Z'))).toMatchObject({ isFounded: false })
    expect(afterMiss(releasedBy(DetentionEnded, LATER, { imported: { agencyId: 'an-agency' } }))).toMatchObject({ isFounded: false })
    expect(afterMiss(releasedBy(DetentionEnded, IN_TIME)).metStatedAt).toBe(undefined)
  })
  it('stays if the agency states later that the person was free before the order ended, or the right to hold', () => {
    const order = recorded(investigationDetention.DetentionOrdered, '2026-02-01', ARREST, {
      ...{ from: '2026-02-01', until: '2026-02-05', authority: 'POLICE' },
    })
    const notProsecuted = recorded(NoProsecutionDecided, '2026-02-10', ARREST, { suspects: [personRef] })
    const releasedOn = (at: string, type: EventType = investigationDetention.DetentionEnded) =>
      recorded(type, at, LATER, { at, releaseReason: 'releasedUncharged', authority: 'POLICE' })
    const ofOrder = 'investigation.person-is-released-when-order-ends'
    const ofRight = 'investigation.person-is-released-when-right-to-hold-ends'
    const arrest = recorded(SuspectArrested, '2026-02-09', ARREST, {})
    expect(isStillFounded(ofOrder, [order], [releasedOn('2026-02-04')])).toBe(true)
    expect(isStillFounded(ofRight, [arrest, notProsecuted], [releasedOn('2026-02-09')])).toBe(true)
    const byCourt = releasedOn('2026-02-04', adjudicationDetention.DetentionEnded)
    // The court ordered the release before the order ended: that is the alarm.
    expect(isStillFounded(ofOrder, [order], [byCourt])).toBe(false)
    expect(itemsOf(ofRight, [order, byCourt])).toMatchObject([{ endState: 'overdue', missed: true }])
    expect(itemsOf(ofOrder, [order, releasedOn('2026-02-04')])).toMatchObject([
      { endState: 'met', metStatedAt: '2026-03-05T10:00:00.000Z' },
    ])
  })
})
