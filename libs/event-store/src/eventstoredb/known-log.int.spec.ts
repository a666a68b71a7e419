import { afterEach, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { aStream, command, note } from '../contract/harness.fixtures.ts'
import { type AppendOutcome, type EventStore, LogWentBack, StoreUnavailable } from '../event-store.ts'
import { foreignEvent, testServers } from './server.fixtures.ts'

const servers = testServers()
afterEach(() => servers.clear())

type Server = Awaited<ReturnType<typeof servers.server>>

/** Repeats a question while the server starts. */
const whenReachable = async <T>(question: () => Promise<T>): Promise<T> => {
  for (;;)
    try {
      return await question()
    } catch (error) {
      if (error instanceof LogWentBack || !(error instanceof StoreUnavailable)) throw error
      await pause(20)
    }
}
const positionOf = (answer: AppendOutcome): string => ('lastPosition' in answer ? answer.lastPosition : '0')
/** Records of another application in the same EventStoreDB. */
const recordOthers = ({ log }: Server, count: number) => {
  for (let n = 0; n < count; n += 1) log.append('orders-1', 'any', [{ ...foreignEvent('OrderPlaced'), id: randomUUID() }])
}
const restored = async (server: Server, restore: () => void) => {
  await server.stop()
  restore()
  await server.start()
}
/** Follows a log; each page waits in `handle`. */
const following = (store: EventStore, handle: (pages: number) => Promise<void> = () => Promise.resolve()) => {
  const stop = new AbortController()
  const positions: string[] = []
  const ended = (async () => {
    for await (const { position } of store.subscribeAll({ after: '0', signal: stop.signal })) await handle(positions.push(position))
  })().then(
    () => undefined,
    (error: unknown) => error,
  )
  const reaches = async (count: number) => {
    while (positions.length < count) await pause(5)
  }
  return { positions, ended, reaches, stop: () => stop.abort() }
}

describe('a log that went back', () => {
  it('is noticed also where only records of other applications were lost, up to which a subscription had moved', async () => {
    const server = await servers.server()
    const store = servers.store(server.url())
    const stream = aStream()
    await store.append(command({ stream }))
    const { reaches, stop } = following(store)
    await reaches(1)
    const restore = server.log.backup()
    recordOthers(server, 100)
    await reaches(2)
    recordOthers(server, 100)
    await reaches(3)
    stop()
    await restored(server, restore)
    await whenReachable(() => servers.store(server.url()).append(command({ stream, facts: [note('after the restore')] })))
    await expect(whenReachable(() => store.readStream(stream))).rejects.toThrow(LogWentBack)
    expect(await store.readStream(stream)).toHaveLength(2)
  })

  it('is noticed also behind a proxy, to which the connection stayed while the server was away', async () => {
    const server = await servers.server()
    const store = servers.store(server.url())
    const stream = aStream()
    await store.append(command({ stream }))
    const restore = server.log.backup()
    await store.append(command({ stream, facts: [note('lost')] }))
    server.interventions.reading = () => Promise.reject(new Error('the server is away'))
    await expect(store.readStream(stream)).rejects.toThrow(StoreUnavailable)
    restore()
    server.interventions.reading = undefined
    // It begins where the lost one began.
    await servers.store(server.url()).append(command({ stream, facts: [note('after the restore')] }))
    await expect(store.readStream(stream)).rejects.toThrow(LogWentBack)
    expect((await store.readStream(stream)).at(-1)?.data).toEqual({ text: 'after the restore' })
  })

  it('ends a subscription whose page was handled meanwhile, at once, with the same error', async () => {
    const server = await servers.server()
    const [store, writer] = [servers.store(server.url()), servers.store(server.url())]
    const stream = aStream()
    await writer.append(command({ stream }))
    let release: () => void = () => undefined
    const { ended, reaches } = following(store, (pages) =>
      pages === 2 ? new Promise((resolve) => (release = resolve)) : Promise.resolve(),
    )
    await reaches(1)
    const restore = server.log.backup()
    await writer.append(command({ stream, facts: [note('lost'), note('lost, too'), note('and lost')] }))
    await reaches(2)
    await restored(server, restore)
    await whenReachable(() =>
      servers.store(server.url()).append(command({ stream, facts: [note('longer, so that the next one lies elsewhere')] })),
    )
    release()
    expect(await ended).toBeInstanceOf(LogWentBack)
  })
})

describe('a log with records of other applications at its end', () => {
  it('is read up to its last event, also where a subscription has moved beyond it', async () => {
    const server = await servers.server()
    const store = servers.store(server.url())
    const first = await store.append(command())
    const { positions, reaches, stop } = following(store)
    await reaches(1)
    recordOthers(server, 40)
    await reaches(2)
    expect(BigInt(positions.at(-1) ?? '0')).toBeGreaterThan(BigInt(positionOf(first)))
    const page = await store.readAll({ after: '0', limit: 100 })
    expect([page.position, await store.lastPosition()]).toEqual([positionOf(first), positionOf(first)])
    stop()
  })
})

describe('what was recorded in a case after a position', () => {
  it('is not answered without a record of another application in a stream of the case', async () => {
    const server = await servers.server()
    const store = servers.store(server.url())
    const [caseId, stream] = [randomUUID(), aStream()]
    const after = positionOf(await store.append(command({ caseId, stream })))
    server.log.append(stream, 'any', [foreignEvent('investigation.Forged', '{"text":"forged"}')])
    await expect(store.readCase(caseId, { after })).rejects.toThrow('which case-timeline did not write')
  })

  it('is not answered from a position at which no record begins', async () => {
    const store = servers.store((await servers.server()).url())
    await store.append(command())
    const position = positionOf(await store.append(command()))
    await expect(store.readAll({ after: String(BigInt(position) - 3n), limit: 10 })).rejects.toThrow('refused the request as invalid')
  })
})
