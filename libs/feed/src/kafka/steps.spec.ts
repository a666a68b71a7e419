import { comparePositions } from '@case-timeline/contracts'
import type { StoredEvent } from '@case-timeline/event-store'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Message } from 'kafkajs'
import { caseKeyOf } from '../consumer.ts'
import { partitionOf } from '../partition.ts'
import { markOf, messageOf, prepared } from './message.ts'
import { received } from './received.fixtures.ts'
import { caseOf, sealedLog } from './sealed-log.fixtures.ts'
import { furthest, type Standpoint, type Step, steps } from './steps.ts'

const caseId = caseOf(1)
const partition = partitionOf(caseId)
const elsewhere = caseOf(2)
/** Positions 1 to 8; the third and the sixth are not of this partition. */
const log = sealedLog([1, 2, 3, 4, 5, 6, 7, 8].map((number) => ({ caseId: number % 3 === 0 ? elsewhere : caseId, number })))
const own = log.filter((event) => partitionOf(caseKeyOf(event)) === partition)

const eventAt = (position: number) => {
  const event = log[position - 1]
  if (!event) throw new Error(`nothing was told at ${position}`)
  return event
}
const put = (position: number, previous: number) => messageOf(prepared(eventAt(position)), String(previous))
const mark = (position: number, previous: number) => markOf('test', partition, String(position), String(previous))

const at = (position: number, more: Partial<Standpoint> = {}): Standpoint => ({
  partition,
  position: String(position),
  handles: () => true,
  limit: 1_000,
  head: '8',
  ...more,
})

/** The steps in short: `deliver 1,2 -> 2 @2`, `refill 4`, `unreadable @1`. */
const told = (step: Step): string => {
  switch (step.kind) {
    case 'refill':
      return `refill ${step.upTo}`
    case 'unreadable':
      return `unreadable @${step.offset}`
    case 'deliver':
      return `deliver ${step.events.map(({ position }) => position).join()} -> ${step.position} @${step.offset}`
  }
}
const stepsOf = (messages: readonly Message[], from: Standpoint) => [...steps(messages.map(received), from)].map(told)

describe('what a partition’s messages ask of a consumer', () => {
  it('is to take them in one delivery, when nothing is missing', () =>
    expect(stepsOf([put(1, 0), put(2, 1), mark(3, 2)], at(0))).toEqual(['deliver 1,2 -> 3 @3']))

  it('is to leave out what comes a second time', () =>
    expect(stepsOf([put(1, 0), put(2, 1), put(1, 0), put(2, 1), put(4, 2)], at(0))).toEqual(['deliver 1,2,4 -> 4 @5']))

  it('is nothing but to move on, when all of them are known', () =>
    expect(stepsOf([put(1, 0), put(2, 1)], at(4))).toEqual(['deliver  -> 4 @2']))

  it('is to read from the store what is missing before one of them', () =>
    expect(stepsOf([put(1, 0), put(7, 5)], at(0))).toEqual(['deliver 1 -> 1 @1', 'refill 5', 'deliver 7 -> 7 @2']))

  it('is to read from the store what a position mark says is missing', () =>
    expect(stepsOf([mark(8, 8)], at(2))).toEqual(['refill 8', 'deliver  -> 8 @1']))

  it('is to go past what is no record, and to refill what it stood for', () =>
    expect(stepsOf([put(1, 0), { value: 'garbage' }, put(4, 2)], at(0))).toEqual([
      'deliver 1 -> 1 @1',
      'unreadable @1',
      'deliver  -> 1 @2',
      'refill 2',
      'deliver 4 -> 4 @3',
    ]))

  it('is never to believe a position behind the end of the log, which would skip all that comes', () =>
    expect(stepsOf([markOf('test', partition, '9', '0')], at(0))).toEqual(['unreadable @0', 'deliver  -> 0 @1']))

  it('is to skip, unread, the types that it does not handle', () => {
    const unread = { ...put(2, 1), value: 'never looked at' }
    expect(stepsOf([put(1, 0), unread, put(4, 2)], at(0, { handles: () => false }))).toEqual(['deliver  -> 4 @3'])
  })

  it('is to take no more at once than it can', () =>
    expect(stepsOf([put(1, 0), put(2, 1), put(4, 2)], at(0, { limit: 2 }))).toEqual(['deliver 1,2 -> 2 @2', 'deliver 4 -> 4 @3']))

  it('names the furthest position among them, whatever else they are', () =>
    expect(furthest([put(1, 0), { value: 'garbage' }, put(7, 5), mark(4, 4)].map(received))).toBe('7'))
})

describe('whatever is lost, doubled or damaged on the way', () => {
  /** What the relay may put: in order, with marks between, from any earlier point again. */
  const puttings = fc.array(
    fc.record({
      from: fc.nat({ max: 8 }),
      marks: fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }),
      fate: fc.array(fc.constantFrom('arrives', 'arrives', 'arrives', 'is lost', 'is damaged'), { minLength: 18, maxLength: 18 }),
    }),
    { minLength: 1, maxLength: 4 },
  )

  const relayed = ({ from, marks, fate }: { from: number; marks: readonly boolean[]; fate: readonly string[] }): Message[] => {
    let previous = own.findLast(({ position }) => Number(position) <= from)?.position ?? '0'
    const all: Message[] = []
    for (const { position } of log.slice(from)) {
      const here = eventAt(Number(position))
      if (own.includes(here)) {
        all.push(messageOf(prepared(here), previous))
        previous = position
      }
      if (marks[Number(position)]) {
        all.push(markOf('test', partition, position, previous))
        previous = position
      }
    }
    return all.flatMap((message, index) =>
      fate[index] === 'is lost' ? [] : fate[index] === 'is damaged' ? [{ ...message, value: '{}', key: null, headers: {} }] : [message],
    )
  }

  it('each event of the partition comes once and in order, up to the last position that arrives', () =>
    fc.assert(
      fc.property(puttings, fc.integer({ min: 1, max: 4 }), (told, limit) => {
        const messages = told.flatMap(relayed).map(received)
        const taken: StoredEvent[] = []
        let position = '0'
        for (const step of steps(messages, at(0, { limit }))) {
          if (step.kind === 'unreadable') continue
          const upTo = step.kind === 'refill' ? step.upTo : step.position
          const isDue = (event: StoredEvent) =>
            comparePositions(event.position, position) > 0 && comparePositions(event.position, upTo) <= 0
          taken.push(...(step.kind === 'refill' ? own.filter(isDue) : step.events))
          position = upTo
        }
        const end = furthest(messages) ?? '0'
        expect(position).toBe(end)
        expect(taken).toEqual(own.filter((event) => comparePositions(event.position, end) <= 0).map(expectAlike))
      }),
    ))

  const expectAlike = (event: StoredEvent): unknown => expect.objectContaining({ id: event.id, position: event.position })
})
