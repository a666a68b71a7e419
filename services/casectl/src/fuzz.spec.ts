import { type CommandBody, commandBody, type CommandType, eventTypeOf } from '@case-timeline/contracts'
import { keptSpans, NOW, officer } from '@case-timeline/decider/fixtures'
import type { Aggregate } from '@case-timeline/commands'
import { type StoredEvent } from '@case-timeline/event-store'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { z } from 'zod'
import { AGGREGATES, commandTypesOf, decidedBody, decidedOn, eventfulCase, settled, validBody } from './fuzz.fixtures.ts'
import { FAULTS, invalidBody, invalidBodiesOf } from './invalid-body.fixtures.ts'

const eventfulHistory = eventfulCase(AGGREGATES)
const commands = AGGREGATES.flatMap((aggregate) =>
  commandTypesOf(aggregate).map((type) => [`${aggregate.service}.${type.name}`, aggregate, type] as const),
)

/** The events that a body leads to, without a store: read, decided and settled. */
const recordedOf = (aggregate: Aggregate, { name }: CommandType, { data }: CommandBody<unknown>, history: readonly StoredEvent[]) => {
  const outcome = settled(decidedOn(aggregate, history, { name, data, now: NOW, spanOf: keptSpans, actor: officer, jurisdiction: 'ZZ' }))
  return 'refusedBy' in outcome ? [] : outcome.recorded
}

describe.each(commands)('the command %s', (_, aggregate, type) => {
  it('is decided without an exception for every valid body, in an empty case and in a case with every type of event', () =>
    fc.assert(
      fc.property(decidedBody(type), fc.boolean(), (body, isEventful) => {
        const recorded = recordedOf(aggregate, type, body, isEventful ? eventfulHistory : [])
        expect(recorded.flatMap(({ type: event, data }) => z.safeParse(eventTypeOf(event).data, data).error ?? [])).toEqual([])
      }),
      { numRuns: 25 },
    ))

  it('is refused for every invalid body, with the path of the fault at any depth', () => {
    const schema = commandBody(type)
    fc.assert(
      fc.property(invalidBody(type), ({ body, at }) => {
        const { error } = schema.safeParse(body)
        // Undefined for a body that is accepted.
        expect(error?.issues.some(({ path }) => at.every((part, n) => path[n] === part))).toBe(true)
      }),
      { numRuns: 50 },
    )
  })
})

describe('the generated invalid bodies', () => {
  const invalidBodies = commands.flatMap(([, , type], seed) =>
    fc.sample(validBody(type), { numRuns: 2, seed }).flatMap(invalidBodiesOf(type)),
  )

  it.each(FAULTS)('include the fault: %s', (fault) => expect(invalidBodies.some((one) => one.fault === fault)).toBe(true))
  it('include faults at least three levels deep in the data', () =>
    expect(Math.max(...invalidBodies.map(({ at }) => at.length))).toBeGreaterThan(3))
})
