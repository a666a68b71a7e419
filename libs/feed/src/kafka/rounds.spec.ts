import { comparePositions, SERVICES, type ServiceName } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { caseKeyOf } from '../consumer.ts'
import { EVERY_PARTITION, partitionOf } from '../partition.ts'
import { messagePlaceOf, POSITION_MARK, preparedEvent } from './message.ts'
import { receivedMessage } from './received-message.fixtures.ts'
import { TEST_PLACE_KEY } from './place-tag.fixtures.ts'
import { isPlaceProven } from './place-tag.ts'
import { splitIntoRounds, type Previous, roundOf, type Round, slot, type Topics } from './rounds.ts'
import { caseIdOf, hashedLog } from './hashed-log.fixtures.ts'

const topicOf = (service: ServiceName) => `events.${service}`
const topics: Topics = {
  deployment: 'test',
  of: new Map(SERVICES.map((service) => [service, topicOf(service)])),
  placeKey: TEST_PLACE_KEY,
}
const none = { topics: [], partitions: 'behind' } as const
const NOTHING: Previous = new Map()

const eventArbitrary = fc.record({ caseNumber: fc.nat({ max: 9 }), visibility: fc.subarray(['prosecution', 'adjudication'] as const) })
const logs = fc.array(eventArbitrary, { minLength: 1, maxLength: 30 }).map((descriptions) =>
  hashedLog(
    descriptions.map(({ caseNumber, visibility }, number) => ({ caseId: caseIdOf(caseNumber), number, visibility })),
    3,
  ),
)
const placesIn = ({ messages }: Round, service: ServiceName, partition: number) =>
  (messages.get(topicOf(service)) ?? [])
    .filter((message) => message.partition === partition)
    .map((message) => messagePlaceOf(receivedMessage(message)))
/** One expectation for all partitions of all topics: each costs more than what it compares. */
const ofEachPartition = <T>(of: (service: ServiceName, partition: number) => T): Record<string, T> =>
  Object.fromEntries(
    SERVICES.flatMap((service) => EVERY_PARTITION.map((partition) => [`${service} ${partition}`, of(service, partition)] as const)),
  )
const putAll = (log: ReturnType<typeof hashedLog>, marks: Parameters<typeof roundOf>[4] = none, previous = NOTHING) =>
  roundOf(
    topics,
    log.map((event) => preparedEvent(event)),
    { position: log.at(-1)?.position ?? '0', hash: log.at(-1)?.eventHash },
    previous,
    marks,
  )

describe('a round of the relay', () => {
  it('puts each event only on the topics of the services that may see it, in log order', () =>
    fc.assert(
      fc.property(logs, (log) => {
        const round = putAll(log)
        const visibleTo = (service: ServiceName, partition: number) =>
          log.filter((event) => event.visibility.includes(service) && partitionOf(caseKeyOf(event)) === partition)
        expect(ofEachPartition((...place) => placesIn(round, ...place).map(({ position }) => position))).toEqual(
          ofEachPartition((...place) => visibleTo(...place).map(({ position }) => position)),
        )
      }),
    ))

  it('puts into each message the previous position of its partition, across many rounds', () =>
    fc.assert(
      fc.property(logs, fc.nat({ max: 30 }), (log, at) => {
        const first = putAll(log.slice(0, at))
        const second = putAll(log.slice(at), none, first.moved)
        const placesOf = (service: ServiceName, partition: number) => [
          ...placesIn(first, service, partition),
          ...placesIn(second, service, partition),
        ]
        expect(ofEachPartition((...place) => placesOf(...place).map(({ previous }) => previous))).toEqual(
          ofEachPartition((...place) => {
            const positions = placesOf(...place).map(({ position }) => position)
            return ['0', ...positions].slice(0, positions.length)
          }),
        )
      }),
    ))

  it('proves the place of each message, to the readers of its topic', () =>
    fc.assert(
      fc.property(logs, (log) => {
        const { messages } = putAll(log, { topics: [...topics.of.values()], partitions: 'behind' })
        for (const [topic, own] of messages)
          for (const message of own) {
            const { headers } = receivedMessage(message)
            const isProvenOn = (of: string) =>
              isPlaceProven(headers, messagePlaceOf(message), { topic: of, partition: message.partition }, TEST_PLACE_KEY)
            expect([isProvenOn(topic), isProvenOn('events.other')]).toEqual([true, false])
          }
      }),
    ))

  it('puts position marks only into the partitions that are behind its end', () =>
    fc.assert(
      fc.property(logs, (log) => {
        const end = log.at(-1)?.position ?? '0'
        const round = putAll(log, { topics: [topicOf('prosecution')], partitions: 'behind' })
        for (const partition of EVERY_PARTITION) {
          const places = placesIn(round, 'prosecution', partition)
          expect(places.at(-1)?.position).toBe(end)
          const marks = places.filter(({ type }) => type === POSITION_MARK)
          expect(marks.length).toBe(places.some(({ type, position }) => type !== POSITION_MARK && position === end) ? 0 : 1)
        }
        expect(placesIn(round, 'adjudication', 0).filter(({ type }) => type === POSITION_MARK)).toEqual([])
      }),
    ))

  it('puts position marks into every partition of a topic on request, so that lost messages are detected', () => {
    const previous = new Map(EVERY_PARTITION.map((partition) => [slot(topicOf('prosecution'), partition), '7']))
    const round = roundOf(topics, [], { position: '7', hash: 'f7' }, previous, { topics: [topicOf('prosecution')], partitions: 'every' })
    for (const partition of EVERY_PARTITION)
      expect(placesIn(round, 'prosecution', partition)).toEqual([{ type: POSITION_MARK, position: '7', previous: '7', eventHash: 'f7' }])
  })

  it('puts no position marks into the topics of an empty log', () =>
    expect(roundOf(topics, [], { position: '0' }, NOTHING, { topics: [topicOf('prosecution')], partitions: 'every' }).messages.size).toBe(
      0,
    ))
})

describe('a batch that is too large for one round', () => {
  const sized = (sizes: readonly number[]) =>
    sizes.map((size, number) => {
      const [event] = hashedLog([{ caseId: caseIdOf(number % 3), number }])
      if (!event) throw new Error('the fixture must have one event')
      return { ...preparedEvent(event), value: Buffer.alloc(size) }
    })

  it('is split so that no partition gets more than the broker accepts at once, without loss and in order', () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 700_000 }), { maxLength: 40 }), (sizes) => {
        const batch = sized(sizes)
        const rounds = [...splitIntoRounds(batch)]
        expect(rounds.flat()).toEqual(batch)
        for (const round of rounds) {
          const together = EVERY_PARTITION.map((at) => round.filter(({ partition }) => partition === at)).filter(({ length }) => length > 1)
          for (const own of together) expect(own.reduce((sum, { value }) => sum + value.length, 0)).toBeLessThanOrEqual(500_000)
        }
      }),
      { numRuns: 30 },
    ))
})

it('the positions of a round never decrease', () =>
  fc.assert(
    fc.property(logs, (log) => {
      const { moved } = putAll(log, { topics: [...topics.of.values()], partitions: 'behind' })
      for (const position of moved.values()) expect(comparePositions(position, log.at(-1)?.position ?? '0')).toBe(0)
    }),
  ))
