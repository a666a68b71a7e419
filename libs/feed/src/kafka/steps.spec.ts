import { comparePositions } from '@case-timeline/contracts'
import type { StoredEvent } from '@case-timeline/event-store'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Message } from 'kafkajs'
import { caseKeyOf } from '../consumer.ts'
import { partitionOf } from '../partition.ts'
import { positionMarkOf, messageOf, preparedEvent } from './message.ts'
import { relayedTo, TEST_PLACE_KEY } from './place-tag.fixtures.ts'
import { withPlaceTag, placeKeyOf } from './place-tag.ts'
import { receivedMessage } from './received-message.fixtures.ts'
import { caseIdOf, hashedLog } from './hashed-log.fixtures.ts'
import { receivedMessages, statedPositions } from './received-messages.ts'
import { type ReadPosition, type Step, steps } from './steps.ts'

const topic = 'events.prosecution'
const caseId = caseIdOf(1)
const partition = partitionOf(caseId)
const otherPartitionCase = caseIdOf(2)
/** Positions 1 to 8; the third and the sixth are not of this partition. */
const log = hashedLog([1, 2, 3, 4, 5, 6, 7, 8].map((number) => ({ caseId: number % 3 === 0 ? otherPartitionCase : caseId, number })))
const own = log.filter((event) => partitionOf(caseKeyOf(event)) === partition)

const eventAt = (position: number) => {
  const event = log[position - 1]
  if (!event) throw new Error(`the fixture has no event at ${position}`)
  return event
}
const untaggedEvent = (position: number, previous: number) => messageOf(preparedEvent(eventAt(position)), String(previous))
const untaggedMark = (position: number, previous: number, of = partition) =>
  positionMarkOf('test', of, { position: String(position), hash: eventAt(position).eventHash }, String(previous))
const put = (position: number, previous: number) => relayedTo(topic, untaggedEvent(position, previous))
const mark = (position: number, previous: number) => relayedTo(topic, untaggedMark(position, previous))

const at = (position: number, more: Partial<ReadPosition> = {}): ReadPosition => ({
  position: String(position),
  handles: () => true,
  limit: 1_000,
  ...more,
})
const hashesOfLog = new Map(log.map(({ position, eventHash }) => [position, eventHash]))

/** The steps in short: `deliver 1,2 -> 2`, `gap up to 4`, `unreadable @1 up to 2`. */
const descriptionOf = (step: Step): string => {
  switch (step.kind) {
    case 'gap':
      return `gap up to ${step.upTo}`
    case 'unreadable':
      return `unreadable @${step.offset} up to ${step.upTo}`
    case 'deliver':
      return `deliver ${step.events.map(({ position }) => position).join()} -> ${step.at.position}`
  }
}
/** The refused messages, and the steps for the others. */
const stepsOf = (messages: readonly Message[], from: ReadPosition, hashes: ReadonlyMap<string, string> = hashesOfLog) => {
  const { received, refused } = receivedMessages(messages.map(receivedMessage), { topic, partition, placeKey: TEST_PLACE_KEY, hashes })
  return [...refused.map(({ offset }) => `refused @${offset}`), ...[...steps(received, from)].map(descriptionOf)]
}

describe('the steps of a consumer for the messages of a partition', () => {
  it('are one delivery when nothing is missing', () =>
    expect(stepsOf([put(1, 0), put(2, 1), mark(3, 2)], at(0))).toEqual(['deliver 1,2 -> 3']))

  it('leave out duplicate messages', () =>
    expect(stepsOf([put(1, 0), put(2, 1), put(1, 0), put(2, 1), put(4, 2)], at(0))).toEqual(['deliver 1,2,4 -> 4']))

  it('are none when all messages are duplicates', () => expect(stepsOf([put(1, 0), put(2, 1)], at(4))).toEqual([]))

  it('end before a message that shows that events are missing', () =>
    expect(stepsOf([put(1, 0), put(7, 5)], at(0))).toEqual(['deliver 1 -> 1', 'gap up to 5']))

  it('end before a position mark that shows that events are missing', () => expect(stepsOf([mark(8, 8)], at(2))).toEqual(['gap up to 8']))

  it('leave out a message without a place, and end where its event is missing', () =>
    expect(stepsOf([put(1, 0), { value: 'garbage' }, put(4, 2)], at(0))).toEqual(['refused @1', 'deliver 1 -> 1', 'gap up to 2']))

  it('end at a message that is not the record of its event', () =>
    expect(stepsOf([put(1, 0), { ...put(2, 1), value: 'garbage' }, put(4, 2)], at(0))).toEqual(['deliver 1 -> 1', 'unreadable @1 up to 2']))

  it('refuse a position after the end of the log, which would skip later events', () =>
    expect(stepsOf([positionMarkOf('test', partition, { position: '9', hash: 'f' }, '0')], at(0))).toEqual(['refused @0']))

  it('leave out the messages of events that the log lost when it went back', () => {
    const grownAgain = hashedLog([1, 2, 3, 4].map((number) => ({ caseId, number: number + 100 })))
    const hashes = new Map([...log.slice(0, 1), ...grownAgain.slice(1)].map(({ position, eventHash }) => [position, eventHash]))
    const later = relayedTo(topic, messageOf(preparedEvent(grownAgain[3]!), '1'))
    expect(stepsOf([put(1, 0), put(2, 1), put(4, 2), later], at(0), hashes)).toEqual(['refused @1', 'refused @2', 'deliver 1,4 -> 4'])
  })

  it('skip the types that the consumer does not handle, without parsing them', () => {
    const unread = { ...put(2, 1), value: 'not parsed' }
    expect(stepsOf([put(1, 0), unread, put(4, 2)], at(0, { handles: () => false }))).toEqual(['deliver  -> 4'])
  })

  it('limit the number of events of one delivery', () =>
    expect(stepsOf([put(1, 0), put(2, 1), put(4, 2)], at(0, { limit: 2 }))).toEqual(['deliver 1,2 -> 2', 'deliver 4 -> 4']))

  it('know the positions of all messages, also with unreadable ones', () =>
    expect(statedPositions([put(1, 0), { value: 'garbage' }, put(7, 5), mark(4, 4)].map(receivedMessage))).toEqual(['1', '7', '4']))
})

describe('a message whose place is not proven', () => {
  const claiming = (message: Message, headers: Record<string, string>): Message => ({
    ...message,
    headers: { ...message.headers, ...headers },
  })
  const otherKey = placeKeyOf(Buffer.alloc(32, 8))

  it.each<[string, Message]>([
    ['a position mark that claims that nothing comes before it', claiming(mark(7, 5), { ce_previous: '0' })],
    ['a record that claims that nothing comes before it', claiming(put(7, 5), { ce_previous: '0' })],
    ['a record that claims to be a position mark', claiming(put(7, 1), { ce_type: 'case-timeline.PositionMark' })],
    ['a record that claims to be of a type that nobody handles', claiming(put(7, 1), { ce_type: 'investigation.Other' })],
    ['a position mark that claims a later position', claiming(mark(5, 1), { ce_position: '7', ce_eventhash: eventAt(7).eventHash })],
    ['a position mark without a tag', untaggedMark(7, 0)],
    ['a record without a tag', untaggedEvent(7, 0)],
    ['a position mark with an empty tag', claiming(untaggedMark(7, 0), { ce_placetag: '' })],
    ['a position mark with the tag of another key', withPlaceTag(untaggedMark(7, 0), topic, otherKey)],
    ['a position mark of another topic', relayedTo('events.auditTrail', untaggedMark(7, 0))],
    ['a position mark of another partition', relayedTo(topic, untaggedMark(7, 0, (partition + 1) % 12))],
  ])('moves nothing past what was not read, and is read up to in the store: %s', (_, message) => {
    const handles = (type: string) => type === eventAt(1).type
    expect(stepsOf([put(1, 0), message, put(8, 7)], at(0, { handles }))).toEqual(['deliver 1 -> 1', 'gap up to 7'])
  })

  it('is left out as a duplicate once the store was read up to it, and the messages after it are read', () =>
    expect(stepsOf([untaggedMark(7, 0), put(8, 7)], at(7))).toEqual(['deliver 8 -> 8']))
})

describe('messages that are lost, duplicated, damaged or forged', () => {
  /** Everything that the relay may send: in order, with marks in between, from any earlier point again. */
  const relayArbitrary = fc.array(
    fc.record({
      from: fc.nat({ max: 8 }),
      marks: fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }),
      fate: fc.array(fc.constantFrom('arrives', 'arrives', 'arrives', 'is lost', 'is damaged', 'is forged'), {
        minLength: 18,
        maxLength: 18,
      }),
    }),
    { minLength: 1, maxLength: 4 },
  )

  const relayed = ({ from, marks, fate: delivery }: { from: number; marks: readonly boolean[]; fate: readonly string[] }): Message[] => {
    let previous = own.findLast(({ position }) => Number(position) <= from)?.position ?? '0'
    const all: Message[] = []
    for (const { position } of log.slice(from)) {
      const here = eventAt(Number(position))
      if (own.includes(here)) {
        all.push(relayedTo(topic, messageOf(preparedEvent(here), previous)))
        previous = position
      }
      if (marks[Number(position)]) {
        all.push(relayedTo(topic, positionMarkOf('test', partition, { position, hash: here.eventHash }, previous)))
        previous = position
      }
    }
    return all.flatMap((message, index) =>
      delivery[index] === 'is lost'
        ? []
        : delivery[index] === 'is damaged'
          ? [{ ...message, value: '{}', key: null, headers: {} }]
          : delivery[index] === 'is forged'
            ? [{ ...message, headers: { ...message.headers, ce_previous: '0' } }]
            : [message],
    )
  }

  it('do not prevent each event of the partition from being delivered once and in order, up to the last position that arrives', () =>
    fc.assert(
      fc.property(relayArbitrary, fc.integer({ min: 1, max: 4 }), (relayedMessages, limit) => {
        const messages = relayedMessages.flatMap(relayed).map(receivedMessage)
        const { received } = receivedMessages(messages, { topic, partition, placeKey: TEST_PLACE_KEY, hashes: hashesOfLog })
        const taken: StoredEvent[] = []
        let position = '0'
        const readStore = (upTo: string) => {
          const isDue = (event: StoredEvent) =>
            comparePositions(event.position, position) > 0 && comparePositions(event.position, upTo) <= 0
          taken.push(...own.filter(isDue))
          position = upTo
        }
        for (let isAtGap = true; isAtGap;) {
          isAtGap = false
          for (const step of steps(received, at(Number(position), { limit })))
            if (step.kind === 'deliver') {
              taken.push(...step.events)
              position = step.at.position
            } else {
              readStore(step.upTo)
              isAtGap = true
            }
        }
        const end = statedPositions(messages).toSorted(comparePositions).at(-1) ?? '0'
        expect(position).toBe(end)
        expect(taken).toEqual(own.filter((event) => comparePositions(event.position, end) <= 0).map(expectSameEvents))
      }),
    ))

  const expectSameEvents = (event: StoredEvent): unknown => expect.objectContaining({ id: event.id, position: event.position })
})
