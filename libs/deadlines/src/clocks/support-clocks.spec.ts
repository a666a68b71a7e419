import { ForeignIdentificationRecognised, PresumedVictimIdentified, RightsInformed, VictimStatusDetermined } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { statesOf, told } from '../told-deadlines.fixtures.ts'
import { rightsAreToldInTime } from './support-clocks.ts'

const she = { personRef: PresumedVictimIdentified.example.personRef }

describe(rightsAreToldInTime.sentence, () => {
  const informed = (day: string, ...topics: string[]) => told(RightsInformed, day, { ...she, topics })
  const states = (...facts: ReturnType<typeof told>[]) =>
    statesOf(rightsAreToldInTime, '2026-11-20', told(PresumedVictimIdentified, '2026-11-01', she), ...facts)

  it.each(['complaint', 'protection', 'assistance'])('and being told of %s alone is not enough', (topic) =>
    expect(states(informed('2026-11-05', topic))).toEqual(['overdue']),
  )
  it('at once, or one by one', () => {
    expect(states(informed('2026-11-05', 'assistance', 'protection'))).toEqual(['met'])
    expect(states(informed('2026-11-05', 'assistance'), informed('2026-11-11', 'protection', 'complaint'))).toEqual(['met'])
    expect(states(informed('2026-11-05', 'assistance'), informed('2026-11-12', 'protection'))).toEqual(['metLate'])
  })
  it('however she was identified, and once', () => {
    const on = (day: string, ...facts: ReturnType<typeof told>[]) => statesOf(rightsAreToldInTime, day, ...facts)
    const recognised = told(ForeignIdentificationRecognised, '2026-11-01', she)
    const found = (status: string) => told(VictimStatusDetermined, '2026-11-02', { ...she, status })
    expect(on('2026-11-12', recognised, found('ActualVictimOfTrafficking'))).toEqual(['overdue'])
    expect(on('2026-11-12', found('ActualVictimOfTrafficking'), recognised)).toEqual(['due'])
    expect(on('2026-12-31', found('NotAVictimOfTrafficking'))).toEqual([])
  })
  it('and what she was told before counts', () =>
    expect(
      statesOf(
        rightsAreToldInTime,
        '2026-11-20',
        informed('2026-10-20', 'assistance'),
        told(PresumedVictimIdentified, '2026-11-01', she),
        informed('2026-11-05', 'protection'),
      ),
    ).toEqual(['met']))
})
