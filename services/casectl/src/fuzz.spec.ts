import { type CommandBody, commandBody, type CommandType, eventTypeOf } from '@case-timeline/contracts'
import { type Command, settle } from '@case-timeline/decider'
import { eventIdOf, NOW, officer } from '@case-timeline/decider/fixtures'
import { type Aggregate, type StoredEvent, streamName } from '@case-timeline/event-store'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { z } from 'zod'
import { AGGREGATES, asDecided, caseId, eventfulCase, inside, stateOf } from './fuzz.fixtures.ts'
import { FAULTS, outside, outsideOf } from './outside.fixtures.ts'

const eventful = eventfulCase(AGGREGATES)
const commands = AGGREGATES.flatMap((aggregate) =>
  aggregate.commands.map((type) => [`${aggregate.service}.${type.name}`, aggregate, type] as const),
)

/** What the desk makes of a body, without a store: read, decide, settle, and hold the events against their types. */
const decidedOn = (aggregate: Aggregate, type: CommandType, { data }: CommandBody<unknown>, history: readonly StoredEvent[]) => {
  const asked = { name: type.name, data, now: NOW, actor: officer, jurisdiction: 'ZZ' }
  const known = aggregate.known?.(history, asked).known ?? {}
  const command: Command = { ...asked, known }
  const state = stateOf(aggregate, history, streamName(aggregate.service, aggregate.name, aggregate.streamId(caseId, data)))
  const settled = settle(aggregate.decider.decide(command, state), state, command, eventIdOf)
  return settled.outcome === 'refused' ? [] : settled.events
}

describe.each(commands)('%s', (_, aggregate, type) => {
  it('whatever its schema lets through is decided, on a case without a past and on one where everything has happened', () =>
    fc.assert(
      fc.property(asDecided(type), fc.boolean(), (body, isEventful) => {
        for (const { type: event, data } of decidedOn(aggregate, type, body, isEventful ? eventful : []))
          expect(z.safeParse(eventTypeOf(event).data, data).error).toBe(undefined)
      }),
      { numRuns: 25 },
    ))

  it('whatever its schema does not let through is refused with its place in the body, however deep', () => {
    const schema = commandBody(type)
    fc.assert(
      fc.property(outside(type), ({ body, at }) => {
        const { success, error } = schema.safeParse(body)
        expect(success).toBe(false)
        expect(error?.issues.some(({ path }) => at.every((part, n) => path[n] === part))).toBe(true)
      }),
      { numRuns: 50 },
    )
  })
})

describe('what is drawn to be wrong', () => {
  const drawn = commands.flatMap(([, , type], seed) => fc.sample(inside(type), { numRuns: 2, seed }).flatMap(outsideOf(type)))

  it.each(FAULTS)('is wrong in this way, too: %s', (fault) => expect(drawn.some((one) => one.fault === fault)).toBe(true))
  it('is wrong down to three levels inside the data', () => expect(Math.max(...drawn.map(({ at }) => at.length))).toBeGreaterThan(3))
})
