import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { aStream, command } from '../contract/harness.fixtures.ts'
import { StoreUnavailable } from '../event-store.ts'
import { asFound, indexingService, type IndexingService, positionOf, recorded, whenReachable } from './kept-case-index.fixtures.ts'
import { foreignEvent } from './server.fixtures.ts'

let service: IndexingService
beforeAll(async () => {
  service = await indexingService()
})
afterAll(() => service.close())
beforeEach(() => service.begin())
afterEach(() => service.clear())

describe('a process that starts', () => {
  it('reads only what its index lacks, and finds every case', async () => {
    const server = await service.servers.server()
    const first = service.aProcess(server)
    const cases = await recorded(first, 60)
    await first.readCase(cases[0]!)
    await first.close()
    const [{ position } = {}] = await service.rows('select position from case_index')
    const unwritten = server.log
      .all()
      .filter((one) => String(one.stream).startsWith('investigation.') && one.position > BigInt(String(position)))
    expect(unwritten.length).toBeLessThan(10)

    const calls = server.calls()
    const store = service.aProcess(server)
    expect(await store.readCase(cases[0]!)).toHaveLength(1)
    // The last record, that at the index's position, what came after it, and the event of the case.
    expect(server.calls().events - calls.events).toBeLessThanOrEqual(unwritten.length + 5)
    expect(server.calls().reads - calls.reads).toBeLessThanOrEqual(6)
    expect(await asFound(store, cases)).toEqual(await service.asRead(server, cases))
  })

  it('goes on where a process was killed that filled the index', async () => {
    const server = await service.servers.server()
    const cases = Array.from({ length: 13 }, () => randomUUID())
    // More than a page of the log.
    for (const caseId of cases) {
      const metadata = Buffer.from(JSON.stringify({ caseId }))
      server.log.append(
        aStream(),
        'any',
        Array.from({ length: 100 }, () => ({ ...foreignEvent('investigation.Generated'), id: randomUUID(), metadata })),
      )
    }
    let written = 0
    service.beforeEach((statement) => {
      if (statement.includes('with moved') && ++written > 1) throw new Error('killed')
    })
    const killed = service.aProcess(server)
    await expect(killed.caseHeads(cases)).rejects.toThrow('killed')
    await killed.close()
    expect(Number((await service.rows('select count(*) from case_index_stream'))[0]?.['count'])).toBe(10)
    service.beforeEach(() => undefined)
    const calls = server.calls()
    const next = service.aProcess(server)
    const heads = await next.caseHeads(cases)
    expect(server.calls().events - calls.events).toBeLessThan(310)
    expect([...heads].toSorted()).toEqual([...(await service.servers.store(server.url()).caseHeads(cases))].toSorted())
    expect(heads.size).toBe(13)
  })

  it('is answered in time while the index is filled, and says up to where it is', async () => {
    const server = await service.servers.server()
    const [caseId = ''] = await recorded(service.servers.store(server.url()), 1)
    const held: (() => void)[] = []
    const slow = {
      query: async (statement: string, parameters?: unknown[]) => {
        await new Promise<void>((resolve) => held.push(resolve))
        return service.db.query(statement, parameters)
      },
    }
    const store = service.servers.store(server.url(undefined, 'defaultDeadline=300'), { indexIn: { db: slow } })
    await expect(store.readCase(caseId)).rejects.toThrow('the index of cases is being made (up to position 0 of the log so far)')
    const release = setInterval(() => held.splice(0).forEach((resolve) => resolve()), 1)
    expect(await whenReachable(() => store.readCase(caseId))).toHaveLength(1)
    await store.close()
    clearInterval(release)
  })
})

describe('a command about a case in use', () => {
  it('needs an append and one read, and no statement', async () => {
    const server = await service.servers.server()
    const store = service.aProcess(server, { maxUnwritten: 1_000 })
    const [caseId, stream] = [randomUUID(), aStream()]
    let position = positionOf(await store.append(command({ caseId, stream })))
    await store.readCase(caseId)
    const { statements } = service
    const [calls, before] = [server.calls(), statements.length]
    for (let n = 0; n < 10; n += 1) {
      await store.readCase(caseId, { after: position })
      position = positionOf(await store.append(command({ caseId, stream })))
    }
    expect([server.calls().reads - calls.reads, server.calls().appends - calls.appends, statements.length - before]).toEqual([10, 10, 0])
    expect(await store.readCase(caseId)).toHaveLength(11)
    expect(statements.length).toBe(before)
  })
})

describe('two processes', () => {
  it('see in turn what the other one recorded, and write each event once', async () => {
    const server = await service.servers.server()
    const stores = [service.aProcess(server, { maxStreams: 20 }), service.aProcess(server, { maxStreams: 20 })] as const
    const cases = Array.from({ length: 20 }, () => ({ caseId: randomUUID(), stream: aStream() }))
    for (let n = 0; n < 60; n += 1) {
      const [writer, reader] = n % 2 === 0 ? stores : [stores[1], stores[0]]
      const one = cases[n % cases.length]!
      const answer = await writer.append(command(one))
      expect((await reader.readCase(one.caseId)).at(-1)?.id).toBe('ids' in answer ? answer.ids[0] : '')
      expect((await reader.caseHeads([one.caseId])).get(one.caseId)).toBe(positionOf(answer))
    }
    const ids = cases.map(({ caseId }) => caseId)
    expect(await asFound(stores[0], ids)).toEqual(await service.asRead(server, ids))
    expect(await asFound(stores[1], ids)).toEqual(await service.asRead(server, ids))
    // Of the writes of ten events each, one process makes those that the other one did not make.
    expect(service.statements.filter((one) => one.includes('with moved')).length).toBeLessThan(2 * 6 + 2)
  })

  it('fill one index together', async () => {
    const server = await service.servers.server()
    const cases = await recorded(service.servers.store(server.url()), 60)
    const stores = [service.aProcess(server), service.aProcess(server)] as const
    const [one, other] = await Promise.all(stores.map((store) => asFound(store, cases)))
    expect(one).toEqual(await service.asRead(server, cases))
    expect(other).toEqual(one)
  })
})

describe('the memory of an index', () => {
  it('has the cases that were used last: the others are found by a statement, with what was recorded since', async () => {
    const server = await service.servers.server()
    const { statements } = service
    const store = service.aProcess(server, { maxStreams: 40 })
    const cases = await recorded(store, 60)
    expect(await asFound(store, cases)).toEqual(await service.asRead(server, cases))
    await recorded(store, 60, cases)
    statements.splice(0)
    expect(await asFound(store, cases)).toEqual(await service.asRead(server, cases))
    expect(statements.filter((one) => one.includes('any($1')).length).toBeGreaterThanOrEqual(40)
    expect(await store.readCase(cases[0]!)).toHaveLength(2)
    statements.splice(0)
    expect(await store.readCase(cases[0]!)).toHaveLength(2)
    expect(statements).toEqual([])
  })

  it('counts the streams that a case gets while it is in memory', async () => {
    const server = await service.servers.server()
    const { statements } = service
    const store = service.aProcess(server, { maxStreams: 40 })
    const cases = await recorded(store, 10)
    expect(await asFound(store, cases)).toEqual(await service.asRead(server, cases))
    for (let n = 0; n < 6; n += 1) await recorded(store, 10, cases)
    statements.splice(0)
    expect(await asFound(store, cases)).toEqual(await service.asRead(server, cases))
    expect(statements.filter((one) => one.includes('any($1')).length).toBeGreaterThan(0)
  })

  it('does not grow while the database of the views does not answer: questions are refused, commands are not', async () => {
    const server = await service.servers.server()
    const store = service.aProcess(server)
    const [inUse = ''] = await recorded(store, 12)
    await store.readCase(inUse)
    service.beforeEach(() => {
      throw Object.assign(new Error('terminating connection'), { code: '57P01' })
    })
    await expect(store.readCase(randomUUID())).rejects.toThrow('the database of the views did not answer (terminating connection)')
    await recorded(store, 30)
    await expect(store.readCase(inUse)).rejects.toThrow(StoreUnavailable)
    service.beforeEach(() => undefined)
    expect(await store.readCase(inUse)).toHaveLength(1)
  })
})
