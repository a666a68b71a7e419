import { eventType } from '@case-timeline/contracts'
import { storeFeed, waitFor } from '@case-timeline/feed'
import { testLog } from '@case-timeline/feed/fixtures'
import { expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { MAX_CHUNK_BYTES, PAGE_OF_CHUNK } from './chunks.ts'
import { projection } from './projection.ts'
import { rebuild } from './rebuild.ts'
import { type StoredView, storedView, tablesOf } from './view-table.ts'

const EVENTS = 800
const SIZE = 100_000

const Attached = eventType({
  type: 'investigation.TestAttached',
  version: 1,
  kind: 'report',
  meaning: 'Something large was attached.',
  visibility: ['prosecution'],
  data: z.strictObject({ text: z.string() }),
  example: { text: 'a' },
})

const attachments: StoredView<{ readonly caseId: string; readonly characters: number }> = storedView({
  name: 'test-attachments',
  version: 1,
  columns: { characters: 'int' },
  migration: 1_764_000_000_005,
  events: [Attached],
  on: { [Attached.type]: (row, { caseId, data }) => ({ caseId, characters: (row?.characters ?? 0) + data.text.length }) },
})

it('a rebuild of a log with many large events holds a bounded number of their bytes at a time', async () => {
  const log = await testLog()
  try {
    const db = await log.open(tablesOf([attachments]))
    const store = log.storeOf('prosecution')
    const caseId = randomUUID()
    const facts = Array.from({ length: 40 }, () => ({ type: Attached.type, data: { text: 'a'.repeat(SIZE) } }))
    for (let recorded = 0; recorded < EVENTS; recorded += facts.length) await log.record({ caseId, facts, eventTypes: [Attached] })
    const ending = new AbortController()
    const consumer = projection(attachments, store)
    const { stopped } = await storeFeed({ store }).consume({ db, consumer, signal: ending.signal })
    await waitFor(db, consumer.name, await store.lastPosition(), 60_000)
    ending.abort()
    await stopped

    let [read, written, held] = [0, 0, 0]
    const watched = new Proxy(store, {
      get(target, member) {
        const own: unknown = Reflect.get(target, member, target)
        if (member !== 'readAll') return typeof own === 'function' ? (own.bind(target) as unknown) : own
        return async (from: Parameters<typeof store.readAll>[0]) => {
          const page = await target.readAll(from)
          read += page.events.length
          held = Math.max(held, (read - written) * SIZE)
          return page
        }
      },
    })
    await rebuild({ view: attachments, store: watched, db, progress: ({ events }) => void (written = events) })
    expect(await db.query('select characters from test_attachments_v1')).toEqual([{ characters: EVENTS * SIZE }])
    // What is written, and what is read ahead: the first of them is larger by a page.
    expect(held).toBeLessThan(2 * MAX_CHUNK_BYTES + PAGE_OF_CHUNK * SIZE)
  } finally {
    await log.close()
  }
}, 120_000)
