import { afterEach, expect, it } from '@jest/globals'
import { setTimeout as pause } from 'node:timers/promises'
import { command, note } from '../contract/harness.fixtures.ts'
import { type EventStore, LoginRefused, StoreUnavailable } from '../event-store.ts'
import { LOGINS, testServers } from './server.fixtures.ts'

const servers = testServers()
afterEach(() => servers.clear())

/** Follows the log as a consumer does: where it is refused, it begins again at its position. */
const consumer = (store: EventStore) => {
  const stop = new AbortController()
  const [seen, refusals]: [string[], unknown[]] = [[], []]
  const done = (async () => {
    for (let position = '0'; !stop.signal.aborted; await pause(20))
      try {
        for await (const page of store.subscribeAll({ after: position, signal: stop.signal })) {
          seen.push(...page.events.map(({ data }) => (data as { text: string }).text))
          position = page.position
        }
      } catch (error) {
        refusals.push(error)
      }
  })()
  return { seen, refusals, stop: () => (stop.abort(), done) }
}
const until = async (condition: () => boolean) => {
  while (!condition()) await pause(5)
}

it('a password that is changed under a running service is refused by name, loses and doubles nothing, and may be corrected there', async () => {
  const logins = { ...LOGINS }
  const server = await servers.server({ logins })
  const url = server.url('investigation')
  const store = servers.store(url)
  const { seen, refusals, stop } = consumer(store)
  await store.append(command({ facts: [note('before')] }))
  await until(() => seen.length === 1)

  logins['investigation'] = { ...LOGINS['investigation'], password: 'another' }
  server.cutConnections()
  const one = command({ facts: [note('refused at first')] })
  const refused = async (question: () => Promise<unknown>) => {
    for (;;) {
      const error: unknown = await question().then(
        () => 'no error',
        (failure: unknown) => failure,
      )
      if (!(error instanceof StoreUnavailable)) return expect(error).toBeInstanceOf(LoginRefused)
      await pause(10)
    }
  }
  await refused(() => store.append(one))
  await refused(() => store.readStream(one.stream))
  await refused(() => store.lastPosition())
  await until(() => refusals.some((error) => error instanceof LoginRefused))

  logins['investigation'] = LOGINS['investigation']!
  expect(await store.append(one)).toMatchObject({ outcome: 'appended' })
  expect(await store.append(one)).toMatchObject({ outcome: 'duplicate' })
  await until(() => seen.length === 2)
  expect(seen).toEqual(['before', 'refused at first'])
  await stop()
})
