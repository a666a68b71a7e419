import type { Answer } from '@case-timeline/commands'
import type { StoredEvent } from '@case-timeline/event-store'
import { storedCase } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import type { EntityManager } from 'typeorm'
import { reaction } from './consumer.ts'
import { notedEventType } from './noted-event-type.fixtures.ts'
import { isTransient } from './transient.ts'

const Noted = notedEventType('Noted')
const caseId = '11111111-0000-4000-8000-000000000001'
const notedFact = (number: number) => ({ stream: `investigation.case-${caseId}`, type: Noted.type, data: { number } })
const events = storedCase(caseId, notedFact(1), notedFact(2))

/** A reaction writes through `handle`, never through the transaction that it gets. */
const noDatabase = undefined as unknown as EntityManager

const reactionWith = (answer: Answer | undefined, ran: StoredEvent[] = []) =>
  reaction({
    name: 'prosecution.answers-notes',
    on: Noted,
    run: (event) => {
      ran.push(event)
      return Promise.resolve(answer)
    },
  })

const refused: Answer = { outcome: 'refused', rule: { id: 'a.rule', sentence: 'a sentence', source: 'a source' }, facts: [] }

describe('a reaction', () => {
  it('runs once for each event, in order, and continues after a rule refused a command', async () => {
    const ran: StoredEvent[] = []
    await reactionWith(refused, ran).apply(events, noDatabase)
    expect(ran).toEqual(events)
  })

  it('is retried when concurrent commands kept causing a conflict', async () => {
    const failure: unknown = await reactionWith({ outcome: 'conflict', revision: 3 })
      .apply(events, noDatabase)
      .catch((error: unknown) => error)
    expect(isTransient(failure)).toBe(true)
  })

  it('parks the case when its command id was already used for another command', async () => {
    const failure: unknown = await reactionWith({ outcome: 'id-clash' })
      .apply(events, noDatabase)
      .catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(Error)
    expect(isTransient(failure)).toBe(false)
  })

  it('starts at the head of the log when it is new, unless configured otherwise', () => {
    expect(reactionWith(undefined).from).toBe('head')
    expect(reaction({ name: 'a', on: Noted, from: 'beginning', run: () => Promise.resolve() }).from).toBe('beginning')
  })
})
