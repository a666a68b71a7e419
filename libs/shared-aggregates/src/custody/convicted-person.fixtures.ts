import type { DeadlineRule } from '@case-timeline/casework'
import {
  AppealDecided,
  ChargeLaid,
  investigationDetention,
  JudgmentBecameFinal,
  PresumedVictimIdentified,
  SentenceImposed,
  VerdictDelivered,
} from '@case-timeline/contracts'
import { clockSpecificationOf, effectiveFact, tenDays } from '../deadlines/deadlines.fixtures.ts'
import { stateAt } from '../deadlines/deadline-calculation.ts'
import { custodyClocksOf } from './custody.clocks.ts'

export const { personRef } = PresumedVictimIdentified.example
export const [chargeId, otherCharge] = ['c4a26e10-0f1e-4d2c-8b3a-495867768594', 'd4a26e10-0f1e-4d2c-8b3a-495867768594']
export const { DetentionOrdered, DetentionEnded } = investigationDetention
export const clocks = custodyClocksOf('investigation')
export const withCredit = { ...tenDays, remandCredit: [{ validFrom: '2000-01-01', source: 'invented' }] }

export type Fact = ReturnType<typeof effectiveFact>

const CONCERNING: readonly string[] = ['overdue', 'limitUnknown', 'contradicted']

/** The concerns about the person at noon of a day, in the list of those held beyond the law. */
export const concernsOn = (
  day: string,
  facts: readonly Fact[],
  policy = tenDays,
  sector: 'investigation' | 'adjudication' = 'investigation',
) => {
  const { deadlinesOwed } = clockSpecificationOf(sector, sector === 'investigation' ? clocks : custodyClocksOf(sector), policy)
  const concerning = deadlinesOwed(...facts).filter((one) => CONCERNING.includes(stateAt(one, `${day}T12:00:00.000Z`) ?? 'not yet'))
  return [...new Set(concerning.map(({ ruleId }) => ruleId.slice(ruleId.indexOf('.') + 1)))]
}
export const [limitRule, rightRule, unknownRule, personIsReleasedWhenOrderEnds, personIsReleasedWhenSentenceIsServed] = clocks.map(
  ({ rule }) => rule,
) as [DeadlineRule, DeadlineRule, DeadlineRule, DeadlineRule, DeadlineRule]
const nameOf = ({ id }: DeadlineRule): string => id.slice(id.indexOf('.') + 1)
export const [limit, right, unknown] = [nameOf(limitRule), nameOf(rightRule), nameOf(unknownRule)]
export const contradicted = 'statement-about-person-held-is-answered'
export const [orderEnds, served] = [nameOf(personIsReleasedWhenOrderEnds), nameOf(personIsReleasedWhenSentenceIsServed)]
/** From when the law allows the custody no longer: the first day. */
export const dueOf = (ruleId: string | undefined, facts: readonly Fact[], policy = tenDays) =>
  clockSpecificationOf('investigation', clocks, policy)
    .deadlinesOwed(...facts)
    .filter((one) => one.ruleId === `investigation.${ruleId}`)
    .map(({ dueBy, custody }) => (custody?.unlawfulFrom ?? dueBy).slice(0, 10))

export const detained = (from = '2020-03-01', until?: string) =>
  effectiveFact(DetentionOrdered, from, { personRef, from, until, authority: 'POLICE' })
export const charged = (id = chargeId) => effectiveFact(ChargeLaid, '2020-03-02', { accusedRef: personRef, chargeId: id })
export const tried = (verdict: string, on: string, id = chargeId) =>
  effectiveFact(VerdictDelivered, on, { accusedRef: personRef, chargeId: id, verdict })
export const sentenced = (on: string, components: readonly object[], id = chargeId, runs?: 'concurrently' | 'consecutively') =>
  effectiveFact(SentenceImposed, on, { chargeId: id, components, runs })
export const months = (number: number) => [{ kind: 'imprisonment', term: { months: number } }]
export const appealed = (effect: string, on: string) => effectiveFact(AppealDecided, on, { effects: [{ chargeId, effect }] })
export const final = (on: string) => effectiveFact(JudgmentBecameFinal, on, { chargeId })
export const released = (at: string) =>
  effectiveFact(DetentionEnded, at, { personRef, at, releaseReason: 'sentenceServed', authority: 'POLICE' })

export const convicted = [detained(), charged(), tried('guilty', '2020-03-10')]
export const imprisoned = [...convicted, sentenced('2020-03-10', months(6))]
