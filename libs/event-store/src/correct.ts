import {
  correctEvent,
  EventCorrected,
  EventRetracted,
  retractEvent,
  type CommandType,
  type EventType,
  type Fact,
  type FactOf,
  type ServiceName,
} from '@case-timeline/contracts'
import type { Command, Decided, Decider, Forbidden, Rule } from '@case-timeline/decider'
import { z } from 'zod'
import { streamName, type Aggregate, type LinkedCases } from './aggregate.ts'
import {
  aCorrectedTimeIsNotInTheFuture,
  aCorrectionStaysInItsStream,
  aRetractedFactIsLeftAlone,
  aSecondPersonApproves,
  correctedDataFitsItsType,
  nothingRestsOnWhatIsTakenBack,
  onlyItsOwnAgencyCorrects,
  onlyTheOriginalIsCorrected,
  theConcernedFactIsRecordedHere,
  whatIsCorrectedCouldBeRecorded,
  type Target,
} from './correction.rules.ts'
import { dependantsOf } from './dependants.ts'
import type { StoredEvent } from './event-store.ts'
import { handle } from './handle.ts'
import { judgedAnew, readElsewhere } from './judged-anew.ts'
import { asSaid, mergedPersons, type MergedPersons } from './persons.ts'
import type { Answer, Desk, Request } from './request.ts'
import { storedEvent } from './stored-event.ts'

type Corrected = FactOf<typeof EventCorrected>['data']
type Retracted = FactOf<typeof EventRetracted>['data']
type Correcting = Omit<Corrected, 'schemaVersion'>
type Correction = Command<string, unknown, Target>

/** The two commands that every service takes for every fact that it recorded. */
export const correctionCommands = (service: ServiceName): readonly CommandType[] => [correctEvent(service), retractEvent(service)]

const concernedId = (data: unknown): string => {
  const { correctsId, retractsId } = data as Partial<Corrected & Retracted>
  return correctsId ?? retractsId ?? ''
}

/** Retractions that were not themselves retracted later. */
const isRetracted = (history: readonly StoredEvent[], id: string): boolean => {
  const dropped = new Set<string>()
  for (const event of history.toReversed())
    if (event.type === EventRetracted.type && !dropped.has(event.id)) dropped.add((event.data as Retracted).retractsId)
  return dropped.has(id)
}

// A reference holds no brackets or blanks; a path of names and indexes needs none.
const misfitsOf = (type: EventType, data: unknown): string[] => {
  const parsed = z.safeParse(type.data, data)
  if (parsed.success) return []
  return parsed.error.issues.slice(0, 20).map(({ path }) =>
    ['data', ...path]
      .join('.')
      .replaceAll(/[^A-Za-z0-9_./:+~-]/g, '_')
      .slice(0, 128),
  )
}

/** A correction as it would stand at the end of its fact's stream. */
const asRecorded = (fact: Fact, { stream, caseId, revision }: StoredEvent, now: string): StoredEvent =>
  storedEvent({
    position: '',
    stream,
    revision: String(revision),
    id: '',
    commandId: '',
    type: fact.type,
    caseId: caseId ?? null,
    visibility: '',
    envelope: JSON.stringify({ schemaVersion: 1 }),
    data: JSON.stringify(fact.data),
    salt: null,
    eventHash: '',
    chainHash: '',
    recordedAt: now,
  })

const NOTHING_ELSE = { refused: undefined, recordable: true, besides: [], dependants: [] }

const targetIn = (
  aggregate: Aggregate,
  stream: string,
  history: readonly StoredEvent[],
  command: Omit<Command, 'known'>,
  read: { readonly linked: LinkedCases | undefined; readonly elsewhere: readonly StoredEvent[] | undefined },
): Target => {
  const corrects = command.name === 'CorrectEvent'
  const persons = aggregate.judgesReferences ? undefined : mergedPersons(history)
  const own = history.filter((event) => event.stream === stream)
  const event = own.find((one) => one.id === concernedId(command.data))
  const type = event && aggregate.events.find((one) => one.type === event.type)
  const right = type && corrects ? (command.data as Corrected).data : undefined
  const misfits = type && corrects ? misfitsOf(type, right) : []
  const retracted = event !== undefined && isRetracted(own, event.id)
  const idOf = (data: unknown) => aggregate.streamId(event?.caseId ?? '', data)
  const moved = right !== undefined && misfits.length === 0 && idOf(right) !== idOf(event?.data)
  const stands = event && (type ?? !corrects) && misfits.length === 0 && !moved && !retracted
  const amendment = stands && asRecorded(factOf({ ...command, known: { type } }), event, command.now)
  const anew = amendment ? judgedAnew({ aggregate, command, ...read, ...underStandingRefs(persons, history, amendment) }) : NOTHING_ELSE
  const { refused } = anew
  // A rule of the fact says more than that its command would have recorded something else.
  const recordable = refused !== undefined || anew.recordable
  const named = event && type && misfits.length === 0 && !retracted ? dependantsOf(history, event, type, right) : []
  const dependants = refused ? [] : inOrder(history, [...named, ...anew.dependants])
  // What a retraction brings back has its warnings already.
  const besides = corrects ? anew.besides.map((fact) => asSaid(fact, right, persons ? persons.under(right) : right)) : []
  return { event, type, retracted, misfits, moved, dependants, refused, recordable, besides }
}

/** What a correction is judged on: persons, whatever they are called. */
const underStandingRefs = (persons: MergedPersons | undefined, history: readonly StoredEvent[], amendment: StoredEvent) =>
  persons ? { history: persons.history, amendment: persons.told(amendment) } : { history, amendment }

/** What one command names at most. */
const MOST = 100

const inOrder = (history: readonly StoredEvent[], ids: readonly string[]): readonly string[] =>
  history
    .map(({ id }) => id)
    .filter((id) => ids.includes(id))
    .slice(0, MOST)

const RULES: Readonly<Record<string, readonly Rule[]>> = {
  CorrectEvent: [
    theConcernedFactIsRecordedHere,
    onlyItsOwnAgencyCorrects,
    onlyTheOriginalIsCorrected,
    aRetractedFactIsLeftAlone,
    correctedDataFitsItsType,
    aCorrectionStaysInItsStream,
    aCorrectedTimeIsNotInTheFuture,
    whatIsCorrectedCouldBeRecorded,
    nothingRestsOnWhatIsTakenBack,
    aSecondPersonApproves,
  ] as readonly Rule[],
  RetractEvent: [
    theConcernedFactIsRecordedHere,
    onlyItsOwnAgencyCorrects,
    aRetractedFactIsLeftAlone,
    nothingRestsOnWhatIsTakenBack,
    aSecondPersonApproves,
  ] as readonly Rule[],
}

const factOf = ({
  name,
  data,
  known,
}: Pick<Command<string, unknown, Pick<Target, 'type'>>, 'name' | 'data' | 'known'>):
  FactOf<typeof EventCorrected> | FactOf<typeof EventRetracted> =>
  name === 'CorrectEvent'
    ? { type: EventCorrected.type, data: { ...(data as Correcting), schemaVersion: known.type?.version ?? 1 } }
    : { type: EventRetracted.type, data: data as Retracted }

const decide = (command: Correction): Decided | Forbidden => {
  const { event, refused, besides } = command.known
  const under = RULES[command.name] ?? []
  // The fact's own rules have the level that they have for the fact.
  if (refused && under.every((rule) => rule.holds(undefined, command)))
    return { forbiddenBy: { ...refused.rule, facts: () => refused.facts } }
  return { under, events: event ? [factOf(command), ...besides] : [] }
}

const decider: Decider<undefined, Correction, Fact> = { initial: undefined, evolve: (state) => state, decide }

/**
 * An aggregate seen as a record that can be corrected: the same streams, judged as they were recorded.
 * @param facts of the stream, and what one of them is to say
 */
const correctable = (aggregate: Aggregate, streamId: string, facts: readonly Fact[] = []): Aggregate => ({
  ...aggregate,
  commands: correctionCommands(aggregate.service),
  decider: decider as Aggregate['decider'],
  streamId: () => streamId,
  // What is corrected is what was recorded; the persons whom it is about are found where it is judged.
  judgesReferences: true,
  ...(aggregate.readsLinkedCases ? { readsLinkedCases: () => true } : {}),
  readsElsewhere: (command) => (aggregate.readsElsewhere ? readElsewhere(aggregate, facts, command) : []),
  known: (history, command, linked, elsewhere) => {
    const known = targetIn(aggregate, streamName(aggregate.service, aggregate.name, streamId), history, command, { linked, elsewhere })
    return { known, read: known.event ? [known.event] : [] }
  },
})

/** One stream of an aggregate. */
export interface Within {
  readonly aggregate: Aggregate
  readonly streamId: string
}

/** The right data of a fact whose type has sealed members, as it is to be stored and as a retry is compared by. */
export type SealAnew = (
  type: EventType,
  data: unknown,
  history: readonly StoredEvent[],
) => Promise<{ readonly data: unknown; readonly compared: unknown }>

const sealedAnew = async (request: Request, type: EventType | undefined, history: readonly StoredEvent[], sealAnew?: SealAnew) => {
  if (!type?.sealed || !sealAnew || request.name !== 'CorrectEvent') return request
  const correcting = request.body.data as Correcting
  const { data, compared } = await sealAnew(type, correcting.data, history)
  const bodyWith = (right: unknown) => ({ ...request.body, data: { ...correcting, data: right } })
  return { ...request, body: bodyWith(data), compared: bodyWith(compared) }
}

/**
 * Handles CorrectEvent and RetractEvent for a fact in any stream of a service.
 * @param aggregates all aggregates of the service; the fact's stream tells which one it belongs to
 * @param request its body's data as `correctionCommands` describe it
 * @param sealAnew seals the right data of a fact that has sealed members; without it such data must hold ciphertext
 * @param within where the fact stands that belongs to no case
 * @throws as `handle` and `sealAnew` do; RangeError for a request that belongs to no case and says nowhere
 */
export const correct = async (
  desk: Desk,
  aggregates: readonly Aggregate[],
  request: Request,
  sealAnew?: SealAnew,
  within?: Within,
): Promise<Answer> => {
  const { caseId } = request
  if (within) return handle(desk, correctable(within.aggregate, within.streamId), request)
  if (caseId === undefined) throw new RangeError('a fact of no case is corrected where its stream is named')
  const history = await desk.store.readCase(caseId)
  const target = history.find((event) => event.id === concernedId(request.body.data))
  for (const aggregate of aggregates) {
    const prefix = streamName(aggregate.service, aggregate.name, '')
    if (!target?.stream.startsWith(prefix)) continue
    const type = aggregate.events.find((one) => one.type === target.type)
    const { data } = request.body.data as Partial<Corrected>
    const right = type && misfitsOf(type, data).length === 0 ? [{ type: target.type, data }] : []
    const facts = [...history.filter(({ stream }) => stream === target.stream), ...right]
    const stream = correctable(aggregate, target.stream.slice(prefix.length), facts)
    return handle(desk, stream, await sealedAnew(request, type, history, sealAnew))
  }
  const [first] = aggregates
  if (!first) throw new RangeError('a service without aggregates has nothing to correct')
  return handle(desk, correctable(first, caseId), request)
}
