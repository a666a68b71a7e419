import { type CanActivate, Controller, type ExecutionContext, Get, Header, Injectable, Module, type Type } from '@nestjs/common'
import { APP_FILTER, APP_GUARD, NestFactory } from '@nestjs/core'
import { EventPattern, Payload } from '@nestjs/microservices'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import { commandType } from '@case-timeline/contracts'
import { type StoredEvent, StoreUnavailable } from '@case-timeline/event-store'
import { depositAccount } from '@case-timeline/commands/fixtures'
import { type Consumer, type Notice, parkedCases, storeFeed, waitFor } from '@case-timeline/feed'
import { notedEventType, type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { DataSource } from 'typeorm'
import { z } from 'zod'
import { handoversIn, ReactsTo } from './event-handlers.ts'
import { FeedTransport, InvalidEventHandler } from './feed-transport.ts'
import { type Handover, handover } from './handover.ts'
import { Problem, ProblemFilter } from '@case-timeline/http'
import { viewHandler } from './view-handler.ts'

const Noted = notedEventType('Noted')
const number = z.strictObject({ number: z.number() })

let log: TestLog
let db: DataSource
let name: string
const stopping: (() => Promise<void>)[] = []

beforeAll(async () => {
  log = await testLog()
  db = await log.open()
  await db.query('create table seen (consumer text, number int)')
})
afterAll(() => log.close())
beforeEach(() => {
  name = `test.${randomUUID().slice(0, 8)}`
})
afterEach(() => Promise.all(stopping.splice(0).map((stop) => stop())))

const note = async (caseId: string, ...numbers: readonly number[]): Promise<string> => {
  let position = '0'
  for (const one of numbers)
    position = (await log.record({ caseId, facts: [{ type: Noted.type, data: { number: one } }], eventTypes: [Noted] })).lastPosition
  return position
}
const numberOf = (event: StoredEvent) => (event.data as { number: number }).number

const noteHandover = (): Handover =>
  handover({
    name,
    on: Noted,
    aggregate: depositAccount(),
    command: commandType({ name: 'Note', service: 'investigation', meaning: 'Notes.', data: number, example: { number: 1 } }),
    data: () => ({ number: 1 }),
  })

/** Denies every request except those of one address. */
@Injectable()
class DenyAllGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (context.switchToHttp().getRequest<{ readonly url?: string }>().url === '/slow') return true
    throw new Problem('forbidden', 'access is denied')
  }
}

/** An app of the given controllers with an HTTP guard and filter, on the event feed without a broker. */
const start = async (...controllers: Type[]) => {
  @Module({
    controllers,
    providers: [
      { provide: APP_GUARD, useClass: DenyAllGuard },
      { provide: APP_FILTER, useClass: ProblemFilter },
    ],
  })
  class ReactionModule {}
  const notices: Notice[] = []
  const transport = new FeedTransport({ feed: storeFeed({ store: log.storeOf('prosecution') }), db, observe: (one) => notices.push(one) })
  const app = await NestFactory.create<NestFastifyApplication>(ReactionModule, new FastifyAdapter({ forceCloseConnections: 'idle' }), {
    logger: false,
    abortOnError: false,
  })
  app.connectMicroservice({ strategy: transport })
  stopping.push(() => app.close())
  await app.startAllMicroservices()
  return { app, notices, kinds: () => notices.map(({ kind }) => kind) }
}

/** A reaction with the given handler function. */
const handlerOf = (handover: Handover, handle: (event: StoredEvent) => Promise<void>): Type => {
  @Controller()
  class Reactions {
    @ReactsTo(handover)
    take(event: StoredEvent) {
      return handle(event)
    }
  }
  return Reactions
}

describe('a reaction as an event handler', () => {
  it('is called with each event of its handover, in the order of its case, from its first start on', async () => {
    const caseId = randomUUID()
    await note(caseId, 1)
    const seen: number[] = []
    await start(handlerOf(noteHandover(), async (event) => void seen.push(numberOf(event))))
    await waitFor(db, name, await note(caseId, 2, 3), 30_000)
    expect(seen).toEqual([2, 3])
  })

  it('is retried without parking a case if it cannot reach the store: its error reaches the feed unchanged', async () => {
    const failures: unknown[] = []
    const { notices } = await start(
      handlerOf(noteHandover(), async () => {
        if (failures.push(1) <= 2) throw new StoreUnavailable('the store went away')
      }),
    )
    expect(await waitFor(db, name, await note(randomUUID(), 1), 30_000)).toBe(true)
    const retryErrors = notices.flatMap((one) => (one.kind === 'retrying' ? [one.error] : []))
    expect(retryErrors.map((error) => error instanceof StoreUnavailable)).toEqual([true, true])
    expect(await parkedCases(db, name)).toEqual([])
  })

  it('parks the case of an event that it cannot handle, with its error as the reason', async () => {
    const caseId = randomUUID()
    await start(
      handlerOf(noteHandover(), async (event) => {
        if (numberOf(event) === 13) throw new Error('thirteen cannot be handled')
      }),
    )
    await waitFor(db, name, await note(caseId, 13, 14), 30_000)
    expect(await parkedCases(db, name)).toMatchObject([{ caseKey: caseId, reason: 'Error: thirteen cannot be handled', waiting: 2 }])
  })

  it('is found among the handovers of its module', () => {
    const handover = noteHandover()
    @Module({ controllers: [handlerOf(handover, () => Promise.resolve())] })
    class ReactionModule {}
    expect(handoversIn(ReactionModule)).toEqual([handover])
  })
})

describe('a view as an event handler', () => {
  const writer = (): Consumer => ({
    name,
    events: [Noted],
    from: 'beginning',
    apply: async (events, tx) => {
      for (const event of events) await tx.query('insert into seen values ($1, $2)', [name, numberOf(event)])
      if (events.some((event) => numberOf(event) === 13)) throw new Error('thirteen cannot be handled')
    },
  })

  it('writes in the transaction of its checkpoint: an incomplete batch is rolled back', async () => {
    await start(viewHandler(writer()))
    const bad = randomUUID()
    await note(bad, 13)
    await waitFor(db, name, await note(randomUUID(), 99), 30_000)
    const rows: { number: number }[] = await db.query('select number from seen where consumer = $1 and number in (13, 99)', [name])
    expect(rows.map((row) => row.number)).toEqual([99])
    expect((await parkedCases(db, name)).map(({ caseKey }) => caseKey)).toContain(bad)
  })
})

describe('an application with requests and events', () => {
  @Controller('entrance')
  class EntranceController {
    @Get()
    open() {
      return 'open'
    }
  }

  /** Delays each answer. */
  const slow = (begun: () => void, answering: () => void): Type => {
    @Controller('slow')
    class Slow {
      @Get()
      @Header('connection', 'close')
      async work() {
        begun()
        await new Promise((resolve) => setTimeout(resolve, 200))
        answering()
        return 'done'
      }
    }
    return Slow
  }

  it('does not apply the request guard to events, and still answers a denied request with a problem', async () => {
    const seen: number[] = []
    const { app } = await start(
      EntranceController,
      handlerOf(noteHandover(), async (event) => void seen.push(numberOf(event))),
    )
    await app.init()
    await waitFor(db, name, await note(randomUUID(), 1), 30_000)
    const answer = await app.inject({ method: 'GET', url: '/entrance' })
    expect([seen, answer.statusCode, answer.json()]).toMatchObject([[1], 403, { detail: 'access is denied' }])
  })

  it('answers a running request before the consumers stop and release their leases', async () => {
    const order: string[] = []
    let begin = (): void => undefined
    const begun = new Promise<void>((resolve) => (begin = resolve))
    const answering = (): void => void order.push(kinds().includes('stopped') ? 'answered after they stopped' : 'answered')
    const { app, kinds } = await start(
      slow(() => begin(), answering),
      handlerOf(noteHandover(), () => Promise.resolve()),
    )
    await app.listen(0, '127.0.0.1')
    const response = fetch(`${await app.getUrl()}/slow`)
    await begun
    await app.close()
    expect([(await response).status, order, kinds().at(-1)]).toEqual([200, ['answered'], 'stopped'])
    const [lease] = await db.query('select count(*)::int as held from feed_lease where consumer = $1', [name])
    expect(lease).toEqual({ held: 0 })
  })
})

describe('the start of a service fails', () => {
  it('if two handlers would share one checkpoint', async () => {
    const handover = noteHandover()
    const one = () => handlerOf(handover, () => Promise.resolve())
    await expect(start(one(), one())).rejects.toThrow(`two handlers have the consumer name ${name}`)
  })

  it('if a handler does not declare what it consumes', async () => {
    @Controller()
    class Undeclared {
      @EventPattern<string>('something')
      take(@Payload() event: StoredEvent) {
        return event
      }
    }
    await expect(start(Undeclared)).rejects.toThrow(InvalidEventHandler)
  })
})
