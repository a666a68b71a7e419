import { correctEvent, retractEvent, type CommandType, type EventType, type Fact, type ServiceName } from '@case-timeline/contracts'
import type { Command, Decided, Forbidden, Rule } from '@case-timeline/decider'
import { streamName, type CaseHistory } from '@case-timeline/casework'
import type { Aggregate } from './aggregate.ts'
import {
  correctedTimeIsNotInFuture,
  correctionAdmitsNoOtherPerson,
  correctionStaysInStream,
  retractedFactIsNotCorrected,
  secondPersonApprovesCorrection,
  correctedFactIsAsAtRequest,
  correctedDataFitsEventType,
  noFactDependsOnRetractedFact,
  onlyRecordingAgencyCorrects,
  onlyOriginalFactIsCorrected,
  correctedFactIsRecordedHere,
  correctedFactIsRecordable,
  type CorrectionTarget,
} from './correction.rules.ts'
import { withApproverOfFact } from './corrected-approver.ts'
import {
  approverOf,
  concernedEventId,
  correctionFactOf,
  currentDataOf,
  correctionTargetIn,
  invalidPathsOf,
  type Corrected,
  type CorrectionData,
} from './correction-target.ts'
import type { StoredEvent } from '@case-timeline/event-store'
import { handle } from './handle.ts'
import { readElsewhere } from './candidate-commands.ts'
import type { Answer, CommandContext, SubmittedCommand } from './submitted-command.ts'

type CorrectionCommand = Command<string, unknown, CorrectionTarget>

/** The two commands that every service accepts for every fact that it recorded. */
export const correctionCommands = (service: ServiceName): readonly CommandType[] => [correctEvent(service), retractEvent(service)]

const RULES: Readonly<Record<string, readonly Rule[]>> = {
  CorrectEvent: [
    correctedFactIsRecordedHere,
    onlyRecordingAgencyCorrects,
    onlyOriginalFactIsCorrected,
    retractedFactIsNotCorrected,
    correctedDataFitsEventType,
    correctionStaysInStream,
    correctionAdmitsNoOtherPerson,
    correctedTimeIsNotInFuture,
    correctedFactIsRecordable,
    noFactDependsOnRetractedFact,
    correctedFactIsAsAtRequest,
    secondPersonApprovesCorrection,
  ] as readonly Rule[],
  RetractEvent: [
    correctedFactIsRecordedHere,
    onlyRecordingAgencyCorrects,
    retractedFactIsNotCorrected,
    noFactDependsOnRetractedFact,
    correctedFactIsAsAtRequest,
    secondPersonApprovesCorrection,
  ] as readonly Rule[],
}

const decide = (command: CorrectionCommand): Decided | Forbidden => {
  const { event, refused, alongside } = command.known
  const rules = RULES[command.name] ?? []
  // Forbidden, whatever the rule's level for a correction is: `redecided` has applied its level for the fact.
  if (refused && rules.every((rule) => rule.needsSecondPerson === true || rule.holds(undefined, command)))
    return { forbiddenBy: { ...refused.rule, facts: () => refused.facts } }
  return { under: rules, events: event ? [correctionFactOf(command), ...alongside] : [] }
}

/** The stored events of a history that was built from the store. */
const storedEventsOf = ({ events }: CaseHistory): readonly StoredEvent[] => events as readonly StoredEvent[]

/**
 * An aggregate as a record that can be corrected: the same streams, judged as they were recorded.
 * @param facts of the stream, with the corrected fact at the end
 */
const correctableAggregate = (
  aggregate: Aggregate,
  streamId: string,
  { approval }: Pick<SubmittedCommand, 'approval'>,
  facts: readonly Fact[] = [],
): Aggregate => {
  const entries = Object.values(aggregate.commands)
  const linksAreRead = entries.some(({ readsLinkedCases }) => readsLinkedCases !== undefined)
  const streamsAreRead = entries.some(({ readsStreams }) => readsStreams !== undefined)
  const entryOf = (type: CommandType): Aggregate['commands'][string] => ({
    type,
    decide: (_, command) => decide(command as CorrectionCommand),
    readsLinkedCases: () => linksAreRead,
    readsStreams: (command) => (streamsAreRead ? readElsewhere(aggregate, facts, command) : []),
    reads: (history, command, { linked, elsewhere }) => {
      const known = correctionTargetIn(
        aggregate,
        streamName(aggregate.service, aggregate.name, streamId),
        storedEventsOf(history),
        command,
        {
          linked: linked && {
            ...linked,
            cases: linked.cases.map((linkedCase) => ({ caseId: linkedCase.caseId ?? '', events: storedEventsOf(linkedCase) })),
          },
          elsewhere: elsewhere && storedEventsOf(elsewhere),
        },
        approval?.readAtRequest,
      )
      const amendments = history.events.filter(({ id }) => known.amendments.includes(id))
      return { known, read: known.event ? [known.event, ...amendments] : [] }
    },
  })
  return {
    ...aggregate,
    commands: Object.fromEntries(correctionCommands(aggregate.service).map((type) => [type.name, entryOf(type)])),
    decide: (command) => decide(command as CorrectionCommand),
    initial: undefined,
    evolve: (state) => state,
    readsCase: true,
    streamId: () => streamId,
    // Corrections name facts as they were recorded; persons are resolved when the correction is judged.
    judgesReferences: true,
  }
}

/**
 * The aggregate of a fact as a record in which the fact can be corrected or retracted.
 * @param history of the fact's case
 * @param command that corrects or retracts it
 */
export const correctableAggregateOf = (
  aggregate: Aggregate,
  target: StoredEvent,
  history: readonly StoredEvent[],
  command: SubmittedCommand,
): Aggregate => {
  const type = aggregate.events.find((eventType) => eventType.type === target.type)
  const { data: sent } = command.body.data as Partial<Corrected>
  const data = type && withApproverOfFact(type, sent, target.data, approverOf(command.approval ?? {}))
  const correctedData = type && invalidPathsOf(type, data).length === 0 ? [{ type: target.type, data, envelope: target.envelope }] : []
  const facts = [...history.filter(({ stream }) => stream === target.stream), ...correctedData]
  const streamId = target.stream.slice(streamName(aggregate.service, aggregate.name, '').length)
  return correctableAggregate(aggregate, streamId, command, facts)
}

/** One stream of an aggregate. */
export interface AggregateStream {
  readonly aggregate: Aggregate
  readonly streamId: string
}

/**
 * Makes the members of corrected data that a service makes itself, such as ciphertext: the data to store, and the data
 * by which a retry is compared. `history` is that of the fact's case.
 */
export type PrepareCorrection = (
  type: EventType,
  data: unknown,
  fact: StoredEvent,
  history: readonly StoredEvent[],
) => Promise<{ readonly data: unknown; readonly comparedData: unknown }>

const withPreparedData = async (
  command: SubmittedCommand,
  type: EventType | undefined,
  fact: StoredEvent,
  history: readonly StoredEvent[],
  prepareCorrection?: PrepareCorrection,
) => {
  if (!type || !prepareCorrection || command.name !== 'CorrectEvent') return command
  const correctionData = command.body.data as CorrectionData
  const { data, comparedData } = await prepareCorrection(type, correctionData.data, fact, history)
  const bodyWith = (correctedData: unknown) => ({ ...command.body, data: { ...correctionData, data: correctedData } })
  return { ...command, body: bodyWith(data), comparedBody: bodyWith(comparedData) }
}

/**
 * As when the fact was recorded, the office to which it is addressed is looked up in the register; one that the correction
 * leaves as it is in force was looked up then.
 */
const withAddresseeChecked = async (
  context: CommandContext,
  aggregate: Aggregate,
  target: StoredEvent,
  history: readonly StoredEvent[],
  command: SubmittedCommand,
): Promise<SubmittedCommand> => {
  const type = aggregate.events.find((one) => one.type === target.type)
  const commandType = Object.values(aggregate.commands).find((entry) => type !== undefined && entry.type.addresses === type)?.type
  const { data } = command.body.data as Partial<Corrected>
  if (!type || !commandType || command.name !== 'CorrectEvent' || invalidPathsOf(type, data).length > 0) return command
  const stream = history.filter((event) => event.stream === target.stream)
  const officeIn = (fact: unknown) => type.addressee?.officeOf(fact as never)
  if (officeIn(data) === officeIn(currentDataOf(aggregate, stream, target))) return command
  return { ...command, unregisteredOffice: await context.unregisteredOffice?.(commandType, data) }
}

const underLawOfFact = (target: StoredEvent | undefined, command: SubmittedCommand): SubmittedCommand =>
  target ? { ...command, jurisdiction: target.envelope.jurisdiction } : command

/**
 * Handles CorrectEvent and RetractEvent for a fact in any stream of a service.
 * @param aggregates all aggregates of the service; the fact's stream determines its aggregate
 * @param command its body's data as defined by `correctionCommands`
 * @param prepareCorrection makes the members of corrected data that the service makes; without it they are recorded as
 *   sent
 * @param aggregateStream the stream of a fact that belongs to no case
 * @throws like `handle` and `prepareCorrection`; RangeError for a command that belongs to no case and names no stream
 */
export const correct = async (
  context: CommandContext,
  aggregates: readonly Aggregate[],
  command: SubmittedCommand,
  prepareCorrection?: PrepareCorrection,
  aggregateStream?: AggregateStream,
): Promise<Answer> => {
  const { caseId } = command
  if (aggregateStream) {
    const { aggregate, streamId } = aggregateStream
    const facts = await context.store.readStream(streamName(aggregate.service, aggregate.name, streamId))
    const fact = facts.find(({ id }) => id === concernedEventId(command.body.data))
    return handle(context, correctableAggregate(aggregate, streamId, command), underLawOfFact(fact, command))
  }
  if (caseId === undefined) throw new RangeError('a correction of a fact that belongs to no case must name its stream')
  const history = await context.store.readCase(caseId)
  const target = history.find((event) => event.id === concernedEventId(command.body.data))
  for (const aggregate of aggregates) {
    const prefix = streamName(aggregate.service, aggregate.name, '')
    if (!target?.stream.startsWith(prefix)) continue
    const type = aggregate.events.find((eventType) => eventType.type === target.type)
    const correctable = correctableAggregateOf(aggregate, target, history, command)
    const checked = await withAddresseeChecked(context, aggregate, target, history, underLawOfFact(target, command))
    return handle(context, correctable, await withPreparedData(checked, type, target, history, prepareCorrection))
  }
  const [first] = aggregates
  if (!first) throw new RangeError('a service without aggregates has no facts to correct')
  // The fact is not in this case: any aggregate refuses the command, and records the refusal.
  return handle(context, correctableAggregate(first, caseId, command), command)
}
