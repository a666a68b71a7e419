import {
  correctEvent,
  EventCorrected,
  EventRetracted,
  retractEvent,
  type CommandType,
  type EventType,
  type FactOf,
  type ServiceName,
} from '@case-timeline/contracts'
import type { Command, Decider, Rule } from '@case-timeline/decider'
import { streamName, type Aggregate } from './aggregate.ts'
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
  type Target,
} from './correction.rules.ts'
import { dependantsOf } from './dependants.ts'
import type { StoredEvent } from './event-store.ts'
import { handle } from './handle.ts'
import type { Answer, Desk, Request } from './request.ts'

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
  const parsed = type.data.safeParse(data)
  if (parsed.success) return []
  return parsed.error.issues.slice(0, 20).map(({ path }) =>
    ['data', ...path]
      .join('.')
      .replaceAll(/[^A-Za-z0-9_./:+~-]/g, '_')
      .slice(0, 128),
  )
}

const targetIn = (aggregate: Aggregate, stream: string, history: readonly StoredEvent[], command: Omit<Command, 'known'>): Target => {
  const own = history.filter((event) => event.stream === stream)
  const event = own.find((one) => one.id === concernedId(command.data))
  const type = event && aggregate.events.find((one) => one.type === event.type)
  const right = type && command.name === 'CorrectEvent' ? (command.data as Corrected).data : undefined
  const misfits = type && command.name === 'CorrectEvent' ? misfitsOf(type, right) : []
  const retracted = event !== undefined && isRetracted(own, event.id)
  const idOf = (data: unknown) => aggregate.streamId(event?.caseId ?? '', data)
  const moved = right !== undefined && misfits.length === 0 && idOf(right) !== idOf(event?.data)
  const dependants = event && type && misfits.length === 0 && !retracted ? dependantsOf(history, event, type, right) : []
  return { event, type, retracted, misfits, moved, dependants }
}

const RULES: Readonly<Record<string, readonly Rule[]>> = {
  CorrectEvent: [
    theConcernedFactIsRecordedHere,
    onlyItsOwnAgencyCorrects,
    onlyTheOriginalIsCorrected,
    aRetractedFactIsLeftAlone,
    correctedDataFitsItsType,
    aCorrectionStaysInItsStream,
    aCorrectedTimeIsNotInTheFuture,
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

const factOf = ({ name, data, known }: Correction): FactOf<typeof EventCorrected> | FactOf<typeof EventRetracted> =>
  name === 'CorrectEvent'
    ? { type: EventCorrected.type, data: { ...(data as Correcting), schemaVersion: known.type?.version ?? 1 } }
    : { type: EventRetracted.type, data: data as Retracted }

const decider: Decider<undefined, Correction, ReturnType<typeof factOf>> = {
  initial: undefined,
  evolve: (state) => state,
  decide: (command) => ({ under: RULES[command.name] ?? [], events: command.known.event ? [factOf(command)] : [] }),
}

/** An aggregate seen as a record that can be corrected: the same streams, judged as they were recorded. */
const correctable = (aggregate: Aggregate, streamId: string): Aggregate => ({
  ...aggregate,
  commands: correctionCommands(aggregate.service),
  decider: decider as Aggregate['decider'],
  streamId: () => streamId,
  known: (history, command) => {
    const known = targetIn(aggregate, streamName(aggregate.service, aggregate.name, streamId), history, command)
    return { known, read: known.event ? [known.event] : [] }
  },
})

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
 * @throws as `handle` and `sealAnew` do; RangeError for a request that belongs to no case
 */
export const correct = async (desk: Desk, aggregates: readonly Aggregate[], request: Request, sealAnew?: SealAnew): Promise<Answer> => {
  const { caseId } = request
  if (caseId === undefined) throw new RangeError('only a fact of a case is corrected')
  const history = await desk.store.readCase(caseId)
  const target = history.find((event) => event.id === concernedId(request.body.data))
  for (const aggregate of aggregates) {
    const prefix = streamName(aggregate.service, aggregate.name, '')
    if (!target?.stream.startsWith(prefix)) continue
    const type = aggregate.events.find((one) => one.type === target.type)
    return handle(desk, correctable(aggregate, target.stream.slice(prefix.length)), await sealedAnew(request, type, history, sealAnew))
  }
  const [first] = aggregates
  if (!first) throw new RangeError('a service without aggregates has nothing to correct')
  return handle(desk, correctable(first, caseId), request)
}
