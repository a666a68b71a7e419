import { ChargeLaid, investigationDetention, JudgmentBecameFinal, SuspectArrested } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { effectiveFact, tenDays } from '../deadlines/deadlines.fixtures.ts'
import {
  concernsOn,
  detained,
  final,
  imprisoned,
  limit,
  months,
  otherCharge,
  personRef,
  released,
  sentenced,
  served,
  tried,
} from './convicted-person.fixtures.ts'

const { DetentionEnded } = investigationDetention
const arrestClock = { activity: 'arrest' as const, maxHours: 24, validFrom: '2000-01-01', source: 'invented' }
const ofPolice = { ...tenDays, clocks: [arrestClock, ...tenDays.clocks] }

const arrested = (on: string) => effectiveFact(SuspectArrested, on, { personRef, ground: 'scamOperation' })
const free = (at: string) => effectiveFact(DetentionEnded, at, { personRef, at, releaseReason: 'courtOrder', authority: 'POLICE' })
const chargedAgain = (on: string) => effectiveFact(ChargeLaid, on, { accusedRef: personRef, chargeId: otherCharge })

describe('a person who is arrested again in the case after the sentence was served', () => {
  const freed = [...imprisoned, final('2020-04-01'), released('2020-09-09')]
  const again = arrested('2021-01-02T08:00:00+08:00')
  const remanded = detained('2021-01-03')
  it('has the limits of an arrest and of an order', () => {
    expect(concernsOn('2021-01-05', [...freed, again], ofPolice)).toEqual([limit])
    expect(concernsOn('2021-01-05', [...freed, again, remanded], ofPolice)).toEqual([])
    expect(concernsOn('2021-02-05', [...freed, again, remanded], ofPolice)).toEqual([limit])
  })
  it('has them also if another charge was open at the release and has ended since', () => {
    const [charge, verdict] = [chargedAgain('2020-03-03'), tried('notGuilty', '2020-12-20', otherCharge)]
    const history = [...imprisoned, charge, final('2020-04-01'), released('2020-09-09'), verdict, again]
    expect(concernsOn('2021-02-20', history, ofPolice)).toEqual([limit])
  })
  it('serves the sentence for another charge of which the person is convicted then', () => {
    const convicted = [
      chargedAgain('2021-01-10'),
      tried('guilty', '2021-01-12', otherCharge),
      sentenced('2021-01-12', months(12), otherCharge),
    ]
    const finalAgain = effectiveFact(JudgmentBecameFinal, '2021-02-01', { chargeId: otherCharge })
    const history = [...freed, again, remanded, ...convicted, finalAgain]
    expect(concernsOn('2021-06-01', history, ofPolice)).toEqual([])
    expect(concernsOn('2023-06-01', history, ofPolice)).toContain(served)
  })
  it('does not have them where an order returns the person to serve the rest, or no release says that the sentence is served', () => {
    expect(concernsOn('2021-01-02', [...imprisoned, final('2020-04-01'), again], ofPolice)).not.toContain(limit)
    expect(concernsOn('2020-08-05', [...imprisoned, final('2020-04-01'), detained('2020-07-01')], ofPolice)).toEqual([])
  })
})

describe('a person who is released and arrested again on one day, of which no hour is known', () => {
  it('is held since the arrest, if the release was recorded before it', () => {
    expect(concernsOn('2020-03-10', [arrested('2020-03-02'), free('2020-03-03'), arrested('2020-03-03')], ofPolice)).toEqual([limit])
    const gate = [...imprisoned, final('2020-04-01'), released('2020-09-09'), arrested('2020-09-09')]
    expect(concernsOn('2020-09-20', gate, ofPolice)).toEqual([limit])
  })
  it('is free, if the person was not held before that day, or the release was recorded last', () => {
    expect(concernsOn('2020-03-10', [free('2020-03-03'), arrested('2020-03-03')], ofPolice)).toEqual([])
    expect(concernsOn('2020-03-10', [arrested('2020-03-02'), arrested('2020-03-03'), free('2020-03-03')], ofPolice)).toEqual([])
  })
})
