import { EventCorrected, EventRetracted, EVENT_TYPES, type Fact, isReportedType } from '@case-timeline/contracts'
import { type Command } from '@case-timeline/decider'
import { keptSpans } from '@case-timeline/decider/fixtures'
import { type Aggregate, redecided } from '@case-timeline/commands'
import { type StoredEvent } from '@case-timeline/event-store'
import { storedCase, type GivenEvent, extendStoredCase } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { z } from 'zod'
import { AGGREGATES, caseId, commandTypesOf, decidedBody, decidedOn, eventfulCase, settled, streamOf } from './fuzz.fixtures.ts'

const actor = { userId: 'k.santoso', agencyId: 'zz-police', role: 'investigator' }
const now = '2026-11-25T10:00:00.000000Z'
const approver = { userId: 'p.reyes', role: 'records-supervisor' }

/** A command as drawn; a correction has a second person, and so has what is recorded in its place. */
type DrawnCommand = Pick<Command, 'name' | 'data' | 'approver'>

/** A case with only the opening event in the streams of one aggregate, and with all events in the other streams. */
const otherStreamsOf = ({ events: own }: Aggregate): readonly StoredEvent[] =>
  storedCase(
    caseId,
    ...eventfulCase(AGGREGATES)
      .filter(({ type }) => EVENT_TYPES.get(type)?.foundationOf !== undefined || !own.some((one) => one.type === type))
      .map(({ stream, type, data, occurredAt = now }) => ({ stream, type, data: data as never, occurredAt })),
  )

/** The main aggregate of each sector, which has most of the rules. */
const MAIN_AGGREGATES = AGGREGATES.filter(({ name }) => ['case', 'courtCase', 'person'].includes(name))

/** The events that a command records after a history; `undefined` where it is refused. */
const decidedEvents = (aggregate: Aggregate, history: readonly StoredEvent[], drawn: DrawnCommand): readonly Fact[] | undefined => {
  const outcome = settled(decidedOn(aggregate, history, { ...drawn, now, spanOf: keptSpans, actor, jurisdiction: 'ZZ' }))
  return 'refusedBy' in outcome ? undefined : outcome.recorded.filter(({ type }) => type !== 'case.WarningRaised')
}

/** The rules that warn about a command after a history. */
const warningsOf = (aggregate: Aggregate, history: readonly StoredEvent[], drawn: DrawnCommand): readonly string[] => {
  const outcome = settled(decidedOn(aggregate, history, { ...drawn, now, spanOf: keptSpans, actor, jurisdiction: 'ZZ' }))
  return 'refusedBy' in outcome ? [] : outcome.warnedBy
}

interface RecordedCommand {
  readonly command: DrawnCommand
  readonly events: readonly Fact[]
}

/** The commands of a sequence that are accepted, with their events. */
const recordedBy = (
  aggregate: Aggregate,
  otherEvents: readonly StoredEvent[],
  commands: readonly DrawnCommand[],
): readonly RecordedCommand[] =>
  commands.reduce<RecordedCommand[]>((recorded, command) => {
    const events = decidedEvents(aggregate, storedOf(aggregate, otherEvents, recorded), command)
    return events && events.length > 0 ? [...recorded, { command, events }] : recorded
  }, [])

const eventsOf = (aggregate: Aggregate, recorded: readonly RecordedCommand[]): readonly GivenEvent[] =>
  recorded.flatMap(({ command, events }) =>
    events.map((fact) => ({ ...fact, data: fact.data as never, stream: streamOf(aggregate, command.data) })),
  )

const storedOf = (aggregate: Aggregate, otherEvents: readonly StoredEvent[], recorded: readonly RecordedCommand[]): StoredEvent[] =>
  extendStoredCase(caseId, otherEvents, ...eventsOf(aggregate, recorded))

/** As the command handler completes a correction: a fact that may name a second person names the one who approves it. */
const approvedData = ({ type, data }: Fact): object => {
  const schema = EVENT_TYPES.get(type)?.data
  const mayNameApprover = schema !== undefined && 'shape' in schema && 'approver' in (schema.shape as object)
  return mayNameApprover ? { approver, ...(data as object) } : (data as object)
}

const fitsItsType = (fact: Fact): boolean => z.safeParse(EVENT_TYPES.get(fact.type)!.data, approvedData(fact)).success

/** Decides a correction or retraction of the n-th fact that an aggregate recorded. */
const decideAmendment = (
  aggregate: Aggregate,
  otherEvents: readonly StoredEvent[],
  recorded: readonly RecordedCommand[],
  n: number,
  correctedFact: Fact | undefined,
) => {
  const before = storedOf(aggregate, otherEvents, recorded)
  const { id = '', stream = '' } = before[otherEvents.length + n] ?? {}
  const amendment = correctedFact
    ? {
        type: EventCorrected.type,
        data: { correctsId: id, schemaVersion: 1, data: approvedData(correctedFact), reasonCode: 'clericalError', approver },
      }
    : { type: EventRetracted.type, data: { retractsId: id, reasonCode: 'neverHappened', approver } }
  const history = extendStoredCase(caseId, before, { ...amendment, stream })
  const command = { name: correctedFact ? 'CorrectEvent' : 'RetractEvent', data: amendment.data, now, spanOf: keptSpans, actor, approver }
  return redecided({ aggregate, history: before, amendment: history.at(-1) as StoredEvent, command })
}

const isDecision = ({ events }: RecordedCommand): boolean => EVENT_TYPES.get(events[0]?.type ?? '')?.kind === 'decision'

/** Whether a decision is that of a court, a person or another country. */
const isOfOthers = ({ events }: RecordedCommand): boolean => isReportedType(events[0]?.type ?? '')

/**
 * Whether the later decisions of a stream would still be accepted if its n-th command had been another one, or had not
 * been sent; for what a court or a person decided: whether no further rule would warn. Reports are accepted after any
 * history.
 */
const couldHaveHappened = (
  aggregate: Aggregate,
  otherEvents: readonly StoredEvent[],
  recorded: readonly RecordedCommand[],
  n: number,
  correctedFact: RecordedCommand | undefined,
) => {
  let now: readonly RecordedCommand[] = [...recorded.slice(0, n), ...(correctedFact ? [correctedFact] : [])]
  const stream = streamOf(aggregate, recorded[n]?.command.data)
  for (const [index, later] of recorded.slice(n + 1).entries()) {
    const isRedecided = isDecision(later) && streamOf(aggregate, later.command.data) === stream
    const history = storedOf(aggregate, otherEvents, now)
    if (isRedecided && !decidedEvents(aggregate, history, later.command)) return false
    if (isRedecided && isOfOthers(later)) {
      const before = warningsOf(aggregate, storedOf(aggregate, otherEvents, recorded.slice(0, n + 1 + index)), later.command)
      if (warningsOf(aggregate, history, later.command).some((rule) => !before.includes(rule))) return false
    }
    now = [...now, later]
  }
  return true
}

describe.each(MAIN_AGGREGATES.map((aggregate) => [`${aggregate.service}.${aggregate.name}`, aggregate] as const))(
  'correcting a stream of %s',
  (_, aggregate) => {
    const otherEvents = otherStreamsOf(aggregate)
    const commands = fc.oneof(
      ...commandTypesOf(aggregate).map((type) => decidedBody(type).map(({ data }): DrawnCommand => ({ name: type.name, data }))),
    )
    const history = fc.array(commands, { minLength: 1, maxLength: 12 }).map((drawn) => recordedBy(aggregate, otherEvents, drawn))

    it('accepts a correction of any fact to the data that it already has', () =>
      fc.assert(
        fc.property(history, (recorded) => {
          const facts = recorded.flatMap(({ events }) => events)
          for (const [n, fact] of facts.entries())
            expect(decideAmendment(aggregate, otherEvents, recorded, n, fact)).toMatchObject({
              refused: undefined,
              recordable: true,
              dependants: [],
            })
        }),
        { numRuns: 5 },
      ))

    it('accepts a retraction exactly where the later decisions would be accepted without the fact', () =>
      fc.assert(
        fc.property(history, (recorded) => {
          if (recorded.some(({ events }) => events.length > 1)) return
          for (const n of recorded.keys()) {
            const { refused, dependants } = decideAmendment(aggregate, otherEvents, recorded, n, undefined)
            expect(refused === undefined && dependants.length === 0).toBe(couldHaveHappened(aggregate, otherEvents, recorded, n, undefined))
          }
        }),
        { numRuns: 5 },
      ))

    it('accepts a correction exactly where the later decisions would be accepted with the corrected fact', () =>
      fc.assert(
        fc.property(history, fc.nat(), fc.array(commands, { minLength: 20, maxLength: 20 }), (recorded, at, others) => {
          if (recorded.length === 0) return
          const n = at % recorded.length
          const wrong = recorded[n] as RecordedCommand
          const command = others.find(({ name }) => name === wrong.command.name)
          if (
            !command ||
            recorded.some(({ events }) => events.length > 1) ||
            streamOf(aggregate, command.data) !== streamOf(aggregate, wrong.command.data)
          )
            return
          const events = decidedEvents(aggregate, storedOf(aggregate, otherEvents, recorded.slice(0, n)), { ...command, approver })
          const correctedFact = events?.[0] ?? { type: wrong.events[0]?.type ?? '', data: command.data }
          // What does not fit its type is refused before anything is decided again.
          if (correctedFact.type !== wrong.events[0]?.type || !fitsItsType(correctedFact)) return
          const { refused, dependants } = decideAmendment(aggregate, otherEvents, recorded, n, correctedFact)
          const isAllowed = refused === undefined && dependants.length === 0
          expect(isAllowed).toBe(
            events !== undefined && couldHaveHappened(aggregate, otherEvents, recorded, n, { command, events: [correctedFact] }),
          )
        }),
        { numRuns: 10 },
      ))
  },
)
