import type { CustodyFact } from '@case-timeline/casework'
import { describe, expect, it } from '@jest/globals'
import { custodyClocksOf } from '../custody/custody.clocks.ts'
import type { ClockSignal } from './deadline.ts'
import { affectedPersons, unaffectedItems } from './deadline-items.ts'

const [clock] = custodyClocksOf('adjudication')
const signal = (custody: CustodyFact): ClockSignal => ({
  eventId: custody.is,
  service: 'adjudication',
  agencyId: 'a-court',
  jurisdiction: 'ZZ',
  at: '2026-09-15',
  custody,
})

describe('the persons whose liberty an added fact affects', () => {
  const acquitted = signal({ is: 'tried', chargeId: 'a-charge', accusedRef: 'named-by-court', verdict: 'notGuilty' })
  const charged = signal({ is: 'charged', chargeId: 'a-charge', personRef: 'accused' })
  const affectedBy = (added: ClockSignal, ...before: readonly ClockSignal[]) => clock && affectedPersons(clock, [...before, added], before)

  it('are whom the charge accuses and, where it was not on record, whom the earlier decision on it named', () => {
    expect(affectedBy(charged, acquitted)).toEqual(new Set(['accused', 'named-by-court']))
    expect(affectedBy(acquitted, charged)).toEqual(new Set(['accused']))
  })
})

describe('the deadlines that added signals do not affect', () => {
  const origin = { service: 'adjudication', agencyId: 'a-court', jurisdiction: 'ZZ', at: '2026-09-15' }
  const verdict: ClockSignal = {
    ...origin,
    eventId: 'verdict',
    start: { key: 'verdict', due: { activity: 'appeal' }, charges: ['a-charge'] },
  }
  const laid = (chargeId: string): ClockSignal => ({ ...origin, eventId: chargeId, accusation: { chargeId, personRef: 'accused' } })
  const unaffectedBy = (added: ClockSignal) => unaffectedItems([verdict, added], { signals: [verdict], items: [] })

  it('are none if a charge is recorded after the decision on it: it says whom that concerns', () => {
    expect(unaffectedBy(laid('a-charge'))).toBeUndefined()
    expect(unaffectedBy(laid('another'))).toBeInstanceOf(Function)
  })
})
