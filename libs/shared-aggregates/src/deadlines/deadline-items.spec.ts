import type { CustodyFact } from '@case-timeline/casework'
import { describe, expect, it } from '@jest/globals'
import { custodyClocksOf } from '../custody/custody.clocks.ts'
import type { ClockSignal } from './deadline.ts'
import { affectedPersons } from './deadline-items.ts'

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
  const affectedBy = (added: ClockSignal, ...before: readonly ClockSignal[]) =>
    clock && affectedPersons(clock, [...before, added], { signals: before, items: [] })

  it('are whom the charge accuses and, where it was not on record, whom the earlier decision on it named', () => {
    expect(affectedBy(charged, acquitted)).toEqual(new Set(['accused', 'named-by-court']))
    expect(affectedBy(acquitted, charged)).toEqual(new Set(['accused']))
  })
})
