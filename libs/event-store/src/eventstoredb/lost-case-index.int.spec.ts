import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { caseIndexTables } from './case-index-tables.ts'
import { asFound, indexingService, type IndexingService, recorded, whenReachable, type Server } from './kept-case-index.fixtures.ts'

let service: IndexingService
beforeAll(async () => {
  service = await indexingService()
})
afterAll(() => service.close())
beforeEach(() => service.begin())
afterEach(() => service.clear())

const restored = async (server: Server, restore: () => void) => {
  await server.stop()
  restore()
  await server.start()
}

describe('a log that went back', () => {
  it.each([
    ['is noticed by the next process', 'start'],
    ['is noticed by a process that runs', 'run'],
  ] as const)('%s, also when it has grown again: the index is filled again', async (_, how) => {
    const server = await service.servers.server()
    const first = service.aProcess(server)
    const kept = await recorded(first, 20)
    const restore = server.log.backup()
    // In a case that stays, so that its newest event is one that is lost.
    const lost = await recorded(first, 20, kept.slice(0, 5))
    await first.readCase(kept[0]!)
    const before = await service.rows('select filling, position from case_index')
    if (how === 'start') await first.close()
    await restored(server, restore)
    const grown = await whenReachable(() => recorded(service.servers.store(server.url()), 40, kept.slice(0, 3)))
    const store = how === 'start' ? service.aProcess(server) : first
    const all = [...new Set([...kept, ...lost, ...grown])]
    expect(await whenReachable(() => asFound(store, all))).toEqual(await service.asRead(server, all))
    expect(store.generation).toBe(how === 'run' ? 1 : 0)
    const heads = await store.caseHeads(all)
    expect([...heads].toSorted()).toEqual([...(await service.servers.store(server.url()).caseHeads(all))].toSorted())
    const after = await service.rows('select filling, position from case_index')
    expect(after[0]?.['filling']).not.toBe(before[0]?.['filling'])
    expect(await service.rows('select from case_index_stream where filling <> (select filling from case_index)')).toEqual([])
  })

  it('is noticed where another process wrote of the lost log after this one had begun', async () => {
    const server = await service.servers.server()
    const store = service.aProcess(server)
    const cases = await recorded(store, 15)
    await store.readCase(cases[0]!)
    const [{ filling, position } = {}] = await service.rows('select filling, position from case_index')
    await service.rows(`insert into case_index_stream values ($1, $2, 'investigation.lost-', $3)`, [
      cases[14],
      filling,
      Number(position) + 1_000_000,
    ])
    await service.rows(`update case_index set position = position + 1000000, hash = 'of a lost event'`)
    const heads = await store.caseHeads([...cases, randomUUID()])
    expect(BigInt(heads.get(cases[14]!) ?? '0')).toBeLessThanOrEqual(BigInt(await store.lastPosition()))
    expect((await service.rows('select filling from case_index'))[0]?.['filling']).not.toBe(filling)
  })

  it('is noticed where the address is that of another store', async () => {
    const [one, other] = [await service.servers.server(), await service.servers.server()]
    const first = service.aProcess(one)
    const cases = await recorded(first, 30)
    await first.readCase(cases[0]!)
    await first.close()
    const others = await recorded(service.servers.store(other.url()), 30)
    const store = service.aProcess(other)
    expect(await asFound(store, [...cases, ...others])).toEqual([...cases.map(() => []), ...(await service.asRead(other, others))])
  })
})

describe('lost tables', () => {
  it.each([
    ['both tables', 'drop table case_index, case_index_stream'],
    ['the table of the position', 'drop table case_index'],
    ['the table of the streams', 'drop table case_index_stream'],
    ['their rows', 'truncate case_index, case_index_stream'],
  ])('are made again and filled under a running process: %s', async (_, statement) => {
    const server = await service.servers.server()
    const store = service.aProcess(server)
    const cases = await recorded(store, 25)
    await store.readCase(cases[0]!)
    await service.rows(statement)
    expect(await asFound(store, [...cases.slice(20), ...cases])).toEqual(await service.asRead(server, [...cases.slice(20), ...cases]))
    const another = service.aProcess(server)
    expect(await asFound(another, cases)).toEqual(await service.asRead(server, cases))
    expect(Number((await service.rows('select count(*) from case_index_stream'))[0]?.['count'])).toBeGreaterThanOrEqual(15)
  })

  it('are made by several at the same moment', async () => {
    const tables = Array.from({ length: 4 }, () => caseIndexTables(service.db))
    // PostgreSQL has several errors for a table that another session made meanwhile; some of them are rare.
    for (let round = 0; round < 30; round += 1) {
      await service.rows('drop table case_index, case_index_stream')
      const found = await Promise.all(tables.map((one) => one.find([randomUUID()])))
      expect(found.map(({ filled }) => filled)).toEqual(found.map(() => undefined))
    }
  })

  it('are noticed when the database was restored to an earlier state', async () => {
    const server = await service.servers.server()
    const store = service.aProcess(server, { maxStreams: 10 })
    const cases = await recorded(store, 25)
    await store.readCase(cases[0]!)
    await service.rows('create table earlier as select * from case_index; create table earlier_stream as select * from case_index_stream')
    const later = await recorded(store, 25)
    await store.readCase(cases[0]!)
    await service.rows('truncate case_index, case_index_stream; insert into case_index select * from earlier')
    await service.rows('insert into case_index_stream select * from earlier_stream; drop table earlier, earlier_stream')
    const all = [...cases, ...later]
    expect(await asFound(store, all)).toEqual(await service.asRead(server, all))
  })
})
