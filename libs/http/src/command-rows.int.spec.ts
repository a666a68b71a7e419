import { randomUUID } from 'node:crypto'
import { caseGate, confidentiality } from '@case-timeline/access'
import type { Aggregate } from '@case-timeline/commands'
import { commandContextOn, depositAccount } from '@case-timeline/commands/fixtures'
import type { Rule } from '@case-timeline/decider'
import { AccessExcluded, type BulkAnswer, CaseOpened, type CommandType } from '@case-timeline/contracts'
import { type EventStore, StoreUnavailable } from '@case-timeline/event-store'
import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import pg from 'pg'
import { commandHandler } from './command-handler.ts'
import type { RequestContext } from './request-context.ts'

const { query } = pg.Client.prototype
/** What wakes those who follow the log is shared by all commands of a moment. */
const OF_COMMANDS = /events\.(read|append|find)_/
let statements = 0
let log: TestLog
beforeAll(async () => {
  log = await testLog()
  await log.allow([...depositAccount().events.values()])
  pg.Client.prototype.query = function (this: pg.Client, ...sent: Parameters<typeof query>) {
    if (OF_COMMANDS.test(typeof sent[0] === 'string' ? sent[0] : String((sent[0] as { text?: unknown }).text))) statements += 1
    return query.apply(this, sent)
  } as typeof query
})
afterAll(async () => {
  pg.Client.prototype.query = query
  await log.close()
})
beforeEach(() => {
  statements = 0
})

const ROWS = 100
/** A key is used once by a user, whatever the case is: each case has a sheet of its own. */
let sheet = 0
const userId = 'm.santos'

const noEncryption = {
  encrypt: (_: unknown, __: string, data: unknown) => Promise.resolve({ data, comparedData: data }),
  correctionEncryption: () => (_: unknown, data: unknown) => Promise.resolve({ data, comparedData: data }),
}

/** Releases are decided on the case: one of more than 1 needs that something was released in the case before. */
const account: Aggregate = {
  ...depositAccount(({ events }, { data }) => {
    const read = events.filter(({ type }) => type === 'investigation.Released')
    return { known: { consent: read.length > 0 || (data as { amount: number }).amount <= 1 }, read }
  }),
  initial: 100,
}
/** The same with a stream for each amount, as there is one for each person. */
const perAmount: Aggregate = { ...account, streamId: (caseId, data) => `${caseId}~${(data as { amount: number }).amount}` }
/** The same in one stream of the case. */
const inOneStream = account

/** A case to which a user was admitted, and what sends rows to it. @param beforeAppend runs before each append */
const admittedTo = async (
  aggregate: Aggregate,
  beforeAppend: (nth: number, caseId: string) => Promise<unknown> = async () => undefined,
) => {
  sheet += 1
  const caseId = randomUUID()
  const opening = { type: CaseOpened.type, data: { ...CaseOpened.example, leadAgency: 'zz-police' } }
  await log.record({ caseId, aggregate: `dossier-${caseId}`, eventTypes: [CaseOpened], facts: [opening] })
  const store = log.storeOf('investigation')
  let appends = 0
  const observed = new Proxy(store, {
    get: (target, name) => {
      if (name === 'append')
        return async (...command: Parameters<EventStore['append']>) => {
          appends += 1
          await beforeAppend(appends, caseId)
          return target.append(...command)
        }
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  const context = commandContextOn(observed, { now: () => new Date().toISOString() })
  const cases = caseGate(store, undefined, context.memory.readCase)
  const commands = commandHandler(context, [aggregate], () => 'ZZ', { confidentiality: confidentiality(store), cases }, noEncryption)
  const elsewhere = commandHandler(
    commandContextOn(store, { now: () => new Date().toISOString() }),
    [aggregate],
    () => 'ZZ',
    { confidentiality: confidentiality(store), cases },
    noEncryption,
  )
  const caller = { userId, agencyId: 'zz-police', sector: 'investigation' as const }
  const contextNow = async (): Promise<RequestContext> => {
    const actor = { userId, agencyId: caller.agencyId, role: 'investigator' }
    const admission = await cases.admission(caller, caseId)
    return { caseId, actor, roles: [actor.role], sector: caller.sector, correlationId: 'test-request', admission }
  }
  const typeOf = (name: string) => aggregate.commands[name]?.type as CommandType
  // The gate remembers a case from the second time on.
  await contextNow()
  return {
    caseId,
    send: async (name: string, rows: readonly unknown[]): Promise<BulkAnswer> =>
      commands.handleRows(aggregate, typeOf(name), await contextNow(), rows),
    sendAlone: async (name: string, { key, ...body }: { readonly key: string; readonly data: object }) =>
      commands.handle(aggregate, typeOf(name), { ...(await contextNow()), idempotencyKey: key }, body),
    sendElsewhere: async (name: string, { key, ...body }: { readonly key: string; readonly data: object }) =>
      elsewhere.handle(aggregate, typeOf(name), { ...(await contextNow()), idempotencyKey: key }, body),
    recorded: async () => (await store.readCase(caseId)).filter(({ type }) => /Deposited|Released/.test(type)),
  }
}

const row = (number: number, amount: number) => ({ key: `sheet-${sheet}:row-${number}`, data: { amount } })
const rowsOf = (count: number) => Array.from({ length: count }, (_, number) => row(number, number + 1))
const outcomesOf = ({ rows }: BulkAnswer) => rows.map(({ outcome }) => outcome)

describe.each([
  ['about different streams', perAmount],
  ['about one stream', inOneStream],
])('rows of one request, %s,', (_, aggregate) => {
  it('have an outcome each: what was recorded, the rule that refused it, or what is wrong and where', async () => {
    const { send, recorded } = await admittedTo(aggregate)
    const answer = await send('Release', [
      row(0, 1),
      { key: 'row-1-is-bad', data: { amount: 'much' } },
      row(2, 900),
      row(3, 2),
      7,
      row(3, 3),
    ])
    expect(answer.rows).toMatchObject([
      { row: 0, outcome: 'recorded', events: [{ type: 'investigation.Released' }], warnings: [] },
      { row: 1, key: 'row-1-is-bad', outcome: 'invalid', errors: [{ path: '$.rows[1].data.amount' }] },
      { row: 2, outcome: 'refused', rule: 'investigation.release-is-within-held-amount', about: 'release', source: 'test' },
      { row: 3, outcome: 'recorded' },
      { row: 4, outcome: 'invalid', errors: [{ path: '$.rows[4]' }] },
      { row: 5, outcome: 'invalid', errors: [{ path: '$.rows[5].key', detail: expect.stringContaining('row 3') }] },
    ])
    expect(answer.position).toBe((await recorded()).at(-1)?.position)
    expect(await recorded()).toHaveLength(2)
  })

  it('are each decided after what the rows before it recorded, where it would be refused without that', async () => {
    const { send } = await admittedTo(aggregate)
    const answer = await send('Release', [row(0, 2), row(1, 1), row(2, 3)])
    // The first was refused for lack of what the second recorded, or was decided after it: never the third.
    expect(outcomesOf(answer).slice(1)).toEqual(['recorded', 'recorded'])
  })

  it('get their first answers when the request is sent again, and are recorded once', async () => {
    const { send, recorded } = await admittedTo(aggregate)
    const rows = [row(0, 1), row(1, 950), ...rowsOf(9).slice(2)]
    const first = await send('Release', rows)
    const again = await send('Release', rows)
    expect(again.rows).toEqual(first.rows.map((one) => (one.outcome === 'recorded' ? { ...one, repeated: true } : one)))
    expect(await recorded()).toHaveLength(8)
  })

  it('are the same commands as those sent alone under the same keys', async () => {
    const { send, sendAlone, recorded } = await admittedTo(aggregate)
    const alone = await sendAlone('Release', row(0, 1))
    const { rows } = await send('Release', [row(0, 1), row(1, 2)])
    expect(rows).toMatchObject([{ outcome: 'recorded', events: alone.events, repeated: true }, { outcome: 'recorded' }])
    await expect(sendAlone('Release', row(1, 2))).resolves.toMatchObject({ events: (rows[1] as { events: unknown }).events })
    expect((await send('Release', [row(1, 5), row(2, 3)])).rows).toMatchObject([
      { outcome: 'failed', problem: { type: '/problems/idempotency-key-reused' } },
      { outcome: 'recorded' },
    ])
    expect(await recorded()).toHaveLength(3)
  })

  it('are not answered once the store cannot be reached, and are recorded once when the request is sent again', async () => {
    let isAway = true
    const { send, recorded } = await admittedTo(aggregate, async (nth) => {
      if (isAway && nth > 3) throw new StoreUnavailable('away')
    })
    const first = outcomesOf(await send('Deposit', rowsOf(8)))
    expect(first).toEqual([...Array<string>(3).fill('recorded'), ...Array<string>(5).fill('unanswered')])
    isAway = false
    expect(outcomesOf(await send('Deposit', rowsOf(8)))).toEqual(Array(8).fill('recorded'))
    expect(await recorded()).toHaveLength(8)
  })

  it('are not recorded any more once the user is excluded from the case', async () => {
    const exclude = { type: AccessExcluded.type, data: { userId, reasonCode: 'relativeOfTheSuspect' } }
    let exclusion: Promise<unknown> | undefined
    const { send, recorded } = await admittedTo(aggregate, async (_nth, caseId) => {
      exclusion ??= log.record({ caseId, aggregate: `record-${caseId}`, eventTypes: [AccessExcluded], facts: [exclude] })
      await exclusion
    })
    const { rows } = await send('Deposit', rowsOf(5))
    for (const one of rows) expect(one).toMatchObject({ outcome: 'failed', problem: { type: '/problems/case-not-found' } })
    expect(await recorded()).toEqual([])
  })
})

describe('rows of one stream', () => {
  const amounts = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 2, maxLength: 12 })

  it('have the outcomes that they have when they are sent alone, one after another', () =>
    fc.assert(
      fc.asyncProperty(amounts, async (chosen) => {
        const together = await admittedTo(inOneStream)
        const outcomes = outcomesOf(
          await together.send(
            'Release',
            chosen.map((amount, number) => row(number, amount)),
          ),
        )
        const apart = await admittedTo(inOneStream)
        const expected: string[] = []
        for (const [number, amount] of chosen.entries()) expected.push(...outcomesOf(await apart.send('Release', [row(number, amount)])))
        expect(outcomes).toEqual(expected)
        const amountsOf = async ({ recorded }: typeof together) => (await recorded()).map(({ data }) => (data as { amount: number }).amount)
        expect(await amountsOf(together)).toEqual(await amountsOf(apart))
      }),
      { numRuns: 15 },
    ))

  it('are recorded once and in order where another process records in the stream meanwhile', async () => {
    let isFirst = true
    const { send, sendElsewhere, recorded } = await admittedTo(inOneStream, async () => {
      if (!isFirst) return
      isFirst = false
      await sendElsewhere('Deposit', row(99, 7))
    })
    expect(new Set(outcomesOf(await send('Deposit', rowsOf(6))))).toEqual(new Set(['recorded']))
    expect((await recorded()).map(({ data }) => (data as { amount: number }).amount)).toEqual([7, 1, 2, 3, 4, 5, 6])
  })

  it('are recorded once when the request is sent twice at the same time, also in part', async () => {
    const { send, recorded } = await admittedTo(inOneStream)
    const answers = await Promise.all([send('Deposit', rowsOf(9)), send('Deposit', rowsOf(9)), send('Deposit', rowsOf(9).slice(3, 6))])
    for (const answer of answers) expect(new Set(outcomesOf(answer))).toEqual(new Set(['recorded']))
    expect((await recorded()).map(({ data }) => (data as { amount: number }).amount)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  })
})

it('a row that needs what a row before it records about another stream is recorded, and no rule refuses it', async () => {
  const { send } = await admittedTo(perAmount)
  expect(outcomesOf(await send('Release', [row(0, 1), row(1, 2), row(2, 3)]))).toEqual(['recorded', 'recorded', 'recorded'])
})

it('a row that needs a second person waits for one, and the rows after it are recorded', async () => {
  const byTwo: Rule = {
    id: 'test.by-two',
    sentence: 'two decide',
    source: 'test',
    level: 'block',
    needsSecondPerson: true,
    holds: () => false,
  }
  const { type, ...entry } = perAmount.commands['Release']!
  const approvable: Aggregate = {
    ...perAmount,
    commands: { ...perAmount.commands, Release: { ...entry, type: { ...type, approvedBy: ['lead-investigator'] } } },
    decide: (command, state) => {
      const decided = perAmount.decide(command, state)
      return 'under' in decided && (command.data as { amount: number }).amount === 1 ? { ...decided, under: [byTwo] } : decided
    },
  }
  const { send } = await admittedTo(approvable)
  const rows = [row(0, 1), { ...row(1, 2), key: 'row-about-another' }]
  const { rows: answers } = await send('Deposit', rows.slice(1)).then(() => send('Release', rows))
  expect(answers[0]).toMatchObject({ outcome: 'awaitsApproval', approval: { approvedBy: ['lead-investigator'], rules: [byTwo.id] } })
})

describe('the statements of the deciding service for a row', () => {
  it('are two for a command that is sent alone', async () => {
    const { sendAlone } = await admittedTo(perAmount)
    for (const one of rowsOf(2)) await sendAlone('Deposit', one)
    statements = 0
    for (const one of rowsOf(22).slice(2)) await sendAlone('Deposit', one)
    expect(statements / 20).toBe(2)
  })

  it('are at most a tenth for rows about different persons: fifty share a reading and an append', async () => {
    const { send } = await admittedTo(perAmount)
    statements = 0
    expect(new Set(outcomesOf(await send('Deposit', rowsOf(ROWS))))).toEqual(new Set(['recorded']))
    expect(statements / ROWS).toBeLessThanOrEqual(0.1)
  })

  it('are at most a tenth for rows of one stream, although each of them changes its state', async () => {
    const { send } = await admittedTo(inOneStream)
    statements = 0
    expect(new Set(outcomesOf(await send('Deposit', rowsOf(ROWS))))).toEqual(new Set(['recorded']))
    expect(statements / ROWS).toBeLessThanOrEqual(0.1)
  })

  it('are at most a twentieth when the request is sent again', async () => {
    const { send } = await admittedTo(perAmount)
    await send('Deposit', rowsOf(ROWS))
    statements = 0
    const { rows } = await send('Deposit', rowsOf(ROWS))
    expect(rows.every((one) => one.outcome === 'recorded' && one.repeated === true)).toBe(true)
    expect(statements / ROWS).toBeLessThanOrEqual(0.05)
  })
})
