import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { aStream, command, note, secret } from '../contract/harness.fixtures.ts'
import type { Append, EventStore } from '../event-store.ts'
import { movableEventStoreDbLog } from '../eventstoredb/movable-eventstoredb-log.ts'
import { testServers, foreignEvent, LOGINS } from '../eventstoredb/server.fixtures.ts'
import { verifyLog } from '../log-heads/verify-log.ts'
import { identifyDeployment, openEventStore } from '../open-event-store.ts'
import { eventDatabase, type EventDatabase } from '../postgres/database.fixtures.ts'
import { movablePostgresLog } from '../postgres/movable-postgres-log.ts'
import { compareLogs } from './compare-logs.ts'
import { type MovableLog, MoveInterrupted } from './movable-log.ts'
import { moveLog, type MoveProgress } from './move-log.ts'

jest.setTimeout(240_000)

const SETTINGS = { service: 'investigation', name: 'test', digestKey: Buffer.alloc(32, 7) } as const

const servers = testServers()
const closing: (() => Promise<unknown>)[] = []
let postgres: EventDatabase
beforeEach(async () => {
  postgres = await database()
})
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
  await servers.clear()
})

const database = async (): Promise<EventDatabase> => {
  const made = await eventDatabase()
  closing.push(() => made.drop())
  return made
}
const using = async <T>(url: string, work: (store: EventStore) => Promise<T>): Promise<T> => {
  const store = openEventStore(url, 'auditTrail')
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

/** Records commands of one to three times as many events as given in a few streams of two services, some of them in turn. */
const recordCommands = async (
  urls: { readonly investigation: string; readonly prosecution: string },
  count: number,
  factsEach = 1,
): Promise<Append[]> => {
  await identifyDeployment(urls.investigation, SETTINGS)
  const stores = {
    investigation: openEventStore(urls.investigation, 'investigation'),
    prosecution: openEventStore(urls.prosecution, 'prosecution'),
  }
  const caseIds = [randomUUID(), randomUUID(), randomUUID()]
  const recorded: Append[] = []
  try {
    for (let n = 0; n < count; n += 1) {
      const service = n % 5 === 4 ? 'prosecution' : 'investigation'
      const caseId = caseIds[n % 3]!
      const facts = Array.from({ length: factsEach * (1 + (n % 3)) }, (_, fact) =>
        (n % 4 === 0 && service === 'investigation' ? secret : note)(`${n}.${fact} “ü”`),
      )
      const one = command({ service, caseId, stream: `${service}.case-${caseId}`, text: String(n), facts })
      expect((await stores[service].append(one)).outcome).toBe('appended')
      recorded.push(one)
    }
    await stores.investigation.startOf('view.later')
    await stores.prosecution.append(command({ service: 'prosecution' }))
    await stores.prosecution.startOf('reaction.at-the-end')
  } finally {
    await Promise.all(Object.values(stores).map((store) => store.close()))
  }
  return recorded
}

const move = async (source: MovableLog, target: MovableLog, progress?: MoveProgress) => {
  try {
    return await moveLog(source, target, progress)
  } finally {
    await Promise.all([source.close(), target.close()])
  }
}
const compare = async (source: MovableLog, target: MovableLog) => {
  try {
    return await compareLogs(source, target)
  } finally {
    await Promise.all([source.close(), target.close()])
  }
}
const inPostgres = (one: EventDatabase = postgres) => movablePostgresLog(one.adminUrl)
const identityIn = async (log: MovableLog) => {
  const record = await log.deployment()
  await log.close()
  return record
}
const emptyServer = () => servers.server()

const ROWS = 'select * from events.event order by position'
const STARTS = 'select service, consumer, position from events.consumer_start order by 1, 2'
const rowsOf = async ({ asAdmin }: EventDatabase, statement = ROWS): Promise<unknown> => (await asAdmin(statement)).rows

describe('moving a log', () => {
  it('keeps every column of every event from PostgreSQL to EventStoreDB and back, and where consumers started', async () => {
    const commands = await recordCommands(postgres.urls, 60)
    const server = await emptyServer()
    const there = await move(inPostgres(), movableEventStoreDbLog(server.url()))
    expect(there).toMatchObject({ events: 121, commands: 61, streams: 7, before: 0, copied: 121, differenceCount: 0 })
    expect(there.starts).toHaveLength(2)

    const again = await database()
    const back = await move(movableEventStoreDbLog(server.url()), inPostgres(again))
    expect(back).toMatchObject({ events: 121, copied: 121, differenceCount: 0, root: there.root })
    expect(await rowsOf(again)).toEqual(await rowsOf(postgres))
    expect(await rowsOf(again, STARTS)).toEqual(await rowsOf(postgres, STARTS))
    const deployment = 'select log_id, name, digest_key_check from events.deployment'
    expect(await rowsOf(again, deployment)).toEqual(await rowsOf(postgres, deployment))

    const first = commands[1]!
    for (const url of [server.url(), again.urls.investigation]) {
      const store = openEventStore(url, 'investigation')
      const original = openEventStore(postgres.urls.investigation, 'investigation')
      closing.push(
        () => store.close(),
        () => original.close(),
      )
      const { firstPosition: _, lastPosition: __, ...answer } = { ...(await original.append(first)) } as Record<string, unknown>
      expect(await store.append(first)).toMatchObject({ ...answer, outcome: 'duplicate' })
      const another = command({ stream: first.stream, commandId: first.commandId, text: 'another' })
      expect(await store.append(another)).toMatchObject({ outcome: 'id-clash' })
      const withoutPositions = (events: Awaited<ReturnType<EventStore['readCase']>>) =>
        events.map((event) => ({ ...event.toRecord(), position: '' }))
      const caseId = first.events[0]?.caseId ?? ''
      expect(withoutPositions(await store.readCase(caseId))).toEqual(withoutPositions(await original.readCase(caseId)))
      // The stream continues where it was.
      const next = command({ stream: first.stream, caseId, expected: (await original.readStream(first.stream)).at(-1)!.revision })
      expect((await store.append(next)).outcome).toBe('appended')
    }
  })

  it('keeps what the heads of the log sign', async () => {
    await recordCommands(postgres.urls, 10)
    const server = await emptyServer()
    const { root, events } = await move(inPostgres(), movableEventStoreDbLog(server.url()))
    const head = { size: events, root, position: '0', signedAt: '2026-11-25T10:00:00.000Z' }
    for (const url of [postgres.urls.auditTrail, server.url()])
      expect(await using(url, (store) => verifyLog(store, [head]))).toMatchObject({ heads: 1, findings: [], events })
  })

  it('continues a move that a lost connection ended, and doubles nothing', async () => {
    await recordCommands(postgres.urls, 40, 25)
    const server = await emptyServer()
    let stopped: Promise<void> | undefined
    const cut = move(
      inPostgres(),
      movableEventStoreDbLog(server.url(undefined, 'defaultDeadline=2000')),
      () => void (stopped ??= server.stop()),
    )
    await expect(cut).rejects.toThrow(MoveInterrupted)
    await expect(cut).rejects.toThrow(/^EventStoreDB at 127\.0\.0\.1:\d+ failed: the event store /)
    await stopped
    await server.start()
    const own = server.log.all().filter(({ stream }) => stream.includes('.case-')).length
    expect(own).toBeGreaterThan(0)
    // A service of this deployment would find another log there, and not start.
    expect(await identityIn(movableEventStoreDbLog(server.url()))).toBeUndefined()
    const { before, copied, events, differenceCount } = await move(inPostgres(), movableEventStoreDbLog(server.url()))
    expect({ before, copied, differenceCount }).toEqual({ before: own, copied: events - own, differenceCount: 0 })
    expect(await identityIn(movableEventStoreDbLog(server.url()))).toEqual(await identityIn(inPostgres()))
    expect(await move(inPostgres(), movableEventStoreDbLog(server.url()))).toMatchObject({ before: events, copied: 0, differenceCount: 0 })
  })

  it('ends with the reason when the disk of the target is full, and continues when it has room', async () => {
    const server = await emptyServer()
    await recordCommands({ investigation: server.url(), prosecution: server.url() }, 40, 20)
    // The error of PostgreSQL itself, at the second batch.
    await postgres.asAdmin(
      `create function events.no_room() returns trigger language plpgsql as $$ begin
        raise exception 'could not extend file "base/1/2": No space left on device' using errcode = 'disk_full'; end $$`,
      'create trigger no_room before insert on events.event for each row when (new.position = 600) execute function events.no_room()',
    )
    const full = move(movableEventStoreDbLog(server.url()), inPostgres())
    await expect(full).rejects.toThrow(MoveInterrupted)
    await expect(full).rejects.toThrow(/^PostgreSQL at .* failed: could not extend file .*: No space left on device\.$/)
    await postgres.asAdmin('drop trigger no_room on events.event')
    const { before, copied, differenceCount } = await move(movableEventStoreDbLog(server.url()), inPostgres())
    expect({ before, differenceCount }).toEqual({ before: 500, differenceCount: 0 })
    expect(copied).toBeGreaterThan(600)
  })
})

describe('a move is refused', () => {
  it('while a service is connected to the source, and while another move has it', async () => {
    await recordCommands(postgres.urls, 3)
    const server = await emptyServer()
    const service = openEventStore(postgres.urls.investigation, 'investigation')
    try {
      await service.readStream(aStream())
      await expect(move(inPostgres(), movableEventStoreDbLog(server.url()))).rejects.toThrow(/is in use: services have \d+ sessions there/)
    } finally {
      await service.close()
    }
    const other = inPostgres()
    closing.push(() => other.close())
    await other.claim()
    await expect(move(inPostgres(), movableEventStoreDbLog(server.url()))).rejects.toThrow(/another move reads or writes it/)
    expect(server.log.all().filter(({ stream }) => stream.includes('.case-'))).toEqual([])
  })

  it('into a store of another deployment, one with other events, and one with more', async () => {
    await recordCommands(postgres.urls, 3)
    const strange = await emptyServer()
    await identifyDeployment(strange.url(), SETTINGS)
    await expect(move(inPostgres(), movableEventStoreDbLog(strange.url()))).rejects.toThrow(/belongs to another deployment/)

    const unidentified = await emptyServer()
    const [store] = [servers.store(unidentified.url())]
    await store.append(command())
    await expect(move(inPostgres(), movableEventStoreDbLog(unidentified.url()))).rejects.toThrow(/has another event than PostgreSQL/)

    const used = await emptyServer()
    await move(inPostgres(), movableEventStoreDbLog(used.url()))
    await servers.store(used.url()).append(command())
    await expect(move(inPostgres(), movableEventStoreDbLog(used.url()))).rejects.toThrow(/has more events than PostgreSQL/)
    await expect(move(movableEventStoreDbLog(used.url()), movableEventStoreDbLog(used.url()))).rejects.toThrow(/is both source and target/)
  })

  it('of a source that was changed after it was recorded, before the changed event is copied', async () => {
    await recordCommands(postgres.urls, 8)
    const server = await emptyServer()
    const change = `update events.event set data = '{"text":"changed"}' where position = 9`
    await postgres.asAdmin('alter table events.event disable trigger all', change)
    await expect(move(inPostgres(), movableEventStoreDbLog(server.url()))).rejects.toThrow(
      /was changed after it was recorded: event 9 of the log \(.*\): dataHash/,
    )
    expect(server.log.all().filter(({ stream }) => stream.includes('.case-')).length).toBeLessThan(9)
  })

  it('with a login that may not record what others recorded', async () => {
    await recordCommands(postgres.urls, 8)
    const server = await servers.server({ logins: LOGINS })
    await expect(move(inPostgres(), movableEventStoreDbLog(server.url('investigation')))).rejects.toThrow(
      /refused: Access Denied|Access Denied/,
    )
    expect(await move(inPostgres(), movableEventStoreDbLog(server.url('chief')))).toMatchObject({ differenceCount: 0 })
    await expect(move(movablePostgresLog(postgres.urls.auditTrail), movableEventStoreDbLog(server.url('chief')))).rejects.toThrow(
      /is not a superuser/,
    )
  })

  it('of a log that PostgreSQL cannot keep, and of a stream into which another program wrote', async () => {
    const server = await emptyServer()
    await recordCommands({ investigation: server.url(), prosecution: server.url() }, 2)
    const store = servers.store(server.url())
    const commandId = randomUUID()
    for (const stream of [aStream(), aStream()]) await store.append(command({ stream, commandId }))
    await expect(move(movableEventStoreDbLog(server.url()), inPostgres())).rejects.toThrow(
      /keeps one event for each id, and the source has two/,
    )
    server.log.append(aStream(), 'no-stream', [foreignEvent('investigation.NoteTaken')])
    await expect(move(movableEventStoreDbLog(server.url()), inPostgres(await database()))).rejects.toThrow(
      /which case-timeline did not write/,
    )
  })
})

describe('the comparison of two logs', () => {
  it('finds an event that was changed on the way, one that is missing and one that was added', async () => {
    await recordCommands(postgres.urls, 8)
    const server = await emptyServer()
    const { events } = await move(inPostgres(), movableEventStoreDbLog(server.url()))
    const entry = server.log.all().filter(({ stream }) => stream.includes('.case-'))[4]!
    const offset = Buffer.from(entry.metadata).indexOf('"recordedAt":"2') + '"recordedAt":"'.length + 3
    entry.metadata[offset]! ^= 1
    const changed = await compare(inPostgres(), movableEventStoreDbLog(server.url()))
    expect(changed.differences).toMatchObject([{ what: 'differs', event: 5, stream: entry.stream, members: ['recordedAt'] }])
    await expect(move(inPostgres(), movableEventStoreDbLog(server.url()))).rejects.toThrow(
      /has another event than .*: event 5 .*: recordedAt/,
    )
    entry.metadata[offset]! ^= 1

    await servers.store(server.url()).append(command())
    const added = await compare(inPostgres(), movableEventStoreDbLog(server.url()))
    expect(added).toMatchObject({ differenceCount: 1, differences: [{ what: 'added', event: events + 1 }] })
    const missing = await compare(movableEventStoreDbLog(server.url()), inPostgres())
    expect(missing).toMatchObject({ events: events + 1, differences: [{ what: 'missing', event: events + 1 }] })
  })

  it('finds a source that was changed, also where the target has the same change', async () => {
    await recordCommands(postgres.urls, 3)
    const server = await emptyServer()
    await move(inPostgres(), movableEventStoreDbLog(server.url()))
    for (const entry of server.log.all()) {
      const at = Buffer.from(entry.data).indexOf('0.0 ')
      if (at >= 0) entry.data[at]! ^= 1
    }
    const compared = await compare(movableEventStoreDbLog(server.url()), movableEventStoreDbLog(server.url()))
    expect(compared.differences).toMatchObject([{ what: 'intact', event: 1, members: ['dataHash'] }])
  })
})
