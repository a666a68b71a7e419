import {
  AppealDecided,
  AppealLodged,
  type EventType,
  type JurisdictionPolicy,
  SentenceImposed,
  VerdictDelivered,
} from '@case-timeline/contracts'
import { clockSpecificationOf, effectiveFact } from '@case-timeline/shared-aggregates/fixtures'
import { describe, expect, it } from '@jest/globals'
import { appealIsLodgedInWindow, prosecutionClocks } from './prosecution.clocks.ts'

describe('the time for an appeal against the decision of another court', () => {
  const appeal = { activity: 'appeal', validFrom: '2000-01-01', source: 'invented' } as const
  const law: JurisdictionPolicy = {
    jurisdiction: 'ZZ',
    reviewed: false,
    rules: {},
    traffickingOffences: [],
    clocks: [
      { ...appeal, authority: 'HIGH_COURT', maxDays: 14 },
      { ...appeal, authority: 'DISTRICT_COURT', maxDays: 7 },
    ],
  }
  const { statesOf: statesUnder } = clockSpecificationOf('prosecution', prosecutionClocks, law)
  const on = (day: string, type: EventType, data: object = {}) =>
    statesUnder(appealIsLodgedInWindow, day, effectiveFact(type, '2026-11-01', data))
  it('is that of the first instance against a verdict, and that of the court of appeal against its decision', () => {
    expect([on('2026-11-08', VerdictDelivered), on('2026-11-09', VerdictDelivered)]).toEqual([['due'], ['lapsed']])
    expect([on('2026-11-15', AppealDecided), on('2026-11-16', AppealDecided)]).toEqual([['due'], ['lapsed']])
  })
  it('is that of the court of appeal against the sentence that it imposes, after it convicted', () => {
    const { chargeId } = SentenceImposed.example
    const acquitted = effectiveFact(VerdictDelivered, '2026-10-01', { chargeId, verdict: 'notGuilty' })
    const convicted = effectiveFact(AppealDecided, '2026-10-20', { effects: [{ chargeId, effect: 'convicted' }] })
    const tried = effectiveFact(VerdictDelivered, '2026-10-25', { chargeId, verdict: 'guilty' })
    const sentenced = effectiveFact(SentenceImposed, '2026-11-01', { chargeId })
    const ofSentence = (day: string, ...facts: Parameters<typeof statesUnder>[2][]) =>
      statesUnder(appealIsLodgedInWindow, day, ...facts, sentenced).at(-1)
    expect([ofSentence('2026-11-08', acquitted), ofSentence('2026-11-09', acquitted)]).toEqual(['due', 'lapsed'])
    const onAppeal = [acquitted, convicted] as const
    expect([ofSentence('2026-11-15', ...onAppeal), ofSentence('2026-11-16', ...onAppeal)]).toEqual(['due', 'lapsed'])
    expect(ofSentence('2026-11-09', ...onAppeal, tried)).toBe('lapsed')
  })
  it('is that of the last court against its decision on an appeal against one on an appeal', () => {
    const first = effectiveFact(AppealDecided, '2026-09-01', { appealId: 'a4a26e10-0f1e-4d2c-8b3a-495867768594' })
    const appealId = 'b4a26e10-0f1e-4d2c-8b3a-495867768594'
    const lodged = effectiveFact(AppealLodged, '2026-09-05', { appealId, against: first.id })
    const second = effectiveFact(AppealDecided, '2026-11-01', { appealId })
    expect(statesUnder(appealIsLodgedInWindow, '2026-11-02', second)).toEqual(['due'])
    expect(statesUnder(appealIsLodgedInWindow, '2026-11-02', first, lodged, second)).toEqual(['met'])
  })
  it('is not known of the last court, where the policy has none for it', () =>
    expect(on('2026-11-02', AppealDecided, { remedy: 'cassation' })).toEqual([]))
  it('is not known of a decision on a remedy against a final judgment', () =>
    expect(on('2026-11-02', AppealDecided, { remedy: 'reopening' })).toEqual([]))
})
