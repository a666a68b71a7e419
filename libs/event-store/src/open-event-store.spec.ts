import { expect, it } from '@jest/globals'
import { openEventStore } from './open-event-store.ts'

it('opens the driver that the URL names', async () => {
  const store = openEventStore('postgres://investigation:x@127.0.0.1:5432/events')
  expect(store.capabilities.densePositions).toBe(true)
  await store.close()
})

it.each([
  ['esdb://127.0.0.1:2113', 'has the scheme esdb:'],
  ['127.0.0.1', 'has no scheme'],
  ['', 'has no scheme'],
])('says of %p that it %s, and what to use', (url, problem) => {
  expect(() => openEventStore(url)).toThrow(problem)
  expect(() => openEventStore(url)).toThrow('use postgres://')
})
