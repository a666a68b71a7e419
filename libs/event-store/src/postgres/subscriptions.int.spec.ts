import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { setTimeout as pause } from 'node:timers/promises'
import { aStream, command, note } from '../contract/harness.fixtures.ts'
import type { EventStore } from '../event-store.ts'
import { type EventDatabase, eventDatabase } from './database.fixtures.ts'
import { postgresEventStore } from './postgres-event-store.ts'

/** Longer than a specification may take: a subscription that misses an append waits for ever. */
const NEVER_MS = 3_600_000

let database: EventDatabase
const opened: EventStore[] = []
const stop = new AbortController()
beforeAll(async () => {
  database = await eventDatabase()
})
afterAll(async () => {
  stop.abort()
  for (const one of opened) await one.close()
  await database.drop()
})

/** The store as a replica of a service has it. */
const replica = (): EventStore => {
  const one = postgresEventStore({ url: database.urls.investigation, pollMs: NEVER_MS })
  opened.push(one)
  return one
}

/** A subscription from the end of the log that takes some time for each page. */
const following = async (store: EventStore, msForPage: () => number) => {
  let seen = 0
  let atLeast = (_: number): void => undefined
  const after = await store.lastPosition()
  const run = async (): Promise<void> => {
    for await (const { events } of store.subscribeAll({ after, limit: 1_000, signal: stop.signal })) {
      seen += events.length
      atLeast(seen)
      await pause(msForPage())
    }
  }
  const running = run()
  running.catch(() => undefined)
  return (events: number): Promise<void> =>
    Promise.race([
      new Promise<void>((resolve) => {
        atLeast = (count) => (count >= events ? resolve() : undefined)
        atLeast(seen)
      }),
      running,
    ])
}

/** The sessions of the logins in the database, except those that only listen. */
const sessions = async (): Promise<readonly number[]> => {
  const { rows } = await database.asAdmin(
    `select pid from pg_stat_activity where datname = current_database() and usename <> current_user and query not like 'listen%'`,
  )
  return (rows as { pid: number }[]).map(({ pid }) => pid)
}

describe('a subscription that has reached the end of the log', () => {
  it('gets all events of an append of more than are read at once, with no other append after it', async () => {
    const store = replica()
    const taken = await following(store, () => 0)
    await store.append(command({ facts: [note('the first, so that it reaches the end')] }))
    await taken(1)
    await store.append(command({ facts: Array.from({ length: 1_200 }, (_, index) => note(`${index}`)) }))
    await expect(taken(1_201)).resolves.toBeUndefined()
  })

  it('gets an event whose hint came while the log could not be read', async () => {
    const other = replica()
    const append = (text: string) => other.append(command({ stream: aStream(), facts: [note(text)] }))
    await append('so that the other replica has its sessions')
    await other.lastPosition()
    const ofOther = await sessions()
    const taken = await following(replica(), () => 0)
    await append('the first, so that it reaches the end')
    await taken(1)
    const login = new URL(database.urls.investigation).username
    const ended = (await sessions()).filter((pid) => !ofOther.includes(pid))
    expect(ended.length).toBeGreaterThan(0)
    await database.asAdmin(`alter role "${login}" connection limit 0`, ...ended.map((pid) => `select pg_terminate_backend(${pid})`))
    await append('the last of all')
    await pause(500)
    await database.asAdmin(`alter role "${login}" connection limit -1`)
    await expect(taken(2)).resolves.toBeUndefined()
  })

  it('gets the last event of all, while many of them take their pages at different speeds and others append', async () => {
    const stores = [replica(), replica()] as const
    const subscriptions = await Promise.all(
      stores.flatMap((store) => Array.from({ length: 8 }, (_, index) => following(store, () => Math.random() * index * 2))),
    )
    const appends = 300
    for (let sent = 0; sent < appends; sent += 1) {
      await stores[sent % 2 === 0 ? 0 : 1].append(command({ stream: aStream(), facts: [note(`${sent}`)] }))
      if (sent % 10 === 9) await Promise.all(subscriptions.map((taken) => taken(sent + 1)))
    }
    await expect(Promise.all(subscriptions.map((taken) => taken(appends)))).resolves.toHaveLength(16)
  })
})
