import { describe, expect, it } from '@jest/globals'
import { type CommandType, type Fact, IdentifySuspect } from '@case-timeline/contracts'
import fc from 'fast-check'
import { anyCommandOf } from './commands.fixtures.ts'
import type { Command, Decider } from './decider.ts'
import { commandFor, outcomeOf, eventIdOf, specificationOf, warning } from './given.fixtures.ts'
import { decidingTwiceChangesNothing, evolveNeverThrows, ruleIsNeverViolated, type AcceptedCommand } from './laws.fixtures.ts'

type Suspects = readonly string[]
type Identify = Command<'IdentifySuspect', (typeof IdentifySuspect)['example']>
type Identified = Fact<'x.Identified', { personRef: string }>

const oneSuspectIsEnough = {
  id: 'x.one-suspect-is-enough',
  sentence: 'one suspect is enough',
  source: 'invented for this specification',
  level: 'warn',
  holds: (suspects: Suspects) => suspects.length === 0,
} as const

const suspects: Decider<Suspects, Identify, Identified> = {
  initial: [],
  evolve: (all, { data }) => (all.includes(data.personRef) ? all : [...all, data.personRef]),
  decide: ({ data }) => ({ under: [oneSuspectIsEnough], events: [{ type: 'x.Identified', data: { personRef: data.personRef } }] }),
}
const identify = commandFor(IdentifySuspect, IdentifySuspect.example, {})
const commands = anyCommandOf<Identify>([IdentifySuspect as CommandType], fc.constant({}))

describe('a specification in events', () => {
  const given = specificationOf(suspects)
  const { personRef } = IdentifySuspect.example

  it('states the expected events, optionally with their data', () =>
    given().when(identify).then({ type: 'x.Identified', data: { personRef } }))

  it('states the expected warnings', () =>
    given([{ type: 'x.Identified', data: { personRef: eventIdOf(9) } }])
      .when(identify)
      .then({ type: 'x.Identified', data: { personRef } }, warning(oneSuspectIsEnough)))

  it('fails on another outcome', () => expect(() => given().when(identify).thenRefusedBy(oneSuspectIsEnough)).toThrow('refusedBy'))
})

describe('the laws of a decider', () => {
  it('hold for a decider whose state is a set', () => {
    decidingTwiceChangesNothing(suspects, commands, { runs: 50 })
    evolveNeverThrows(suspects, commands, { runs: 50 })
  })

  it('detect a state that counts duplicates', () => {
    const counting = { ...suspects, evolve: (all: Suspects, { data }: Identified) => [...all, data.personRef] }
    expect(() => decidingTwiceChangesNothing(counting, commands, { runs: 50 })).toThrow('Property failed')
  })

  it('detect a decision that changes its argument', () => {
    const mutating: typeof suspects = {
      ...suspects,
      decide: (command, state) => {
        ;(state as string[]).push('x')
        return suspects.decide(command, state)
      },
    }
    expect(() => outcomeOf(mutating, [], identify)).toThrow('not extensible')
  })

  it('detect a fold that throws', () => {
    const throwing: typeof suspects = {
      ...suspects,
      evolve: () => {
        throw new Error('the fold failed')
      },
    }
    expect(() => evolveNeverThrows(throwing, commands, { runs: 50 })).toThrow('Property failed')
  })

  describe('of a rule', () => {
    const blocking: typeof suspects = {
      ...suspects,
      decide: ({ data }) => ({ under: [{ ...oneSuspectIsEnough, level: 'block' }], events: [{ type: 'x.Identified', data }] }),
    }
    const isSecond = ({ before }: AcceptedCommand<Identify, Identified>) => before.length > 0

    const lawless: typeof suspects = { ...suspects, decide: (command, state) => ({ ...suspects.decide(command, state), under: [] }) }

    it('hold if the rule refuses, or warns', () => {
      ruleIsNeverViolated(oneSuspectIsEnough, blocking, commands, isSecond)
      ruleIsNeverViolated(oneSuspectIsEnough, suspects, commands, isSecond)
    })
    it('detect a decision that does not apply it', () =>
      expect(() => ruleIsNeverViolated(oneSuspectIsEnough, lawless, commands, isSecond)).toThrow('Property failed'))
    it('detect a violation check that can never fail', () =>
      expect(() => ruleIsNeverViolated(oneSuspectIsEnough, blocking, commands, () => false)).toThrow('isViolatedWhenOnlyRecorded'))
  })
})
