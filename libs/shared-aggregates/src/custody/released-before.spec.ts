import { releasedOnSameGround, type CustodyFact, type DatedCustodyFact } from '@case-timeline/casework'
import { rememberingSpans } from '@case-timeline/decider'
import { describe, expect, it } from '@jest/globals'

const spanOf = rememberingSpans()
const fact = (at: string, custody: CustodyFact): DatedCustodyFact => ({
  eventId: at,
  service: 'investigation',
  jurisdiction: 'ZZ',
  at,
  zone: 'Asia/Manila',
  custody,
})
const arrested = (at: string, ground?: string) =>
  fact(at, { is: 'held', personRef: 'p', by: 'arrest', authority: 'POLICE', ...(ground === undefined ? {} : { ground }) })
const released = (at: string) => fact(at, { is: 'released', personRef: 'p', at })
const ordered = (at: string) => fact(at, { is: 'held', personRef: 'p', by: 'order', authority: 'POLICE', from: at })

/** When the person was released before the last fact, an arrest on the same ground. */
const before = (...facts: readonly DatedCustodyFact[]) => releasedOnSameGround(facts, facts.at(-1) as DatedCustodyFact, spanOf)

describe('an arrest after a release', () => {
  const held = [arrested('2025-03-03T08:00:00+08:00', 'recruitment'), ordered('2025-03-04T07:00:00+08:00')]
  const release = released('2025-03-04T18:00:00+08:00')
  it('is on the same ground as the arrest with which the earlier custody began', () =>
    expect(before(...held, release, arrested('2025-03-05T08:00:00+08:00', 'recruitment'))).toBe('2025-03-04T18:00:00+08:00'))
  it('is not, where either arrest states another ground or none', () => {
    expect(before(...held, release, arrested('2025-03-05T08:00:00+08:00', 'fraud'))).toBeUndefined()
    expect(before(...held, release, arrested('2025-03-05T08:00:00+08:00'))).toBeUndefined()
    expect(before(arrested('2025-03-03T08:00:00+08:00'), release, arrested('2025-03-05T08:00:00+08:00'))).toBeUndefined()
  })
  it('is none, as long as nobody recorded a release', () =>
    expect(before(...held, arrested('2025-03-05T08:00:00+08:00', 'recruitment'))).toBeUndefined())
  it('is found where other custody lies between', () => {
    const between = [arrested('2025-03-10T08:00:00+08:00', 'fraud'), released('2025-03-11T08:00:00+08:00')]
    expect(before(...held, release, ...between, arrested('2025-03-12T08:00:00+08:00', 'recruitment'))).toBe('2025-03-04T18:00:00+08:00')
  })
})
