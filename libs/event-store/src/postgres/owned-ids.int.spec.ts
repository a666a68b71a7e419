import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { ServiceName } from '@case-timeline/contracts'
import { randomUUID } from 'node:crypto'
import { command, note, secret, TYPES, type CommandFixture } from '../contract/harness.fixtures.ts'
import type { Append } from '../event-store.ts'
import { commandIdForReaction, earlierEventIdOf, eventIdOf } from '../ids.ts'
import type { MovableLog } from '../moving/movable-log.ts'
import { moveLog } from '../moving/move-log.ts'
import { parametersOf, rehashed, session } from './attack.fixtures.ts'
import { eventDatabase, LOGINS, type EventDatabase } from './database.fixtures.ts'
import { identifyInPostgres } from './identify.ts'
import { migrateEventStore, OLDEST_MIGRATION } from './migrate.ts'
import { BY_SERVICE } from './migrations/0017-owned-ids.migration.ts'
import { movablePostgresLog } from './movable-postgres-log.ts'
import { postgresEventStore } from './postgres-event-store.ts'

let database: EventDatabase
const closing: (() => Promise<unknown>)[] = []
const closeAll = () => Promise.all(closing.splice(0).map((close) => close()))
afterEach(async () => {
  await closeAll()
  await database.drop()
})

const storeOf = (service: ServiceName) => {
  const store = postgresEventStore({ url: database.urls[service] })
  closing.push(() => store.close())
  return store
}

/** The same command with other ids for its events. */
const withIds = (sent: Append, idOf: (index: number) => string): Append => ({
  ...sent,
  events: sent.events.map((event, index) => rehashed({ ...event, id: idOf(index) }, { id: idOf(index) })),
})

/** A command as the release before sent it. */
const asBefore = (fixture: CommandFixture = {}): Append => {
  const sent = command(fixture)
  return withIds(sent, (index) => earlierEventIdOf(sent.commandId, index))
}

/** An attacker with the login of the police, who appends events of any id to a stream of their own, and what that answers. */
const attacker = async () => {
  const police = await session(database.urls.investigation)
  closing.push(() => police.close())
  return async (id: string, commandId: string = randomUUID()) => {
    await police.query('begin')
    const sent = parametersOf(withIds(command({ commandId }), () => id))
    const answer: unknown = await police.one(sent).catch((error: Error) => error.message.replaceAll(id, 'ID'))
    await police.query('rollback')
    return answer
  }
}

describe('the id of an event', () => {
  beforeEach(async () => {
    database = await eventDatabase()
  })

  it('is the same as the service makes it, in the store', async () => {
    for (const [service, commandId, index] of [
      ['investigation', randomUUID(), 0],
      ['victimSupport', randomUUID(), 12],
    ] as const) {
      const { rows } = await database.asAdmin(
        `select events.event_id('${service}', '${commandId}', ${index}) as own, events.earlier_event_id('${commandId}', ${index}) as before`,
      )
      expect(rows).toEqual([{ own: eventIdOf(service, commandId, index), before: earlierEventIdOf(commandId, index) }])
    }
  })

  it('that a reaction of another service will have is not used up by a login', async () => {
    const commandId = commandIdForReaction('victimSupport.any-handover', randomUUID(), 'AnyCommand')
    const police = await session(database.urls.investigation)
    closing.push(() => police.close())
    for (const id of [eventIdOf('prosecution', commandId, 0), earlierEventIdOf(commandId, 0)])
      for (const sentAs of [commandId, randomUUID()]) {
        const sent = parametersOf(withIds(command({ commandId: sentAs }), () => id))
        await expect(police.one(sent)).rejects.toThrow(/has an id of another command/)
        await expect(police.batch(sent)).rejects.toThrow(/has an id of another command/)
      }
    expect(await police.one(parametersOf(command({ commandId })))).toBe(0)
    expect(await storeOf('prosecution').append(command({ service: 'prosecution', commandId }))).toMatchObject({ outcome: 'appended' })
  })

  it('shows no login what another service has recorded', async () => {
    const commandId = randomUUID()
    await storeOf('prosecution').append(command({ service: 'prosecution', commandId, facts: [secret('x')] }))
    const answerTo = await attacker()
    for (const sentAs of [commandId, randomUUID()])
      expect(await answerTo(eventIdOf('prosecution', commandId, 0), sentAs)).toBe(await answerTo(randomUUID(), sentAs))
    expect(await answerTo(eventIdOf('investigation', commandId, 0), commandId)).toBe(0)
  })

  it('has the number of the event in its command', async () => {
    const sent = command({ facts: [note('a'), note('b'), note('c')] })
    const store = storeOf('investigation')
    await expect(store.append(withIds(sent, (index) => eventIdOf('investigation', sent.commandId, 2 - index)))).rejects.toThrow(
      /has an id of another command/,
    )
    const others = [command({ facts: [note('a'), note('b')] }), command()]
    const answers = await Promise.all([sent, ...others].map((one) => store.append(one)))
    expect(answers.map(({ outcome }) => outcome)).toEqual(['appended', 'appended', 'appended'])
  })

  it('as the release before made it is not accepted in a log that begins with this release, and that release does not start', async () => {
    await expect(storeOf('investigation').append(asBefore())).rejects.toThrow(/has an id of another command/)
    expect(await needed()).toBe(BY_SERVICE)
  })
})

const needed = async () => (await database.asAdmin('select events.needed_migration()')).rows[0]?.needed_migration

describe('a log that the release before began', () => {
  beforeEach(async () => {
    database = await eventDatabase({ upTo: 14 })
  })
  const migrate = () => migrateEventStore(database.adminUrl, { logins: LOGINS, types: TYPES })

  it('recognises commands that are sent again: what they recorded, and that they were refused', async () => {
    const store = storeOf('investigation')
    const [recorded, refusal] = [asBefore({ facts: [note('a'), note('b')] }), asBefore()]
    const first = await store.append(recorded)
    await store.append(refusal)
    await migrate()
    const { stream, commandId, commandDigest } = recorded
    const again = command({ stream, commandId, facts: [note('a'), note('b')] })
    expect(await store.append({ ...again, commandDigest })).toEqual({ ...first, outcome: 'duplicate' })
    // A refusal is recorded in a stream of its own, with the id that the first event would have had.
    for (const facts of [[note('a')], [note('a'), note('b')]])
      expect(await store.append(command({ commandId: refusal.commandId, facts }))).toMatchObject({ outcome: 'id-clash' })
    expect(await store.append(command())).toMatchObject({ outcome: 'appended' })
  })

  it('lets services of that release go on alongside those of this one: of one command either the event or the refusal is recorded', async () => {
    await storeOf('investigation').append(asBefore())
    await migrate()
    expect(await needed()).toBe(OLDEST_MIGRATION)
    const [older, newer] = [storeOf('investigation'), storeOf('investigation')]
    expect(await older.append(asBefore({ facts: [note('a'), note('b')] }))).toMatchObject({ outcome: 'appended' })
    const refusal = command()
    await newer.append(refusal)
    expect(await older.append(asBefore({ commandId: refusal.commandId }))).toMatchObject({ outcome: 'id-clash' })
    expect(await older.append(asBefore({ commandId: refusal.commandId, facts: [note('a'), note('b')] }))).toMatchObject({
      outcome: 'id-clash',
    })
  })

  it('lets no login use up the id that an event of a service of this release will have', async () => {
    await storeOf('investigation').append(asBefore())
    await migrate()
    const commandId = commandIdForReaction('victimSupport.any-handover', randomUUID(), 'AnyCommand')
    expect(await storeOf('investigation').append(asBefore({ commandId }))).toMatchObject({ outcome: 'appended' })
    expect(await storeOf('prosecution').append(command({ service: 'prosecution', commandId }))).toMatchObject({ outcome: 'appended' })
  })

  it('keeps its ids when it is moved, and recognises a refusal there, too; no other service may make such ids', async () => {
    const refusal = asBefore()
    await storeOf('investigation').append(refusal)
    await identifyInPostgres(database.urls.investigation, { service: 'investigation', name: 'test', digestKey: Buffer.alloc(32, 7) })
    await closeAll()
    await migrate()
    const source = database
    database = await eventDatabase()
    try {
      const logs = [source, database].map((one) => movablePostgresLog(one.adminUrl)) as [MovableLog, MovableLog]
      await moveLog(...logs)
      await Promise.all(logs.map((one) => one.close()))
    } finally {
      await source.drop()
    }
    const moved = storeOf('investigation')
    expect((await moved.readStream(refusal.stream)).map(({ id }) => id)).toEqual(refusal.events.map(({ id }) => id))
    expect(await moved.append(command({ commandId: refusal.commandId }))).toMatchObject({ outcome: 'id-clash' })
    await expect(moved.append(asBefore())).rejects.toThrow(/has an id of another command/)
  })

  it('is closed to the earlier ids by its administrator, once no service of that release runs', async () => {
    await storeOf('investigation').append(asBefore())
    await migrate()
    await database.asAdmin('update events.id_form set accepts_earlier = false')
    await expect(storeOf('investigation').append(asBefore())).rejects.toThrow(/has an id of another command/)
    expect(await needed()).toBe(BY_SERVICE)
  })
})
