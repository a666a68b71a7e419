import { describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { aStream, command, note } from '../contract/harness.fixtures.ts'
import { StoreOverloaded, StoreUnavailable, type Append, type AppendOutcome } from '../event-store.ts'
import { batcher, type Bounds } from './batcher.ts'

const bounds: Bounds = { batch: 10, waiting: 20, waitingBytes: 1024 * 1024 }

const appended = ({ stream, events }: Append): AppendOutcome => ({
  outcome: 'appended',
  stream,
  ids: events.map((event) => event.id),
  types: [],
  firstRevision: 0,
  lastRevision: 0,
  firstPosition: '1',
  lastPosition: '1',
  recordedAt: '2026-11-25T10:00:00.000000Z',
})

/** A connection that records the batches it gets, and answers on demand. */
const connection = () => {
  const batches: (readonly Append[])[] = []
  const send = async (batch: readonly Append[]) => {
    batches.push(batch)
    await pause(1)
    return batch.map(appended)
  }
  return { batches, send }
}

describe('batching', () => {
  it('sends waiting commands together, up to the maximum batch size', async () => {
    const { batches, send } = connection()
    const one = batcher([send], bounds)
    await Promise.all(Array.from({ length: 15 }, () => one.append(command())))
    expect(batches.map((batch) => batch.length)).toEqual([10, 5])
  })

  it('never sends two commands of one stream in one batch that do not follow each other, and keeps their order', async () => {
    const { batches, send } = connection()
    const one = batcher([send], bounds)
    const stream = aStream()
    const commands = [command({ stream }), command(), command({ stream }), command(), command({ stream })]
    await Promise.all(commands.map((each) => one.append(each)))
    expect(batches.map((batch) => batch.filter((each) => each.stream === stream).length)).toEqual([1, 1, 1])
    expect(batches.flat().filter((each) => each.stream === stream)).toEqual(commands.filter((each) => each.stream === stream))
  })

  it('sends commands of one stream in one batch where each expects the revision that the one before it leaves behind', async () => {
    const { batches, send } = connection()
    const one = batcher([send], bounds)
    const stream = aStream()
    const commands = [
      command({ stream, expected: 'new' }),
      command(),
      command({ stream, expected: 0, facts: [note('a'), note('b')] }),
      command({ stream, expected: 2 }),
      command({ stream, expected: 2 }),
      command({ stream, expected: 3 }),
      command({ stream }),
    ]
    await Promise.all(commands.map((each) => one.append(each)))
    expect(batches.map((batch) => batch.map((each) => commands.indexOf(each)))).toEqual([[0, 1, 2, 3], [4, 5], [6]])
  })

  it('does not send commands that follow one which was not recorded: another process may have taken its revision', async () => {
    const { batches, send } = connection()
    const stream = aStream()
    const [first, second, third, other] = [
      command({ stream, expected: 'new' }),
      command({ stream, expected: 0 }),
      command({ stream, expected: 1 }),
      command(),
    ] as const
    const refusing = async (batch: readonly Append[]) =>
      (await send(batch)).map((outcome, index): AppendOutcome =>
        batch[index] === first ? { outcome: 'conflict', stream, revision: 0 } : outcome,
      )
    const one = batcher([refusing], { ...bounds, batch: 1 })
    const outcomes = await Promise.all([first, second, third, other].map((each) => one.append(each)))
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['conflict', 'conflict', 'conflict', 'appended'])
    expect(batches.flat()).toEqual([first, other])
  })

  it('sends what a caller sends after the answer: it was not decided on what is missing', async () => {
    const { batches, send } = connection()
    const stream = aStream()
    const [repeated, next] = [command({ stream, expected: 'new' }), command({ stream, expected: 0 })] as const
    const refusing = async (batch: readonly Append[]) =>
      (await send(batch)).map((outcome): AppendOutcome => (batch[0] === repeated ? { outcome: 'conflict', stream, revision: 0 } : outcome))
    const one = batcher([refusing], bounds)
    expect(await one.append(repeated).then(() => one.append(next))).toMatchObject({ outcome: 'appended' })
    expect(batches.flat()).toEqual([repeated, next])
  })

  it('does not send the second half of a batch where it follows a command of the first half that cannot be recorded', async () => {
    const { batches, send } = connection()
    const stream = aStream()
    const commands = ['new' as const, 0, 1, 2].map((expected) => command({ stream, expected }))
    const failing = (batch: readonly Append[]) => {
      if (batch.some((each) => each === commands[1]))
        return Promise.reject(Object.assign(new pg.DatabaseError('taken', 0, 'error'), { code: '23505' }))
      return send(batch)
    }
    const one = batcher([failing], bounds)
    const outcomes = await Promise.all(commands.map((each) => one.append(each)))
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['appended', 'id-clash', 'conflict', 'conflict'])
    expect(batches.flat()).toEqual([commands[0]])
  })

  it('answers commands of other streams that repeat an id of the batch as clashes, without sending them', async () => {
    const { batches, send } = connection()
    const one = batcher([send], bounds)
    const commandId = randomUUID()
    const [stream, another] = [aStream(), aStream()]
    const repeated = [stream, another, stream].map((name) => command({ stream: name, commandId }))
    const commands = [command(), ...repeated, command()]
    const outcomes = await Promise.all(commands.map((each) => one.append(each)))
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['appended', 'appended', 'id-clash', 'appended', 'appended'])
    expect(batches.map((batch) => batch.map((each) => commands.indexOf(each)))).toEqual([[0, 1, 4], [3]])
  })

  it('sends a command whose id a refused command of another stream had', async () => {
    const batches: string[][] = []
    const one = batcher(
      [
        async (batch) => {
          batches.push(batch.map(({ stream }) => stream))
          return Promise.resolve(
            batch.map((each) => (batches.length === 1 ? { outcome: 'conflict', stream: each.stream, revision: 3 } : appended(each))),
          )
        },
      ],
      bounds,
    )
    const commandId = randomUUID()
    const [stream, another] = [aStream(), aStream()]
    const outcomes = await Promise.all([stream, another].map((name) => one.append(command({ stream: name, commandId }))))
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['conflict', 'appended'])
    expect(batches).toEqual([[stream], [another]])
  })

  it('never sends a guard in one batch with a command that writes the guarded stream', async () => {
    const { batches, send } = connection()
    const one = batcher([send], bounds)
    const stream = aStream()
    const guards = [{ stream, revision: -1 }]
    await Promise.all([command({ guards }), command({ stream }), command({ guards })].map((each) => one.append(each)))
    expect(batches.map((batch) => batch.length)).toEqual([1, 1, 1])
  })

  it('sends a command with a guard of cases in a batch of its own, in order', async () => {
    const { batches, send } = connection()
    const one = batcher([send], bounds)
    const guards = [{ types: ['a.Fact'], cases: ['1'], after: '0' }]
    const commands = [command(), command({ guards }), command(), command({ guards }), command()]
    await Promise.all(commands.map((each) => one.append(each)))
    expect(batches.map((batch) => batch.map((each) => commands.indexOf(each)))).toEqual([[0, 2, 4], [1], [3]])
  })

  it('refuses a command when the queue is full, and accepts commands when there is room again', async () => {
    const { send } = connection()
    const one = batcher([send], bounds)
    const answers = await Promise.allSettled(Array.from({ length: 25 }, () => one.append(command())))
    const refused = answers.filter((answer) => answer.status === 'rejected').map((answer) => answer.reason as unknown)
    expect(refused).toHaveLength(5)
    expect(refused.every((reason) => reason instanceof StoreOverloaded)).toBe(true)
    expect(await one.append(command())).toMatchObject({ outcome: 'appended' })
  })

  it('refuses a command when the waiting events exceed the maximum bytes', async () => {
    const { send } = connection()
    const one = batcher([send], { ...bounds, waitingBytes: 3_000 })
    await expect(one.append(command({ text: 'x'.repeat(4_000) }))).rejects.toThrow(StoreOverloaded)
  })

  it('rejects all commands of a batch when the connection breaks, and sends the next batch', async () => {
    let broken = true
    const one = batcher([async (batch) => (broken ? Promise.reject(new Error('gone')) : batch.map(appended))], bounds)
    const answers = await Promise.allSettled([one.append(command()), one.append(command())])
    expect(answers.every((answer) => answer.status === 'rejected' && answer.reason instanceof StoreUnavailable)).toBe(true)
    broken = false
    expect(await one.append(command())).toMatchObject({ outcome: 'appended' })
  })
})
