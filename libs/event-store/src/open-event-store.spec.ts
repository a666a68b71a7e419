import { expect, it } from '@jest/globals'
import { eventStoreUrlProblem, openEventStore } from './open-event-store.ts'

it.each([
  ['postgres://investigation:x@127.0.0.1:5432/events', true],
  ['esdb://investigation:x@127.0.0.1:2113', false],
  ['esdb://10.0.0.1:2113,10.0.0.2:2113,10.0.0.3?tls=true&defaultDeadline=5000', false],
  ['esdb+discover://investigation:p%40ss@cluster.example', false],
  ['kurrentdb://127.0.0.1:2113?tls=false', false],
  ['kurrentdb+discover://cluster.example:2113', false],
])('opens the driver for %p', async (url, densePositions) => {
  const store = openEventStore(url, 'investigation')
  expect(store.capabilities.densePositions).toBe(densePositions)
  await store.close()
})

it.each([
  ['mysql://127.0.0.1:3306', 'has the scheme mysql:, for which there is no driver: use postgres://'],
  ['127.0.0.1', 'has no scheme: use postgres://'],
  ['', 'has no scheme: use postgres://'],
  ['esdb://us:hunter2@h:port', 'is wrong at position 20, expected port number'],
  ['esdb://us:hunter2@', 'is wrong at position 18, expected host'],
  ['esdb://us:hunt@er2@h', 'has more than one @: write %40 in the password'],
  ['esdb://us:hunt/er2@h', 'has a / or ? before its @: write %2F and %3F in the password'],
  ['esdb://us:hunt?er2@h:2113', 'has a / or ? before its @: write %2F and %3F in the password'],
  ['esdb://us:hunter2@h?tls=perhaps', 'is wrong at position 24, expected true or false'],
  ['esdb://us:hunter2@h?tlz=true', 'has the option tlz, which is unknown'],
  ['esdb://us:hunter2@h?tlsVerifyCert=false', 'sets tlsVerifyCert=false: leave it out'],
  ['esdb://us:hunter2@h?nodePreference=follower', 'sets nodePreference: leave it out'],
  ['esdb://us:hunter2@h?tlsCAFile=/nowhere/ca.pem', 'names a tlsCAFile that cannot be read: /nowhere/ca.pem'],
  ['esdb://us:hunter2@h?userCertFile=/nowhere/cert.pem', 'sets only one of userCertFile and userKeyFile'],
])('refuses %p because it %s, without repeating a password', (url, problem) => {
  expect(() => openEventStore(url, 'investigation')).toThrow(`EVENT_STORE_URL ${problem}`)
  expect(eventStoreUrlProblem(url)).not.toContain('hunt')
})
