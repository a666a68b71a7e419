import { comparePositions, SERVICES, type ServiceName } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { caseKeyOf } from '../consumer.ts'
import { EVERY_PARTITION, partitionOf } from '../partition.ts'
import { placeOf, POSITION_MARK, prepared } from './message.ts'
import { received } from './received.fixtures.ts'
import { cut, type Previous, roundOf, type Round, slot, type Topics } from './rounds.ts'
import { caseOf, sealedLog } from './sealed-log.fixtures.ts'

const topicOf = (service: ServiceName) => `events.${service}`
const topics: Topics = { deployment: 'test', of: new Map(SERVICES.map((service) => [service, topicOf(service)])) }
const none = { topics: [], partitions: 'behind' } as const
const NOTHING: Previous = new Map()

const telling = fc.record({ caseNumber: fc.nat({ max: 9 }), visibility: fc.subarray(['prosecution', 'adjudication'] as const) })
const logs = fc.array(telling, { minLength: 1, maxLength: 30 }).map((told) =>
  sealedLog(
    told.map(({ caseNumber, visibility }, number) => ({ caseId: caseOf(caseNumber), number, visibility })),
    3,
  ),
)
const placesIn = ({ messages }: Round, service: ServiceName, partition: number) =>
  (messages.get(topicOf(service)) ?? []).filter((message) => message.partition === partition).map((message) => placeOf(received(message)))
const putAll = (log: ReturnType<typeof sealedLog>, marks: Parameters<typeof roundOf>[4] = none, previous = NOTHING) =>
  roundOf(
    topics,
    log.map((event) => prepared(event)),
    log.at(-1)?.position ?? '0',
    previous,
    marks,
  )

describe('a round of the relay', () => {
  it('puts each event on the topics of those who may receive it, in the order of the log, and on no other', () =>
    fc.assert(
      fc.property(logs, (log) => {
        const round = putAll(log)
        for (const service of SERVICES)
          for (const partition of EVERY_PARTITION) {
            const his = log.filter((event) => event.visibility.includes(service) && partitionOf(caseKeyOf(event)) === partition)
            expect(placesIn(round, service, partition).map(({ position }) => position)).toEqual(his.map(({ position }) => position))
          }
      }),
    ))

  it('tells each message what its reader may have seen last in that partition, over many rounds', () =>
    fc.assert(
      fc.property(logs, fc.nat({ max: 30 }), (log, at) => {
        const first = putAll(log.slice(0, at))
        const second = putAll(log.slice(at), none, first.moved)
        for (const service of SERVICES)
          for (const partition of EVERY_PARTITION) {
            const places = [...placesIn(first, service, partition), ...placesIn(second, service, partition)]
            expect(places.map(({ previous }) => previous)).toEqual(['0', ...places.map(({ position }) => position)].slice(0, places.length))
          }
      }),
    ))

  it('marks the partitions that are behind its end, and no other', () =>
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

  it('marks every partition of a topic when asked, so that whoever missed something hears of it', () => {
    const previous = new Map(EVERY_PARTITION.map((partition) => [slot(topicOf('prosecution'), partition), '7']))
    const round = roundOf(topics, [], '7', previous, { topics: [topicOf('prosecution')], partitions: 'every' })
    for (const partition of EVERY_PARTITION)
      expect(placesIn(round, 'prosecution', partition)).toEqual([{ type: POSITION_MARK, position: '7', previous: '7' }])
  })

  it('marks nothing in an empty log', () =>
    expect(roundOf(topics, [], '0', NOTHING, { topics: [topicOf('prosecution')], partitions: 'every' }).messages.size).toBe(0))
})

describe('a batch that is too large for one round', () => {
  const sized = (sizes: readonly number[]) =>
    sizes.map((size, number) => {
      const [event] = sealedLog([{ caseId: caseOf(number % 3), number }])
      if (!event) throw new Error('one event was told')
      return { ...prepared(event), value: Buffer.alloc(size) }
    })

  it('is cut so that no partition gets more than a broker takes at once, and loses nothing and no order', () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 700_000 }), { maxLength: 40 }), (sizes) => {
        const batch = sized(sizes)
        const rounds = [...cut(batch)]
        expect(rounds.flat()).toEqual(batch)
        for (const round of rounds) {
          const together = EVERY_PARTITION.map((at) => round.filter(({ partition }) => partition === at)).filter(({ length }) => length > 1)
          for (const own of together) expect(own.reduce((sum, { value }) => sum + value.length, 0)).toBeLessThanOrEqual(500_000)
        }
      }),
      { numRuns: 30 },
    ))
})

it('positions of a round never go back', () =>
  fc.assert(
    fc.property(logs, (log) => {
      const { moved } = putAll(log, { topics: [...topics.of.values()], partitions: 'behind' })
      for (const position of moved.values()) expect(comparePositions(position, log.at(-1)?.position ?? '0')).toBe(0)
    }),
  ))
