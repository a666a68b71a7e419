import { afterEach, describe, expect, it } from '@jest/globals'
import { type EventStore, LogWentBack, StoreDenied, StoreUnavailable } from '../event-store.ts'
import { aStream, command, type Harness, note, secret } from './harness.fixtures.ts'

const HOUR_MS = 3_600_000

/** Repeats an operation while the server restarts. */
const whenReachable = async <T>(operation: () => Promise<T>): Promise<T> => {
  for (;;)
    try {
      return await operation()
    } catch (error) {
      if (error instanceof LogWentBack || !(error instanceof StoreUnavailable || error instanceof StoreDenied)) throw error
    }
}

/**
 * Asks until a store knows that its log went back. One that keeps an index follows the log by itself: it may have found that
 * out before it is asked.
 */
const noticesThatItWentBack = async (store: EventStore): Promise<void> => {
  await whenReachable(() => store.lastPosition()).catch((error: unknown) => {
    if (!(error instanceof LogWentBack)) throw error
  })
  expect(store.generation).toBeGreaterThan(0)
}

/** A log that went back, for which the harness has its own server. */
export const goingBackContract = (harness: () => Harness, store: () => EventStore): void => {
  const append = async (to: EventStore, stream: string, text: string, generation?: number) =>
    to.append({ ...command({ stream, facts: [note(text)] }), generation })

  it('states the hash of the event at each position, whether visible to the caller or not', async () => {
    const answer = await store().append(command({ facts: [secret('s'), note('n')] }))
    const [first, last] = 'ids' in answer ? [answer.firstPosition, answer.lastPosition] : []
    const [hidden, shown] = await store().readStream('stream' in answer ? answer.stream : '')
    const other = harness().open('prosecution')
    const hashes = await other.hashesAt(['0', first!, last!, '9223372036854775807', '9999999999999999999'])
    expect([...hashes]).toEqual([
      [first, hidden?.eventHash],
      [last, shown?.eventHash],
    ])
    const page = await other.readAll({ after: '0', limit: 100_000 })
    expect([page.position, page.hash]).toEqual([last, shown?.eventHash])
    await other.close()
  })

  it('records where a consumer started once, for each service separately', async () => {
    await store().append(command())
    const start = await store().lastPosition()
    expect(await store().startOf('test.started')).toBe(start)
    expect(await store().startOf('test.started-earlier', '0')).toBe('0')
    await store().append(command())
    const replica = harness().open('investigation')
    expect(await replica.startOf('test.started')).toBe(start)
    const other = harness().open('prosecution')
    expect(await other.startOf('test.started')).toBe(await store().lastPosition())
    await replica.close()
    await other.close()
  })

  /** Left out on an external server, whose log cannot be restored. */
  const onRestored = (title: string, test: (backup: NonNullable<Harness['backup']>) => Promise<void>) =>
    it(title, async () => {
      const { backup, ownServer } = harness()
      expect(backup !== undefined).toBe(ownServer)
      if (backup) await test(backup)
    })

  describe('that went back', () => {
    // The store of the other specifications may follow the log, and then has to notice it.
    afterEach(async () => {
      await whenReachable(() => store().lastPosition()).catch((error: unknown) => {
        if (!(error instanceof LogWentBack)) throw error
      })
    })

    onRestored('records nothing that was decided on events that it lost, also when it has grown past them again', async (backup) => {
      const stream = aStream()
      const own = harness().open('investigation')
      await append(own, stream, 'kept')
      const restore = await backup()
      const { generation } = own
      await append(own, stream, 'lost')
      expect(await own.readStream(stream)).toHaveLength(2)
      await restore()
      const other = harness().open('investigation')
      for (const text of ['other', 'another']) await whenReachable(() => append(other, stream, text))
      await expect(whenReachable(() => append(own, stream, 'decided before', generation))).rejects.toThrow(LogWentBack)
      expect(own.generation).toBeGreaterThan(generation)
      await expect(append(own, stream, 'decided before', generation)).rejects.toThrow(LogWentBack)
      expect(await append(own, stream, 'decided again', own.generation)).toMatchObject({ outcome: 'appended', lastRevision: 3 })
      expect((await own.readStream(stream)).map(({ data }) => data)).toEqual(
        ['kept', 'other', 'another', 'decided again'].map((text) => ({ text })),
      )
      await own.close()
      await other.close()
    })

    onRestored('ends the subscriptions of a process that has seen events that it lost', async (backup) => {
      const own = harness().open('investigation')
      const stream = aStream()
      await append(own, stream, 'kept')
      const restore = await backup()
      const { lastPosition } = { lastPosition: '', ...(await append(own, stream, 'lost')) }
      const seen: string[] = []
      const signal = AbortSignal.timeout(HOUR_MS)
      const following = whenReachable(async () => {
        for await (const { position } of own.subscribeAll({ after: seen.at(-1) ?? '0', limit: 100_000, signal })) seen.push(position)
      })
      following.catch(() => undefined)
      while (seen.at(-1) !== lastPosition) await new Promise((resolve) => setTimeout(resolve, 10))
      await restore()
      await noticesThatItWentBack(own)
      for (const text of ['other', 'another']) await append(own, stream, text)
      await expect(following).rejects.toThrow(LogWentBack)
      await own.close()
    })

    onRestored('is read by a process that has seen no lost event without an error', async (backup) => {
      const stream = aStream()
      // A process that keeps an index follows the log by itself from time to time, and may see the event before it is lost.
      const restored = async (): Promise<readonly [EventStore, EventStore]> => {
        const [own, other] = [harness().open('investigation'), harness().open('investigation')]
        await append(other, stream, 'kept')
        await own.readStream(stream)
        const restore = await backup()
        const { lastPosition } = { lastPosition: '', ...(await append(other, stream, 'lost')) }
        await restore()
        if (own.seen()?.position !== lastPosition) return [own, other]
        await Promise.all([own.close(), other.close()])
        return restored()
      }
      const [own, other] = await restored()
      const kept = await whenReachable(() => own.readStream(stream))
      expect(kept.map(({ data }) => data)).not.toContainEqual({ text: 'lost' })
      expect(kept.length).toBeGreaterThan(0)
      expect(own.generation).toBe(0)
      await noticesThatItWentBack(other)
      await own.close()
      await other.close()
    })
  })
}
