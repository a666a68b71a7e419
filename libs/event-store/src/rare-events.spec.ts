import { CaseOpened, SuspectArrested } from '@case-timeline/contracts'
import { beforeEach, describe, expect, it } from '@jest/globals'
import type { EventStore, StoredEvent } from './event-store.ts'
import { followRareEvents } from './rare-events.ts'

/** The types of the events of a log, the first at position 1, and what was read of it. */
let log: string[]
let readings: (string | undefined)[]
let found: string[]

const store: Pick<EventStore, 'readAll'> = {
  readAll: ({ after, types, atLeastTo }) => {
    readings.push(atLeastTo)
    const events = log.map((type, index) => ({ type, position: String(index + 1) }) as StoredEvent).slice(Number(after))
    return Promise.resolve({ events: events.filter(({ type }) => types?.includes(type)), position: String(log.length) })
  },
}
const following = () => followRareEvents(store, [CaseOpened], ({ position }) => found.push(position))

describe('following rare events', () => {
  beforeEach(() => {
    log = []
    readings = []
    found = []
  })

  it('up to a position reads the log once, however often and by how many it is asked for', async () => {
    log = [CaseOpened.type, SuspectArrested.type]
    const catchUp = following()
    await Promise.all(['1', '2', '2', '1'].map(catchUp))
    expect([readings, found]).toEqual([['1'], ['1']])
    log.push(CaseOpened.type)
    await catchUp('3')
    expect([readings, found]).toEqual([
      ['1', '3'],
      ['1', '3'],
    ])
  })

  it('up to the end reads it again, also while somebody waits for a position', async () => {
    log = [CaseOpened.type]
    const catchUp = following()
    await Promise.all([catchUp('1'), catchUp(), catchUp()])
    expect(readings).toEqual(['1', undefined])
    log.push(CaseOpened.type)
    await catchUp()
    expect(found).toEqual(['1', '2'])
  })
})
