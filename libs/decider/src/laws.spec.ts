import { describe, expect, it } from '@jest/globals'
import type { CommandType, Fact } from '@case-timeline/contracts'
import { IdentifySuspect } from '@case-timeline/contracts'
import fc from 'fast-check'
import { anyOf } from './commands.fixtures.ts'
import type { Command, Decider } from './decider.ts'
import { commanded, decided, eventIdOf, specificationOf, warning } from './given.fixtures.ts'
import { decidingTwiceChangesNothing, evolveNeverThrows, nothingIsRecordedAgainst, type Taken } from './laws.fixtures.ts'

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
const identify = commanded(IdentifySuspect, IdentifySuspect.example, {})
const commands = anyOf<Identify>([IdentifySuspect as CommandType], fc.constant({}))

describe('specifications in events', () => {
  const given = specificationOf(suspects)
  const { personRef } = IdentifySuspect.example

  it('tell what happens, with the data where it matters', () => given().when(identify).then({ type: 'x.Identified', data: { personRef } }))

  it('tell the warnings too', () =>
    given([{ type: 'x.Identified', data: { personRef: eventIdOf(9) } }])
      .when(identify)
      .then({ type: 'x.Identified', data: { personRef } }, warning(oneSuspectIsEnough)))

  it('fail on another outcome', () => expect(() => given().when(identify).thenRefusedBy(oneSuspectIsEnough)).toThrow('refusedBy'))
})

describe('the laws of a decider', () => {
  it('hold for one whose state is a set', () => {
    decidingTwiceChangesNothing(suspects, commands, { runs: 50 })
    evolveNeverThrows(suspects, commands, { runs: 50 })
  })

  it('catch a state that counts', () => {
    const counting = { ...suspects, evolve: (all: Suspects, { data }: Identified) => [...all, data.personRef] }
    expect(() => decidingTwiceChangesNothing(counting, commands, { runs: 50 })).toThrow('Property failed')
  })

  it('catch a decision that changes its argument', () => {
    const meddling: typeof suspects = {
      ...suspects,
      decide: (command, state) => {
        ;(state as string[]).push('x')
        return suspects.decide(command, state)
      },
    }
    expect(() => decided(meddling, [], identify)).toThrow('not extensible')
  })

  it('catch a fold that throws', () => {
    const brittle: typeof suspects = {
      ...suspects,
      evolve: () => {
        throw new Error('cannot be')
      },
    }
    expect(() => evolveNeverThrows(brittle, commands, { runs: 50 })).toThrow('Property failed')
  })

  describe('of a rule that blocks', () => {
    const blocking: typeof suspects = {
      ...suspects,
      decide: ({ data }) => ({ under: [{ ...oneSuspectIsEnough, level: 'block' }], events: [{ type: 'x.Identified', data }] }),
    }
    const isSecond = ({ before }: Taken<Identify, Identified>) => before.length > 0

    it('holds where the rule is asked', () => nothingIsRecordedAgainst(oneSuspectIsEnough, blocking, commands, isSecond))
    it('catches a decision that does not ask it', () =>
      expect(() => nothingIsRecordedAgainst(oneSuspectIsEnough, suspects, commands, isSecond)).toThrow('Property failed'))
    it('catches what nothing would break, rule or none', () =>
      expect(() => nothingIsRecordedAgainst(oneSuspectIsEnough, blocking, commands, () => false)).toThrow('isBrokenWhereItIsOnlyNoted'))
  })
})
