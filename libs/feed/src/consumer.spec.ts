import type { Answer, StoredEvent } from '@case-timeline/event-store'
import { storedCase } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import type { EntityManager } from 'typeorm'
import { reaction } from './consumer.ts'
import { noted } from './noted.fixtures.ts'
import { isTransient } from './transient.ts'

const Noted = noted('Noted')
const caseId = '11111111-0000-4000-8000-000000000001'
const told = (number: number) => ({ stream: `investigation.case-${caseId}`, type: Noted.type, data: { number } })
const events = storedCase(caseId, told(1), told(2))

/** A reaction writes through `handle`, never through the transaction that it is given. */
const noDatabase = undefined as unknown as EntityManager

const answering = (answer: Answer | undefined, ran: StoredEvent[] = []) =>
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
  it('runs once for each event, in order, and goes on after a rule refused', async () => {
    const ran: StoredEvent[] = []
    await answering(refused, ran).apply(events, noDatabase)
    expect(ran).toEqual(events)
  })

  it('is tried again when others kept winning the stream', async () => {
    const failure: unknown = await answering({ outcome: 'conflict', revision: 3 })
      .apply(events, noDatabase)
      .catch((error: unknown) => error)
    expect(isTransient(failure)).toBe(true)
  })

  it('parks the case when its command id was used for another command', async () => {
    const failure: unknown = await answering({ outcome: 'id-clash' })
      .apply(events, noDatabase)
      .catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(Error)
    expect(isTransient(failure)).toBe(false)
  })

  it('that is new starts at the head, unless told otherwise', () => {
    expect(answering(undefined).from).toBe('head')
    expect(reaction({ name: 'a', on: Noted, from: 'beginning', run: () => Promise.resolve() }).from).toBe('beginning')
  })
})
