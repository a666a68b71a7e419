import { expect, it } from '@jest/globals'
import type { EventStore } from '../event-store.ts'
import { aStream, command, note, secret, type Harness } from './harness.fixtures.ts'

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
}
