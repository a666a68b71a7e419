import { describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { CasesGuard, EventStore, Guard } from '../event-store.ts'
import { aStream, command, note, NoteTaken, secret, SecretKept, type Harness, type Told } from './harness.fixtures.ts'

export const guardsContract = (harness: () => Harness, store: () => EventStore): void => {
  it('says whether it has guards', () => expect(store().capabilities).toEqual(harness().promises))

  const guarding = (title: string, test: () => Promise<void>): void =>
    it(title, async () => {
      if (harness().promises.guards) await test()
      else expect(store().capabilities.guards).toBe(false)
    })

  guarding('a guard holds while its stream stays where it was seen', async () => {
    const guarded = aStream()
    await store().append(command({ stream: guarded }))
    expect(await store().append(command({ guards: [{ stream: guarded, revision: 0 }] }))).toMatchObject({ outcome: 'appended' })
    expect(await store().append(command({ guards: [{ stream: aStream(), revision: -1 }] }))).toMatchObject({ outcome: 'appended' })
  })

  guarding('a guard fails once something was added, and names its stream', async () => {
    const guarded = aStream()
    await store().append(command({ stream: guarded, facts: [note('a'), note('b')] }))
    for (const revision of [-1, 0])
      expect(await store().append(command({ guards: [{ stream: guarded, revision }] }))).toEqual({
        outcome: 'conflict',
        stream: guarded,
        revision: 1,
      })
  })

  guarding('what the caller may not see does not break his guard', async () => {
    const guarded = aStream('prosecution')
    const prosecution = harness().open('prosecution')
    await prosecution.append(command({ service: 'prosecution', stream: guarded, facts: [secret('not for the police')] }))
    expect(await store().append(command({ guards: [{ stream: guarded, revision: -1 }] }))).toMatchObject({ outcome: 'appended' })
    await prosecution.close()
  })

  guarding('two commands that each guard what the other writes: never do both go through', async () => {
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
    const [mine, linked] = [randomUUID(), randomUUID()]
    const now = () => store().lastPosition()
    const guardsFrom = (after: string, but: Partial<CasesGuard> = {}) => [{ types: [NoteTaken.type], cases: [mine, linked], after, ...but }]
    const appending = async (guards: readonly Guard[], told: Told = {}) => store().append(command({ guards, ...told }))

    it.each([
      ['belongs to one of them', { caseId: linked }],
      ['names one of them, of whichever case it is', { facts: [note(`with ${mine}`)] }],
    ])('fails once something of its types %s, and says where that stands', async (_, told) => {
      const guards = guardsFrom(await now())
      const stream = aStream()
      await store().append(command({ stream }))
      await store().append(command({ stream, ...told }))
      expect(await appending(guards)).toEqual({ outcome: 'conflict', stream, revision: 1 })
      expect(await appending(guardsFrom(await now()))).toMatchObject({ outcome: 'appended' })
    })

    it('holds whatever is recorded of other cases, of other types, and before its position', async () => {
      await store().append(command({ caseId: mine }))
      const after = await now()
      await store().append(command())
      await store().append(command({ caseId: mine, facts: [secret('of another type')] }))
      expect(await appending(guardsFrom(after), { caseId: mine })).toMatchObject({ outcome: 'appended' })
    })

    it('fails for what comes in between although the guards of streams hold, and nothing is recorded then', async () => {
      const [guarded, stream] = [aStream(), aStream()]
      const guards = [{ stream: guarded, revision: -1 }, ...guardsFrom(await now())]
      expect(await appending(guards, { stream })).toMatchObject({ outcome: 'appended', firstRevision: 0 })
      await store().append(command({ caseId: mine }))
      expect(await appending(guards, { stream })).toMatchObject({ outcome: 'conflict' })
      expect(await store().readStream(stream)).toHaveLength(1)
    })

    it('answers a retry with the first answer, whatever came since', async () => {
      const told = command({ guards: guardsFrom(await now()) })
      const first = await store().append(told)
      await store().append(command({ caseId: mine }))
      expect(await store().append(told)).toEqual({ ...first, outcome: 'duplicate' })
    })

    it('is not broken by what the caller may not see', async () => {
      const guards = guardsFrom(await now(), { types: [SecretKept.type] })
      const prosecution = harness().open('prosecution')
      await prosecution.append(command({ service: 'prosecution', caseId: mine, facts: [secret('not for the police')] }))
      expect(await appending(guards)).toMatchObject({ outcome: 'appended' })
      await prosecution.close()
    })

    it('of two commands that each guard the case of the other, only one stands', async () => {
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
