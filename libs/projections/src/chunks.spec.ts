import type { EventStore, LogPage, StoredEvent } from '@case-timeline/event-store'
import { describe, expect, it } from '@jest/globals'
import { chunkReader, MAX_CHUNK_BYTES, PAGE_OF_CHUNK } from './chunks.ts'

const KB = 1_000

/** A log of events of some sizes, whose pages are as those of a store. */
const logOf = (sizes: readonly number[]): Pick<EventStore, 'readAll'> => {
  const events = sizes.map((size, index) => ({
    position: String(index + 1),
    eventHash: `hash of ${index + 1}`,
    envelopeText: '',
    // One text for all: it is not copied.
    dataText: { length: size },
  })) as unknown as readonly StoredEvent[]
  return {
    readAll: ({ after, limit }) => {
      const page = events.slice(Number(after), Number(after) + limit)
      const last = page.at(-1)
      return Promise.resolve({ events: page, position: last?.position ?? after, hash: last?.eventHash })
    },
  }
}

const chunksOf = async (sizes: readonly number[], limit: number): Promise<readonly LogPage[]> => {
  const read = chunkReader(logOf(sizes), undefined)
  const chunks: LogPage[] = []
  for (let chunk = await read('0', limit); chunk.events.length > 0; chunk = await read(chunk.position, limit)) chunks.push(chunk)
  return chunks
}

const bytesOf = ({ events }: LogPage): number => events.reduce((sum, { dataText }) => sum + dataText.length, 0)

describe('the chunks that a rebuild reads', () => {
  it('have their number of events while these are of the usual size, and end where the log does', async () => {
    const chunks = await chunksOf(Array<number>(12_000).fill(KB), 5_000)
    expect(chunks.map(({ events }) => events.length)).toEqual([5_000, 5_000, 2_000])
    expect(chunks.map(({ position, hash }) => ({ position, hash }))).toEqual(
      ['5000', '10000', '12000'].map((position) => ({ position, hash: `hash of ${position}` })),
    )
  })

  it('have 16 MiB of large events, and of those that come suddenly one page more', async () => {
    const [small, large] = [Array<number>(2_600).fill(KB), Array<number>(5_000).fill(100 * KB)]
    const chunks = await chunksOf([...small, ...large], 5_000)
    const [first = 0, ...others] = chunks.map(bytesOf)
    expect(first).toBeLessThan(MAX_CHUNK_BYTES + PAGE_OF_CHUNK * 100 * KB)
    for (const bytes of others) expect(bytes).toBeLessThanOrEqual(MAX_CHUNK_BYTES)
    expect(chunks.flatMap(({ events }) => events.map(({ position }) => Number(position)))).toEqual(
      [...small, ...large].map((_, index) => index + 1),
    )
  })

  it('have one event at least, however large it is', async () => {
    const [, ...chunks] = await chunksOf(Array<number>(PAGE_OF_CHUNK + 3).fill(50 * 2 ** 20), 5_000)
    expect(chunks.map(({ events }) => events.length)).toEqual([1, 1, 1])
  })
})
