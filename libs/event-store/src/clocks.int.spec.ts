import { startEventStoreDb } from '@case-timeline/testing'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { command } from './contract/harness.fixtures.ts'
import { type Append, ClocksDiffer, ClockWasSet, type EventStore, MAX_CLOCK_DIFFERENCE_SECONDS } from './event-store.ts'
import { openEventStore } from './open-event-store.ts'
import { eventDatabase, type EventDatabase } from './postgres/database.fixtures.ts'
import { postgresEventStore } from './postgres/postgres-event-store.ts'

let database: EventDatabase
beforeAll(async () => {
  database = await eventDatabase()
})
afterAll(() => database.drop())

const recorded = async (): Promise<number> => Number((await database.asAdmin('select count(*) from events.event')).rows[0].count)

/** Commands by each way of appending: alone, several together, with a guard of cases. */
const EACH_WAY: readonly [string, () => readonly Append[]][] = [
  ['alone', () => [command()]],
  ['together with others', () => [command(), command(), command()]],
  ['under a guard of cases', () => [{ ...command(), guards: [{ cases: [], types: ['investigation.CaseOpened'], after: '0' }] }]],
]

const sentBy = async (aheadSeconds: number, commands: readonly Append[]) => {
  const store = postgresEventStore({ url: database.urls.investigation, now: () => Date.now() + aheadSeconds * 1_000 })
  try {
    return await Promise.all(commands.map((one) => store.append(one).catch((error: unknown) => error)))
  } finally {
    await store.close()
  }
}

describe('an event in PostgreSQL is recorded only in a time on which service and store agree', () => {
  it.each(EACH_WAY)(
    'a command %s is refused while the store is ahead of its service: it would be stamped in the future',
    async (_, make) => {
      const before = await recorded()
      for (const answer of await sentBy(-3_600, make())) {
        expect(answer).toBeInstanceOf(ClocksDiffer)
        expect(String(answer)).toMatch(
          /the clock of the event store is 36\d\d s ahead of the clock of this service, so nothing was recorded: correct the wrong one/,
        )
      }
      expect(await recorded()).toBe(before)
    },
  )

  it.each(EACH_WAY)('a command %s is refused while its service is ahead of the store', async (_, make) => {
    const before = await recorded()
    for (const answer of await sentBy(3_600, make())) expect(String(answer)).toContain('s behind the clock of this service')
    expect(await recorded()).toBe(before)
  })

  it.each(EACH_WAY)('a command %s is recorded within the bound, and again after the clock was corrected', async (_, make) => {
    const commands = make()
    await sentBy(7_200, commands)
    const within = MAX_CLOCK_DIFFERENCE_SECONDS / 2
    expect(await sentBy(-within, commands)).toMatchObject(commands.map(() => ({ outcome: 'appended' })))
    expect(await sentBy(within, commands)).toMatchObject(commands.map(() => ({ outcome: 'duplicate' })))
  })
})

describe('a decision that no longer holds', () => {
  const stale = () => ({
    ...command(),
    requireStillHolds: () => {
      throw new ClockWasSet(3_600)
    },
  })
  const outcomesOn = (store: EventStore, commands: readonly Append[]) =>
    Promise.all(commands.map((one) => store.append(one).then(({ outcome }) => outcome, String)))
  const expected = ['appended', 'appended', expect.stringMatching(/^ClockWasSet: .* 3600 s after its decision/), 'appended']

  it('is not recorded in PostgreSQL, and the others of its batch are', async () => {
    const store = postgresEventStore({ url: database.urls.investigation })
    expect(await outcomesOn(store, [command(), command(), stale(), command()])).toEqual(expected)
    await store.close()
  })

  it('is not recorded in EventStoreDB, and those that are sent at the same time are', async () => {
    const server = await startEventStoreDb()
    const store = openEventStore(server.url(), 'investigation')
    expect(await outcomesOn(store, [command(), command(), stale(), command()])).toEqual(expected)
    await store.close()
    await server.close()
  })
})

describe('the clock of an event store', () => {
  it('is that of the database', async () => {
    const store = postgresEventStore({ url: database.urls.investigation, now: () => 0 })
    const { rows } = await database.asAdmin('select extract(epoch from clock_timestamp()) * 1000 as ms')
    expect(Date.parse(await store.time()) - Number(rows[0].ms)).toBeGreaterThanOrEqual(-1)
    await store.close()
  })

  it('is that of the server of EventStoreDB, to the second', async () => {
    const server = await startEventStoreDb()
    const store = openEventStore(server.url(), 'investigation')
    expect(await store.time()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/)
    await store.close()
    await server.close()
  })
})
