import { describe, expect, it } from '@jest/globals'
import { lagFinding, reasonIn, storeFinding } from './doctor.ts'
import type { Lag } from './feed.ts'

const SINGLE = { product: 'PostgreSQL 18.4', address: 'events.example:5432' }
const node = (name: string, state: string, isAlive = true) => ({ address: `${name}.example:2113`, state, isAlive })
const clusterOf = (...nodes: readonly ReturnType<typeof node>[]) =>
  [
    {
      service: 'investigation' as const,
      head: '90210',
      eventStore: { product: 'EventStoreDB 24.10.0', address: 'one.example:2113', nodes, knownTo: '90210', indexedTo: '88000' },
    },
  ] as const

describe('what doctor says of the event store', () => {
  it('names product, address and the end of the log', () => {
    expect(storeFinding([{ service: 'investigation', head: '181', eventStore: SINGLE }])).toEqual({
      what: 'event store',
      state: 'ok',
      found: 'PostgreSQL 18.4 at events.example:5432, the log ends at 181',
    })
  })

  it('names the nodes of a cluster and how far each index of cases was read', () => {
    expect(storeFinding(clusterOf(node('one', 'leader'), node('two', 'follower')))).toMatchObject({
      state: 'ok',
      found:
        'EventStoreDB 24.10.0 at one.example:2113, the log ends at 90210; one.example:2113 leader, two.example:2113 follower; ' +
        'index of cases read to: investigation 88000',
    })
  })

  it('warns of a node that does not answer', () => {
    const found = storeFinding(clusterOf(node('one', 'leader'), node('two', 'follower'), node('three', 'follower', false)))
    expect(found).toMatchObject({ state: 'warning', found: expect.stringContaining('three.example:2113 does not answer') })
  })
})

describe('what doctor says of a service that is not ready', () => {
  it('is what it cannot reach, with its reasons, however long, such as that the event store refuses its login', () => {
    const detail = 'cannot reach: the event store'
    const reason = `the event store refuses the login of this service: ${'correct it '.repeat(30)}`
    expect(reasonIn(JSON.stringify({ detail, status: 503, degradedReasons: [reason] }))).toBe(`${detail}; ${reason}`)
    expect(reasonIn(JSON.stringify({ detail, status: 503 }))).toBe(detail)
  })

  it('is the beginning of what something else answers in its place', () => {
    expect(reasonIn('<html>bad gateway')).toBe('<html>bad gateway')
    expect(reasonIn('null')).toBe('null')
  })
})

describe('what doctor says of consumers that are behind', () => {
  const shown = (lag: Pick<Lag, 'behind' | 'parked'> & Partial<Lag>) => {
    const consumers = [{ consumer: 'view.case-file.v7', isLowerBound: false, partitions: [], ...lag }]
    return lagFinding([{ service: 'investigation', feed: 'store', consumers }])
  }

  it('is nothing while no event waits for longer than a minute', () =>
    expect(shown({ behind: 3, parked: 0, behindSeconds: 20 })).toMatchObject({ state: 'ok' }))

  it('names the events of parked cases, and what to do about them if no other event waits', () =>
    expect(shown({ behind: 0, parked: 2, behindSeconds: 90_000 })).toEqual({
      what: 'feed',
      state: 'warning',
      found: 'behind: investigation view.case-file.v7 by 0 events and 2 of parked cases, 90000 s',
      advice: 'these events wait with parked cases: casectl parked list',
    }))

  it('names a consumer of which it is unknown for how long events wait', () =>
    expect(shown({ behind: 0, parked: 0, isLowerBound: true })).toMatchObject({
      state: 'warning',
      found: 'behind: investigation view.case-file.v7 by 0 or more events, unknown how long',
      advice: expect.stringMatching(/^normal after an import/),
    }))

  it('says that a lag after an import is normal, whatever is parked', () =>
    expect(shown({ behind: 4_000, parked: 2, behindSeconds: 90 }).advice).toMatch(/^normal after an import/))
})
