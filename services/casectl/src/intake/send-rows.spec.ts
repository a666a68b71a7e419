import type { RowOutcome } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import type { Answer } from '../client.ts'
import { sendRows } from './send-rows.ts'

const rows = Array.from({ length: 450 }, (_, number) => ({ key: `intake:a:${number}:open` }))
const problem = { type: '/problems/unavailable', title: 't', status: 503, detail: 'away', correlationId: 'c' }

/** A service that answers each request by a function; its pauses take no time. */
const serviceThat = (answer: (page: readonly { key: string }[], nth: number) => Partial<Answer> & { readonly away?: boolean }) => {
  const sizes: number[] = []
  const pauses: number[] = []
  const client = {
    send: async (_service: string, _path: string, body: unknown): Promise<Answer> => {
      const { rows: page } = body as { rows: readonly { key: string }[] }
      sizes.push(page.length)
      return { status: 200, headers: new Headers(), body: undefined, ...answer(page, sizes.length) }
    },
  }
  const send = (some = rows) => sendRows(client, 'victimSupport', '/bulk', some, async (ms) => void pauses.push(ms))
  return { sizes, pauses, send }
}
const recorded = (key: string, row: number): RowOutcome => ({
  row,
  key,
  outcome: 'recorded',
  stream: 's',
  events: [],
  position: '7',
  warnings: [],
})
const unanswered = (key: string, row: number): RowOutcome => ({ row, key, outcome: 'unanswered', problem })
const accepting = (page: readonly { key: string }[]) => ({ body: { rows: page.map(({ key }, place) => recorded(key, place)) } })

describe('rows of a sheet', () => {
  it('are sent in pages, and each has an answer', async () => {
    const { send, sizes } = serviceThat(accepting)
    expect([...(await send()).keys()]).toEqual(rows.map(({ key }) => key))
    expect(sizes).toEqual([200, 200, 50])
  })

  it('are sent again, those alone that have no answer', async () => {
    const { send, sizes } = serviceThat((page, nth) =>
      nth === 1
        ? { body: { rows: page.map(({ key }, place) => (place < 120 ? recorded(key, place) : unanswered(key, place))) } }
        : accepting(page),
    )
    expect((await send(rows.slice(0, 200))).size).toBe(200)
    expect(sizes).toEqual([200, 80])
  })

  it('are sent later and fewer at once after the quota is used up', async () => {
    const { send, sizes, pauses } = serviceThat((page) =>
      page.length > 60 ? { status: 429, headers: new Headers({ 'retry-after': '7' }), body: {} } : accepting(page),
    )
    expect((await send(rows.slice(0, 100))).size).toBe(100)
    expect(sizes).toEqual([100, 100, 50, 50])
    expect(pauses).toEqual([7_000, 7_000])
  })

  it('are sent later also where a proxy says so by a date', async () => {
    const { send, pauses } = serviceThat((page, nth) =>
      nth <= 2 ? { status: 503, headers: new Headers({ 'retry-after': 'Sun, 29 Nov 2026 10:15:00 GMT' }), body: problem } : accepting(page),
    )
    expect((await send(rows.slice(0, 3))).size).toBe(3)
    expect(pauses).toEqual([1_000, 2_000])
  })

  it('are given up after some tries without an answer, and at once where the request itself is refused', async () => {
    const away = serviceThat(() => ({ status: 503, body: problem }))
    await expect(away.send()).rejects.toThrow(/away/)
    expect(away.sizes).toHaveLength(8)
    const refused = serviceThat(() => ({ status: 403, body: { title: 'The caller is not authorised' } }))
    await expect(refused.send()).rejects.toThrow(/not authorised/)
    expect(refused.sizes).toHaveLength(1)
  })
})
