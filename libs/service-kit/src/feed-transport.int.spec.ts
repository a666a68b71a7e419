import { type CanActivate, Controller, type ExecutionContext, Get, Header, Injectable, Module, type Type } from '@nestjs/common'
import { APP_FILTER, APP_GUARD, NestFactory } from '@nestjs/core'
import { EventPattern, Payload } from '@nestjs/microservices'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import { commandType } from '@case-timeline/contracts'
import { type StoredEvent, StoreUnavailable } from '@case-timeline/event-store'
import { custodyOfThings } from '@case-timeline/event-store/fixtures'
import { type Consumer, type Notice, parkedCases, storeFeed, waitFor } from '@case-timeline/feed'
import { noted, type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { DataSource } from 'typeorm'
import { z } from 'zod'
import { handoversIn, ReactsTo } from './consumes.ts'
import { FeedTransport, UnfitHandler } from './feed-transport.ts'
import { type Handover, handover } from './handover.ts'
import { Problem } from './problem.ts'
import { ProblemFilter } from './problem.filter.ts'
import { viewHandler } from './view-handler.ts'

const Noted = noted('Noted')
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
    position = (await log.record({ caseId, facts: [{ type: Noted.type, data: { number: one } }], as: [Noted] })).lastPosition
  return position
}
const numberOf = (event: StoredEvent) => (event.data as { number: number }).number

const takesNotes = (): Handover =>
  handover({
    name,
    on: Noted,
    aggregate: custodyOfThings(),
    command: commandType({ name: 'Note', service: 'investigation', meaning: 'Notes.', data: number, example: { number: 1 } }),
    data: () => ({ number: 1 }),
  })

/** Lets nothing in but what asks for one address. */
@Injectable()
class NobodyEnters implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (context.switchToHttp().getRequest<{ readonly url?: string }>().url === '/slow') return true
    throw new Problem('forbidden', 'nobody enters')
  }
}

/** An app of the given controllers behind the guard and the filter of HTTP, on the feed without a broker. */
const start = async (...controllers: Type[]) => {
  @Module({
    controllers,
    providers: [
      { provide: APP_GUARD, useClass: NobodyEnters },
      { provide: APP_FILTER, useClass: ProblemFilter },
    ],
  })
  class Whole {}
  const notices: Notice[] = []
  const transport = new FeedTransport({ feed: storeFeed({ store: log.storeOf('prosecution') }), db, observe: (one) => notices.push(one) })
  const app = await NestFactory.create<NestFastifyApplication>(Whole, new FastifyAdapter({ forceCloseConnections: 'idle' }), {
    logger: false,
    abortOnError: false,
  })
  app.connectMicroservice({ strategy: transport })
  stopping.push(() => app.close())
  await app.startAllMicroservices()
  return { app, notices, kinds: () => notices.map(({ kind }) => kind) }
}

/** A reaction whose handler does as told. */
const reacting = (it: Handover, handle: (event: StoredEvent) => Promise<void>): Type => {
  @Controller()
  class Reactions {
    @ReactsTo(it)
    take(event: StoredEvent) {
      return handle(event)
    }
  }
  return Reactions
}

describe('a reaction, as a handler of events', () => {
  it('is called with each event of its handover, in the order of its case, from the moment it was first there', async () => {
    const caseId = randomUUID()
    await note(caseId, 1)
    const seen: number[] = []
    await start(reacting(takesNotes(), async (event) => void seen.push(numberOf(event))))
    await waitFor(db, name, await note(caseId, 2, 3), 5_000)
    expect(seen).toEqual([2, 3])
  })

  it('that cannot reach the store is tried again, and no case is parked: what it threw reaches the feed as it is', async () => {
    const failures: unknown[] = []
    const { notices } = await start(
      reacting(takesNotes(), async () => {
        if (failures.push(1) <= 2) throw new StoreUnavailable('the store went away')
      }),
    )
    expect(await waitFor(db, name, await note(randomUUID(), 1), 5_000)).toBe(true)
    const told = notices.flatMap((one) => (one.kind === 'retrying' ? [one.error] : []))
    expect(told.map((error) => error instanceof StoreUnavailable)).toEqual([true, true])
    expect(await parkedCases(db, name)).toEqual([])
  })

  it('that cannot handle an event parks its case, for the reason that it threw', async () => {
    const caseId = randomUUID()
    await start(
      reacting(takesNotes(), async (event) => {
        if (numberOf(event) === 13) throw new Error('thirteen cannot be handled')
      }),
    )
    await waitFor(db, name, await note(caseId, 13, 14), 5_000)
    expect(await parkedCases(db, name)).toMatchObject([{ caseKey: caseId, reason: 'Error: thirteen cannot be handled', waiting: 2 }])
  })

  it('is found by whoever asks what a module reacts to', () => {
    const it = takesNotes()
    @Module({ controllers: [reacting(it, () => Promise.resolve())] })
    class Whole {}
    expect(handoversIn(Whole)).toEqual([it])
  })
})

describe('a view, as a handler of events', () => {
  const writer = (): Consumer => ({
    name,
    events: [Noted],
    from: 'beginning',
    apply: async (events, tx) => {
      for (const event of events) await tx.query('insert into seen values ($1, $2)', [name, numberOf(event)])
      if (events.some((event) => numberOf(event) === 13)) throw new Error('thirteen cannot be handled')
    },
  })

  it('writes in the transaction of its checkpoint: what was half done is gone', async () => {
    await start(viewHandler(writer()))
    const bad = randomUUID()
    await note(bad, 13)
    await waitFor(db, name, await note(randomUUID(), 99), 5_000)
    const rows: { number: number }[] = await db.query('select number from seen where consumer = $1 and number in (13, 99)', [name])
    expect(rows.map((row) => row.number)).toEqual([99])
    expect((await parkedCases(db, name)).map(({ caseKey }) => caseKey)).toContain(bad)
  })
})

describe('requests and events keep to themselves', () => {
  @Controller('door')
  class Door {
    @Get()
    open() {
      return 'open'
    }
  }

  /** Takes its time over each answer. */
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

  it('the guard of requests stops no event, and what stops a request is still told as a problem', async () => {
    const seen: number[] = []
    const { app } = await start(
      Door,
      reacting(takesNotes(), async (event) => void seen.push(numberOf(event))),
    )
    await app.init()
    await waitFor(db, name, await note(randomUUID(), 1), 5_000)
    const answer = await app.inject({ method: 'GET', url: '/door' })
    expect([seen, answer.statusCode, answer.json()]).toMatchObject([[1], 403, { detail: 'nobody enters' }])
  })

  it('a request under way is answered before the consumers stop, and then they let go', async () => {
    const order: string[] = []
    let begin = (): void => undefined
    const begun = new Promise<void>((resolve) => (begin = resolve))
    const answering = (): void => void order.push(kinds().includes('stopped') ? 'answered after they stopped' : 'answered')
    const { app, kinds } = await start(
      slow(() => begin(), answering),
      reacting(takesNotes(), () => Promise.resolve()),
    )
    await app.listen(0, '127.0.0.1')
    const asked = fetch(`${await app.getUrl()}/slow`)
    await begun
    await app.close()
    expect([(await asked).status, order, kinds().at(-1)]).toEqual([200, ['answered'], 'stopped'])
    const [lease] = await db.query('select count(*)::int as held from feed_lease where consumer = $1', [name])
    expect(lease).toEqual({ held: 0 })
  })
})

describe('a service does not start', () => {
  it('when two handlers would share one checkpoint', async () => {
    const it = takesNotes()
    const one = () => reacting(it, () => Promise.resolve())
    await expect(start(one(), one())).rejects.toThrow(`two handlers consume as ${name}`)
  })

  it('when a handler does not say what it consumes', async () => {
    @Controller()
    class Undeclared {
      @EventPattern<string>('something')
      take(@Payload() event: StoredEvent) {
        return event
      }
    }
    await expect(start(Undeclared)).rejects.toThrow(UnfitHandler)
  })
})
