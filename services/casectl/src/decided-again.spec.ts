import { type CommandType, EVENT_TYPES, type Fact } from '@case-timeline/contracts'
import { type Aggregate } from '@case-timeline/commands'
import { candidateCommands } from '@case-timeline/commands/fixtures'
import { keptSpans, NOW, officer } from '@case-timeline/decider/fixtures'
import { canonical, type StoredEvent } from '@case-timeline/event-store'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { AGGREGATES, commandTypesOf, decidedBody, decidedOn, eventfulCase, settled } from './fuzz.fixtures.ts'

const eventfulHistory = eventfulCase(AGGREGATES)
const commands = AGGREGATES.flatMap((aggregate) =>
  commandTypesOf(aggregate).map((type) => [`${aggregate.service}.${type.name}`, aggregate, type] as const),
)

const recordedBy = (aggregate: Aggregate, { name }: Pick<CommandType, 'name'>, data: unknown, history: readonly StoredEvent[]) => {
  const outcome = settled(
    decidedOn(aggregate, history, { name, data: data as object, now: NOW, spanOf: keptSpans, actor: officer, jurisdiction: 'ZZ' }),
  )
  return 'refusedBy' in outcome ? [] : outcome.recorded.filter(({ type }) => type !== 'case.WarningRaised')
}

const isSame = (one: Fact, other: Fact): boolean => one.type === other.type && canonical(one.data) === canonical(other.data)

describe.each(commands)('what %s records', (_, aggregate, type) => {
  it('is recorded by a command that is made from the fact, so that a correction judges the decision again', () =>
    fc.assert(
      fc.property(decidedBody(type), fc.boolean(), ({ data }, isEventful) => {
        const history = isEventful ? eventfulHistory : []
        const [fact, ...more] = recordedBy(aggregate, type, data, history)
        if (fact === undefined || more.length > 0 || EVENT_TYPES.get(fact.type)?.kind !== 'decision') return
        const again = candidateCommands(aggregate, fact).filter((candidate) =>
          recordedBy(aggregate, candidate, candidate.data, history).some((one) => isSame(one, fact)),
        )
        expect(again).not.toEqual([])
      }),
      { numRuns: 40 },
    ))
})
