import { describe, expect, it } from '@jest/globals'
import { stateCaches } from './state-cache.ts'
import { depositAccount } from './test-aggregate.fixtures.ts'

const folded = (events: number, state: unknown = `folded from ${events} events`) => ({ revision: events - 1, state })
const [account, another] = [depositAccount(), depositAccount()]

describe('the states that a process keeps', () => {
  it('are those that were used last, of all aggregates and logs together, and of no more events than allowed', () => {
    const logs = stateCaches(100)
    const [here, elsewhere] = [logs(), logs()]
    const names = Array.from({ length: 50 }, (_, index) => `investigation.case-${index}`)
    const caches = [here(account), here(another), elsewhere(account)]
    for (const name of names)
      for (const cache of caches) {
        cache.set(name, folded(9))
        here(account).get('investigation.case-0')
      }
    const kept = caches.map((cache) => names.filter((name) => cache.get(name) !== undefined))
    // Each counts with one event more, so that a state that is folded from none counts, too.
    expect(kept.flat()).toHaveLength(10)
    expect(kept.map((one) => one.slice(-3))).toEqual([names.slice(-3), names.slice(-3), names.slice(-3)])
    expect(kept[0]?.[0]).toBe('investigation.case-0')
  })

  it('are each of one aggregate, also where several aggregates of one name fold the same stream', () => {
    const states = stateCaches()()
    states(account).set('investigation.case-1', folded(2, 'of the account'))
    expect(states(another).get('investigation.case-1')).toBeUndefined()
    states(another).set('investigation.case-1', folded(2, undefined))
    expect(states(account).get('investigation.case-1')?.state).toBe('of the account')
    states(another).delete('investigation.case-1')
    expect(states(account).get('investigation.case-1')?.state).toBe('of the account')
    states(account).delete('investigation.case-1')
    expect(states(account).get('investigation.case-1')).toBeUndefined()
  })

  it('are each of one log', () => {
    const logs = stateCaches()
    const before = logs()
    before(account).set('investigation.case-1', folded(1))
    expect(logs()(account).get('investigation.case-1')).toBeUndefined()
  })

  it('include those of a stream with more events than allowed, of each aggregate that folds it, next to others', () => {
    const states = stateCaches(100)()
    const aggregates = [account, another, depositAccount()]
    states(account).set('investigation.case-1', folded(5))
    for (const aggregate of aggregates) states(aggregate).set('investigation.case-2', folded(500))
    for (const aggregate of aggregates) expect(states(aggregate).get('investigation.case-2')).toEqual(folded(500))
    expect(states(account).get('investigation.case-1')).toEqual(folded(5))
  })

  it('include those of four streams with more events than allowed, and no more', () => {
    const states = stateCaches(100)()(account)
    for (const number of [1, 2, 3, 4, 5]) states.set(`investigation.case-${number}`, folded(500))
    expect([1, 2, 3, 4, 5].map((number) => states.get(`investigation.case-${number}`) !== undefined)).toEqual([
      false,
      true,
      true,
      true,
      true,
    ])
  })
})
