import { EventCorrected, EventRetracted, EVENT_TYPES, type Fact } from '@case-timeline/contracts'
import { type Command, settle } from '@case-timeline/decider'
import { type Aggregate, judgedAnew, type StoredEvent, streamName } from '@case-timeline/event-store'
import { storedCase, storedIdOf, type ToldOf, toldOn } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { AGGREGATES, asDecided, caseId, eventfulCase, stateOf } from './fuzz.fixtures.ts'

const actor = { userId: 'k.santoso', agencyId: 'zz-police', role: 'investigator' }
const now = '2026-11-25T10:00:00.000000Z'
const approver = { userId: 'p.reyes', role: 'records-supervisor' }

type Drawn = Pick<Command, 'name' | 'data'>

/** A case in which the stream of one aggregate has been opened, and all else has happened in the other streams. */
const aroundOf = ({ events: own }: Aggregate): readonly StoredEvent[] =>
  storedCase(
    caseId,
    ...eventfulCase(AGGREGATES)
      .filter(({ type }) => EVENT_TYPES.get(type)?.founds !== undefined || !own.some((one) => one.type === type))
      .map(({ stream, type, data, occurredAt = now }) => ({ stream, type, data: data as never, occurredAt })),
  )

/** The sectors' files of a case, on which most rules are. */
const FILES = AGGREGATES.filter(({ name }) => ['case', 'courtCase', 'person'].includes(name))

const streamOf = ({ service, name, streamId }: Aggregate, { data }: Drawn): string => streamName(service, name, streamId(caseId, data))

/** What a command comes to after a history: its events, or nothing where it is refused. */
const decided = (aggregate: Aggregate, history: readonly StoredEvent[], drawn: Drawn): readonly Fact[] | undefined => {
  const asked = { name: drawn.name, data: drawn.data, now, actor, jurisdiction: 'ZZ' }
  const command: Command = { ...asked, known: aggregate.known?.(history, asked).known ?? {} }
  const state = stateOf(aggregate, history, streamOf(aggregate, drawn))
  const settled = settle(aggregate.decider.decide(command, state), state, command, storedIdOf)
  return settled.outcome === 'refused' ? undefined : settled.events.filter(({ type }) => !type.startsWith('case.W'))
}

interface Recorded {
  readonly by: Drawn
  readonly events: readonly Fact[]
}

/** What a row of commands comes to, those that are refused left out. */
const lived = (aggregate: Aggregate, around: readonly StoredEvent[], commands: readonly Drawn[]): readonly Recorded[] =>
  commands.reduce<Recorded[]>((recorded, by) => {
    const events = decided(aggregate, storedOf(aggregate, around, recorded), by)
    return events && events.length > 0 ? [...recorded, { by, events }] : recorded
  }, [])

const toldOf = (aggregate: Aggregate, recorded: readonly Recorded[]): readonly ToldOf[] =>
  recorded.flatMap(({ by, events }) => events.map((fact) => ({ ...fact, data: fact.data as never, stream: streamOf(aggregate, by) })))

const storedOf = (aggregate: Aggregate, around: readonly StoredEvent[], recorded: readonly Recorded[]): StoredEvent[] =>
  toldOn(caseId, around, ...toldOf(aggregate, recorded))

/** Judges a correction or retraction of the n-th fact that an aggregate recorded. */
const amended = (
  aggregate: Aggregate,
  around: readonly StoredEvent[],
  recorded: readonly Recorded[],
  n: number,
  right: Fact | undefined,
) => {
  const before = storedOf(aggregate, around, recorded)
  const { id = '', stream = '' } = before[around.length + n] ?? {}
  const amendment = right
    ? { type: EventCorrected.type, data: { correctsId: id, schemaVersion: 1, data: right.data, reasonCode: 'clericalError', approver } }
    : { type: EventRetracted.type, data: { retractsId: id, reasonCode: 'neverHappened', approver } }
  const history = toldOn(caseId, before, { ...amendment, stream })
  const command = { name: right ? 'CorrectEvent' : 'RetractEvent', data: amendment.data, now, actor }
  return judgedAnew({ aggregate, history: before, amendment: history.at(-1) as StoredEvent, command })
}

const isDecision = ({ events }: Recorded): boolean => EVENT_TYPES.get(events[0]?.type ?? '')?.kind === 'decision'

/** Whether commands could have come to the rest of a stream, had the n-th of them been another one, or none: reports come whatever was before. */
const couldBe = (
  aggregate: Aggregate,
  around: readonly StoredEvent[],
  recorded: readonly Recorded[],
  n: number,
  right: Recorded | undefined,
) => {
  let now: readonly Recorded[] = [...recorded.slice(0, n), ...(right ? [right] : [])]
  const stream = streamOf(aggregate, recorded[n]?.by as Drawn)
  for (const later of recorded.slice(n + 1)) {
    const isJudged = isDecision(later) && streamOf(aggregate, later.by) === stream
    if (isJudged && !decided(aggregate, storedOf(aggregate, around, now), later.by)) return false
    now = [...now, later]
  }
  return true
}

describe.each(FILES.map((aggregate) => [`${aggregate.service}.${aggregate.name}`, aggregate] as const))(
  'in a stream of %s',
  (_, aggregate) => {
    const around = aroundOf(aggregate)
    const commands = fc.oneof(...aggregate.commands.map((type) => asDecided(type).map(({ data }): Drawn => ({ name: type.name, data }))))
    const history = fc.array(commands, { minLength: 1, maxLength: 12 }).map((drawn) => lived(aggregate, around, drawn))

    it('a correction to what stands already is taken, of any fact', () =>
      fc.assert(
        fc.property(history, (recorded) => {
          const facts = recorded.flatMap(({ events }) => events)
          for (const [n, fact] of facts.entries())
            expect(amended(aggregate, around, recorded, n, fact)).toMatchObject({ refused: undefined, recordable: true, dependants: [] })
        }),
        { numRuns: 5 },
      ))

    it('a fact is taken back exactly where its record could have come about without it', () =>
      fc.assert(
        fc.property(history, (recorded) => {
          if (recorded.some(({ events }) => events.length > 1)) return
          for (const n of recorded.keys()) {
            const { refused, dependants } = amended(aggregate, around, recorded, n, undefined)
            expect(refused === undefined && dependants.length === 0).toBe(couldBe(aggregate, around, recorded, n, undefined))
          }
        }),
        { numRuns: 5 },
      ))

    it('a fact is corrected exactly where its record could have come about with the right one', () =>
      fc.assert(
        fc.property(history, fc.nat(), fc.array(commands, { minLength: 20, maxLength: 20 }), (recorded, at, others) => {
          if (recorded.length === 0) return
          const n = at % recorded.length
          const wrong = recorded[n] as Recorded
          const by = others.find(({ name }) => name === wrong.by.name)
          if (!by || recorded.some(({ events }) => events.length > 1) || streamOf(aggregate, by) !== streamOf(aggregate, wrong.by)) return
          const events = decided(aggregate, storedOf(aggregate, around, recorded.slice(0, n)), by)
          const right = events?.[0] ?? { type: wrong.events[0]?.type ?? '', data: by.data }
          if (right.type !== wrong.events[0]?.type) return
          const { refused, dependants } = amended(aggregate, around, recorded, n, right)
          const isAllowed = refused === undefined && dependants.length === 0
          expect(isAllowed).toBe(events !== undefined && couldBe(aggregate, around, recorded, n, { by, events: [right] }))
        }),
        { numRuns: 10 },
      ))
  },
)
