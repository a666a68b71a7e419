import { describe, expect, it } from '@jest/globals'
import { type Append, type AppendOutcome, StoreUnavailable } from '@case-timeline/event-store'
import { watchAppends } from './append-watch.ts'

const command = {} as Append
const watched = () => {
  let now = 0
  const watch = watchAppends({ sent: () => undefined, around: (_, work) => work() }, () => now)
  return {
    append: (outcome: AppendOutcome['outcome']) => watch.around(command, async () => ({ outcome }) as AppendOutcome),
    fail: (message: string, code: string) =>
      expect(
        watch.around(command, async () => {
          throw new StoreUnavailable('send the same command again', { cause: Object.assign(new Error(message), { code }) })
        }),
      ).rejects.toThrow(StoreUnavailable),
    pass: (ms: number) => (now += ms),
    reasons: () => watch.degradedReasons(),
  }
}

describe('an event store that answers readers and records nothing', () => {
  it.each([
    ['could not extend file', '53100', /records nothing \(could not extend file\): free space/],
    ['could not fsync file', '58030', /records nothing \(could not fsync file\): check the disk/],
    ['cannot execute INSERT in a read-only transaction', '25006', /records nothing \(cannot execute INSERT .*\): make it writable/],
  ])('because it %s is a reason with its remedy, until it records again', async (message, code, reason) => {
    const { append, fail, reasons } = watched()
    await fail(message, code)
    await append('conflict')
    expect(reasons()).toEqual([expect.stringMatching(reason)])
    await append('appended')
    expect(reasons()).toEqual([])
  })

  it('is no reason ten minutes after the last command that it refused, because nobody may send another', async () => {
    const { fail, pass, reasons } = watched()
    await fail('could not extend file', '53100')
    pass(599_999)
    expect(reasons()).toHaveLength(1)
    pass(1)
    expect(reasons()).toEqual([])
  })
})

it('an event store that does not answer is reported by readiness alone', async () => {
  const { fail, reasons } = watched()
  await fail('connect ECONNREFUSED', 'ECONNREFUSED')
  expect(reasons()).toEqual([])
})
