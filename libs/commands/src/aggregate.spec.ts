import { describe, expect, it } from '@jest/globals'
import { commandType } from '@case-timeline/contracts'
import type { Decided } from '@case-timeline/decider'
import { amount, Deposited, example } from '@case-timeline/event-store/fixtures'
import { aggregate, takes } from './aggregate.ts'

const Deposit = commandType({ name: 'Deposit', service: 'investigation', meaning: 'Deposits an amount.', data: amount, example })
const nothing = (): Decided<never> => ({ under: [], events: [] })
const accountTaking = (...commands: readonly ReturnType<typeof deposits>[]) =>
  aggregate({ service: 'investigation', name: 'case', events: [Deposited], initial: 0, evolve: () => 0, commands, streamId: () => '' })
const deposits = () => takes(Deposit, { decide: nothing })

describe('the table of commands of an aggregate', () => {
  it('refuses a command that it lists twice, of which one decision would be ignored', () =>
    expect(() => accountTaking(deposits(), deposits())).toThrow(
      new RangeError('investigation.case has the command Deposit twice in its table: remove one'),
    ))

  it('decides only the commands that it lists', () => {
    const account = accountTaking()
    expect(() => account.decide({ name: 'Deposit' } as never, 0)).toThrow(new RangeError('investigation.case has no command Deposit'))
  })
})
