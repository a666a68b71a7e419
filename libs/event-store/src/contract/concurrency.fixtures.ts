import { comparePositions } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { type Append, type EventStore, type StoredEvent, StoreUnavailable } from '../event-store.ts'
import { CHAIN_START, chainHash } from '../hashing.ts'
import { aStream, command, note, type Harness } from './harness.fixtures.ts'

/** Sends a command until it is answered, as a caller does when the answer was lost. */
const untilAnswered = async (store: EventStore, one: Append): Promise<string> => {
  for (;;)
    try {
      return (await store.append(one)).outcome
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
      await pause(10)
    }
}

const wholeLog = async (store: EventStore, after: string): Promise<StoredEvent[]> => {
  const events: StoredEvent[] = []
  for (let position = after; ;) {
    const page = await store.readAll({ after: position, limit: 500 })
    events.push(...page.events)
    if (page.position === position) return events
    position = page.position
  }
}

/** Follows the log while others write, until a number of events has arrived. */
const follow = async (store: EventStore, after: string, expected: number): Promise<StoredEvent[]> => {
  const seen: StoredEvent[] = []
  const deadline = AbortSignal.timeout(110_000)
  for await (const { events } of store.subscribeAll({ after, limit: 37, signal: deadline })) {
    seen.push(...events)
    if (seen.length >= expected) break
  }
  return seen
}

const expectConsistentLog = (events: readonly StoredEvent[], { capabilities }: Harness): void => {
  const positions = events.map((event) => event.position)
  expect(positions).toEqual(positions.toSorted(comparePositions))
  expect(new Set(events.map((event) => event.id)).size).toBe(events.length)
  if (capabilities.densePositions) positions.reduce((before, now) => (expect(BigInt(now)).toBe(BigInt(before) + 1n), now))
  if (capabilities.monotoneRecordedAt) events.reduce((before, now) => (expect(now.recordedAt >= before.recordedAt).toBe(true), now))
  const heads = new Map<string, { revision: number; chain: Buffer }>()
  for (const event of events) {
    const head = heads.get(event.stream) ?? { revision: -1, chain: CHAIN_START }
    const chain = chainHash(head.chain, event.revision, Buffer.from(event.eventHash, 'hex'))
    expect(event.revision).toBe(head.revision + 1)
    expect(event.chainHash).toBe(chain.toString('hex'))
    heads.set(event.stream, { revision: event.revision, chain })
  }
}

export const concurrencyContract = (harness: () => Harness, store: () => EventStore): void => {
  it('appends the commands of 32 parallel clients to one stream, without loss and in one order', async () => {
    const stream = aStream()
    const after = await store().lastPosition()
    const outcomes = await Promise.all(Array.from({ length: 320 }, (_, n) => store().append(command({ stream, text: `n${n}` }))))
    expect(new Set(outcomes.map((answer) => answer.outcome))).toEqual(new Set(['appended']))
    const events = await store().readStream(stream)
    expect(events).toHaveLength(320)
    expectConsistentLog(await wholeLog(store(), after), harness())
  })

  it('records one of two commands that expect the same revision', async () => {
    const replica = harness().open('investigation')
    for (let round = 0; round < 20; round += 1) {
      const stream = aStream()
      const answers = await Promise.all([store(), replica].map((one) => one.append(command({ stream, expected: 'new' }))))
      expect(answers.map((answer) => answer.outcome).toSorted()).toEqual(['appended', 'conflict'])
    }
    await replica.close()
  })

  describe('commands of one stream that are sent at once, each expecting the revision that the one before it leaves behind,', () => {
    const factsOf = (number: number) => Array.from({ length: (number % 3) + 1 }, (_, part) => note(`${number}.${part}`))
    /** @param first the revision that the first of them expects */
    const successive = (stream: string, count: number, first = -1) => {
      let revision = first
      return Array.from({ length: count }, (_, number) => {
        const facts = factsOf(number)
        const one = command({ stream, facts, expected: revision < 0 ? 'new' : revision, text: `n${number}` })
        revision += facts.length
        return one
      })
    }
    const sent = (commands: readonly Append[]) => Promise.all(commands.map((one) => store().append(one)))

    it('are recorded in their order, between those of other streams', async () => {
      const after = await store().lastPosition()
      const [one, other] = [aStream(), aStream()]
      const answers = await sent([...successive(one, 7), command(), ...successive(other, 7), command()])
      expect(new Set(answers.map(({ outcome }) => outcome))).toEqual(new Set(['appended']))
      for (const stream of [one, other]) {
        const texts = (await store().readStream(stream)).map(({ data }) => (data as { text: string }).text)
        expect(texts).toEqual(Array.from({ length: 7 }, (_, number) => factsOf(number).map(({ data }) => data.text)).flat())
      }
      expectConsistentLog(await wholeLog(store(), after), harness())
    })

    it('are not recorded after one that is not, and are when they are sent again', async () => {
      const stream = aStream()
      const commands = successive(stream, 5)
      const [, , third] = commands
      const others = Array.from({ length: 10 }, (_, number) => note(`other ${number}`))
      await store().append(command({ commandId: third?.commandId ?? '', text: 'another body', stream, facts: others }))
      expect((await sent(commands)).map(({ outcome }) => outcome)).toEqual(['conflict', 'conflict', 'id-clash', 'conflict', 'conflict'])
      expect(await store().readStream(stream)).toHaveLength(others.length)
      const again = successive(stream, 5, others.length - 1)
      expect(new Set((await sent(again)).map(({ outcome }) => outcome))).toEqual(new Set(['appended']))
      expect((await sent(again)).map(({ outcome }) => outcome)).toEqual(Array(5).fill('duplicate'))
    })

    it('are not recorded after one whose guard is broken', async () => {
      if (!harness().capabilities.guards) return
      const [stream, guarded] = [aStream(), aStream()]
      await store().append(command({ stream: guarded }))
      const commands = successive(stream, 4).map((one, number) =>
        number === 1 ? { ...one, guards: [{ stream: guarded, revision: -1 }] } : one,
      )
      expect((await sent(commands)).map(({ outcome }) => outcome)).toEqual(['appended', 'conflict', 'conflict', 'conflict'])
      expect(await store().readStream(stream)).toHaveLength(1)
    })
  })

  it('shows what was acknowledged to the next question, in every replica', async () => {
    const [one, other] = [store(), harness().open('investigation')]
    const [caseId, stream] = [randomUUID(), aStream()]
    const known = new Map<EventStore, { position: string; revision: number }>()
    for (let round = 0; round < 200; round += 1) {
      const [writer, reader] = round % 2 === 0 ? [one, other] : [other, one]
      const sent = command({ caseId, stream, text: `round ${round}` })
      const answer = await writer.append(sent)
      if (answer.outcome !== 'appended') throw new Error(`the append was answered ${answer.outcome}`)
      const { lastPosition: position, lastRevision: revision } = answer
      const seen = known.get(reader) ?? { position: '0', revision: -1 }
      // Each question is the first one after the append in some rounds.
      const questions = [
        async () => expect((await reader.readStream(stream, seen.revision)).at(-1)?.position).toBe(position),
        async () => expect((await reader.readCase(caseId, { after: seen.position })).at(-1)?.position).toBe(position),
        async () => expect((await reader.caseHeads([caseId])).get(caseId)).toBe(position),
        async () => expect(BigInt(await reader.lastPosition())).toBeGreaterThanOrEqual(BigInt(position)),
        async () => expect(await reader.findCommand(stream, sent.commandId)).toMatchObject({ lastPosition: position }),
        async () => expect(await reader.append(sent)).toMatchObject({ outcome: 'duplicate', lastPosition: position }),
        async () => expect((await reader.append(command({ caseId, stream, expected: revision + 5 }))).outcome).toBe('conflict'),
        async () => expect((await reader.hashesAt([position])).get(position)).toBe(sent.events[0]?.eventHash.toString('hex')),
      ]
      for (let n = 0; n < questions.length; n += 1) await questions[(round + n) % questions.length]?.()
      known.set(reader, { position, revision })
    }
    await other.close()
  }, 120_000)

  it('loses, duplicates and skips no event while connections of several writers are killed', async () => {
    const writers = [store(), harness().open('investigation'), harness().open('investigation')]
    const reader = harness().open('auditTrail')
    const after = await store().lastPosition()
    const streams = Array.from({ length: 12 }, () => aStream())
    const commands = Array.from({ length: 900 }, (_, n) =>
      command({
        stream: streams[n % streams.length] ?? '',
        text: `n${n}`,
        facts: n % 3 === 0 ? [note(`n${n}`), note('and more')] : [note(`n${n}`)],
      }),
    )
    const size = commands.reduce((sum, one) => sum + one.events.length, 0)
    const following = follow(reader, after, size)
    let writing = true
    let killed = 0
    const killing = (async () => {
      while (writing) {
        await pause(30)
        killed += await harness().killConnections()
      }
    })()
    const lanes = Array.from({ length: 24 }, async (_, lane) => {
      for (let n = lane; n < commands.length; n += 24) {
        const one = commands[n]
        if (one) await untilAnswered(writers[n % writers.length] ?? store(), one)
      }
    })
    await Promise.all(lanes)
    writing = false
    await killing
    expect(killed > 0).toBe(harness().ownServer)
    const seen = await following
    expect(seen.map((event) => event.id).toSorted()).toEqual(commands.flatMap((one) => one.events.map((event) => event.id)).toSorted())
    expectConsistentLog(seen, harness())
    await Promise.all([...writers.slice(1), reader].map((one) => one.close()))
  }, 120_000)

  it('continues after a restart from the same state', async () => {
    const stream = aStream()
    const before = harness().open('investigation')
    const one = command({ stream, expected: 'new' })
    const first = await before.append(one)
    await before.close()
    const after = harness().open('investigation')
    expect(await after.append(one)).toEqual({ ...first, outcome: 'duplicate' })
    expect(await after.append(command({ stream, expected: 0 }))).toMatchObject({ outcome: 'appended', firstRevision: 1 })
    expectConsistentLog(
      await after.readStream(stream).then((events) => events.toSorted((a, b) => comparePositions(a.position, b.position))),
      harness(),
    )
    await after.close()
  })

  it('answers the accepted commands before it closes, and accepts none afterwards', async () => {
    const replica = harness().open('investigation')
    const taken = Array.from({ length: 50 }, () => replica.append(command()))
    await replica.close()
    expect((await Promise.all(taken)).every((answer) => answer.outcome === 'appended')).toBe(true)
    await expect(replica.append(command())).rejects.toThrow(StoreUnavailable)
  })
}
