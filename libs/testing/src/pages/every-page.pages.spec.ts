import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { blocksOf, isShell, PAGES } from './page-blocks.fixtures.ts'
import { startEventStoreDb, type EventStoreDb } from '../eventstoredb/event-store-db.ts'
import { makePlayground, type Played, type Playground, type Replacement } from './page-player.fixtures.ts'

jest.setTimeout(400_000)

let playground: Playground
let eventStoreDb: EventStoreDb
const results = new Map<string, Played>()

beforeAll(async () => {
  eventStoreDb = await startEventStoreDb()
  const postgres = new URL(process.env['CASE_TIMELINE_TEST_PG'] ?? '')
  playground = await makePlayground([
    ...['db.example', 'vault.example'].map((host): Replacement => [
      `postgres:…@${host}:5432`,
      `${postgres.username}:${postgres.password}@${postgres.host}`,
    ]),
    // This server has no certificate.
    ['?sslmode=verify-full', ''],
    ['127.0.0.1:2113', new URL(eventStoreDb.url()).host],
  ])
})
afterAll(async () => {
  const lines = [...results].map(([page, { played, left }]) => {
    const needs = Object.entries(left).map(([need, blocks]) => `${blocks} need ${need}`)
    return `${page}: ${[`${played} played`, ...needs].join(', ')}`
  })
  process.stderr.write(`${lines.join('\n')}\n`)
  await playground.end()
  await eventStoreDb.close()
})

describe('the commands of a page, entered in their order in a fresh folder, print what the page says', () => {
  it.each(PAGES)('%s', async (page) => {
    const result = await playground.play(page)
    results.set(page, result)
    const left = Object.values(result.left).reduce((sum, blocks) => sum + blocks, 0)
    expect(result.played + left).toBe(blocksOf(page).filter(isShell).length)
  })
})
