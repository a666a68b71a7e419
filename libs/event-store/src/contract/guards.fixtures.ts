import { describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { CasesGuard, EventStore, Guard } from '../event-store.ts'
import { aStream, command, note, NoteTaken, secret, SecretKept, type Harness, type CommandFixture } from './harness.fixtures.ts'

export const guardsContract = (harness: () => Harness, store: () => EventStore): void => {
  it('declares its capabilities', () => expect(store().capabilities).toEqual(harness().capabilities))

  const itWithGuards = (title: string, test: () => Promise<void>): void =>
    it(title, async () => {
      if (harness().capabilities.guards) await test()
      else expect(store().capabilities.guards).toBe(false)
    })

  itWithGuards('appends a command while the guarded stream is at the revision that was read', async () => {
    const guarded = aStream()
    await store().append(command({ stream: guarded }))
    expect(await store().append(command({ guards: [{ stream: guarded, revision: 0 }] }))).toMatchObject({ outcome: 'appended' })
    expect(await store().append(command({ guards: [{ stream: aStream(), revision: -1 }] }))).toMatchObject({ outcome: 'appended' })
  })

  itWithGuards('returns a conflict with the name of the guarded stream after an event was appended to it', async () => {
    const guarded = aStream()
    await store().append(command({ stream: guarded, facts: [note('a'), note('b')] }))
    for (const revision of [-1, 0])
      expect(await store().append(command({ guards: [{ stream: guarded, revision }] }))).toEqual({
        outcome: 'conflict',
        stream: guarded,
        revision: 1,
      })
  })

  itWithGuards('ignores events that are not visible to the caller when it checks a guard', async () => {
    const guarded = aStream('prosecution')
    const prosecution = harness().open('prosecution')
    await prosecution.append(command({ service: 'prosecution', stream: guarded, facts: [secret('not for the police')] }))
    expect(await store().append(command({ guards: [{ stream: guarded, revision: -1 }] }))).toMatchObject({ outcome: 'appended' })
    await prosecution.close()
  })

  itWithGuards('never appends both of two commands that each guard the stream of the other', async () => {
    const replica = harness().open('investigation')
    for (let round = 0; round < 20; round += 1) {
      const [a, b] = [aStream(), aStream()]
      const answers = await Promise.all([
        store().append(command({ stream: a, guards: [{ stream: b, revision: -1 }] })),
        (round % 2 === 0 ? store() : replica).append(command({ stream: b, guards: [{ stream: a, revision: -1 }] })),
      ])
      expect(answers.map((answer) => answer.outcome).toSorted()).toEqual(['appended', 'conflict'])
    }
    await replica.close()
  })

  describe('a guard of cases', () => {
    const [ownCase, linked] = [randomUUID(), randomUUID()]
    const now = () => store().lastPosition()
    const guardsFrom = (after: string, changes: Partial<CasesGuard> = {}) => [
      { types: [NoteTaken.type], cases: [ownCase, linked], after, ...changes },
    ]
    const appending = async (guards: readonly Guard[], fixture: CommandFixture = {}) => store().append(command({ guards, ...fixture }))

    it.each([
      ['belongs to one of its cases', { caseId: linked }],
      ['names one of its cases but belongs to another', { facts: [note(`with ${ownCase}`)] }],
    ])('fails after an event of its types %s, and returns the stream and revision of that event', async (_, fixture) => {
      const guards = guardsFrom(await now())
      const stream = aStream()
      await store().append(command({ stream }))
      await store().append(command({ stream, ...fixture }))
      expect(await appending(guards)).toEqual({ outcome: 'conflict', stream, revision: 1 })
      expect(await appending(guardsFrom(await now()))).toMatchObject({ outcome: 'appended' })
    })

    it('ignores events of other cases, of other types, and before its position', async () => {
      await store().append(command({ caseId: ownCase }))
      const after = await now()
      await store().append(command())
      await store().append(command({ caseId: ownCase, facts: [secret('of another type')] }))
      expect(await appending(guardsFrom(after), { caseId: ownCase })).toMatchObject({ outcome: 'appended' })
    })

    it('fails because of a concurrent event even when the guards of streams hold, and records nothing', async () => {
      const [guarded, stream] = [aStream(), aStream()]
      const guards = [{ stream: guarded, revision: -1 }, ...guardsFrom(await now())]
      expect(await appending(guards, { stream })).toMatchObject({ outcome: 'appended', firstRevision: 0 })
      await store().append(command({ caseId: ownCase }))
      expect(await appending(guards, { stream })).toMatchObject({ outcome: 'conflict' })
      expect(await store().readStream(stream)).toHaveLength(1)
    })

    it('returns the first answer to a retry, whatever was recorded since', async () => {
      const fixture = command({ guards: guardsFrom(await now()) })
      const first = await store().append(fixture)
      await store().append(command({ caseId: ownCase }))
      expect(await store().append(fixture)).toEqual({ ...first, outcome: 'duplicate' })
    })

    it('ignores events that are not visible to the caller', async () => {
      const guards = guardsFrom(await now(), { types: [SecretKept.type] })
      const prosecution = harness().open('prosecution')
      await prosecution.append(command({ service: 'prosecution', caseId: ownCase, facts: [secret('not for the police')] }))
      expect(await appending(guards)).toMatchObject({ outcome: 'appended' })
      await prosecution.close()
    })

    it('lets only one of two commands succeed that each guard the case of the other', async () => {
      const replica = harness().open('investigation')
      for (let round = 0; round < 20; round += 1) {
        const after = await now()
        const [a, b] = [randomUUID(), randomUUID()]
        const answers = await Promise.all([
          appending(guardsFrom(after, { cases: [b] }), { caseId: a }),
          (round % 2 === 0 ? store() : replica).append(command({ caseId: b, guards: guardsFrom(after, { cases: [a] }) })),
        ])
        expect(answers.filter((answer) => answer.outcome === 'appended' && answer.overtakenBy === undefined)).toHaveLength(1)
      }
      await replica.close()
    })
  })
}
