import { describe, expect, it } from '@jest/globals'
import { tail } from './events.ts'

const recordedAt = '2026-11-25T10:00:00.000000Z'

describe('casectl events tail --after', () => {
  it('shows a page of events before it reads the next one', async () => {
    const seen: string[] = []
    const out = { write: (text: string) => seen.push((JSON.parse(text) as { position: string }).position) }
    const client = {
      events: (_: string, { after, limit }: { readonly after: string; readonly limit: number }) => {
        seen.push(`${limit} after ${after}`)
        const positions = [1, 2].slice(0, limit).map((n) => String(Number(after) + n))
        const events = positions.map((position) => ({ data: { position, recordedAt, withheldBy: [] } }))
        return Promise.resolve({ events, cursor: positions.at(-1), caughtUp: false })
      },
    }
    await tail({ json: true, out: out as never }, client as never, { after: '0', limit: 3, follow: false })
    expect(seen).toEqual(['3 after 0', '1', '2', '1 after 2', '3'])
  })
})
