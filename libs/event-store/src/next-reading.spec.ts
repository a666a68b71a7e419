import { describe, expect, it } from '@jest/globals'
import { nextReading } from './next-reading.ts'

/** Readings that end when the specification says so, on a clock that it sets. */
const readings = () => {
  const begun: { resolve(): void; reject(error: Error): void }[] = []
  let now = 0
  const read = (): Promise<void> => new Promise<void>((resolve, reject) => void begun.push({ resolve: () => resolve(), reject }))
  return { begun, ask: nextReading(read, () => now), after: (ms: number) => void (now += ms) }
}
const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('a shared reading', () => {
  it('is begun again for those who ask while one is under way, once for all of them', async () => {
    const { begun, ask } = readings()
    const first = ask()
    await settled()
    const others = [ask(), ask()]
    await settled()
    expect(begun).toHaveLength(1)
    begun[0]?.resolve()
    await first
    await settled()
    expect(begun).toHaveLength(2)
    begun[1]?.resolve()
    await Promise.all(others)
  })

  it('is tried again for those who wait, if the one before failed soon', async () => {
    const { begun, ask, after } = readings()
    const first = ask()
    await settled()
    const other = ask()
    after(1_000)
    begun[0]?.reject(new Error('the connection broke'))
    await expect(first).rejects.toThrow('the connection broke')
    await settled()
    begun[1]?.resolve()
    await other
  })

  it('fails for those who wait, if the one before was not answered, and is tried again for a later call', async () => {
    const { begun, ask, after } = readings()
    const first = ask()
    await settled()
    const other = ask()
    after(20_000)
    begun[0]?.reject(new Error('no answer'))
    await expect(first).rejects.toThrow('no answer')
    await expect(other).rejects.toThrow('no answer')
    const later = ask()
    await settled()
    expect(begun).toHaveLength(2)
    begun[1]?.resolve()
    await later
  })
})
