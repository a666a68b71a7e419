import {
  type AgencyId,
  type CommandType,
  EVENT_TYPES,
  type EventType,
  officeAddressedBy,
  type ServiceName,
  upcast,
} from '@case-timeline/contracts'
import { type Aggregate, type Answer, type CommandContext, handle } from '@case-timeline/commands'
import { commandIdForReaction, LogWentBack, type StoredEvent } from '@case-timeline/event-store'
import type { z } from 'zod'

/** One command that an event causes. */
export interface CausedCommand {
  readonly data: unknown
  /** The target of the command, if one event causes several: it makes their command ids distinct. */
  readonly target?: string
}

/** A command in another case than the event that causes it. */
export interface CommandInOtherCase {
  readonly caseId: string
  readonly command: CommandType
  readonly data: unknown
  /**
   * The event from which the command follows, which may be an earlier one of either case. Its id makes the command id: a
   * command that follows from two events of the log, each of which leads to the same cause, is carried out once.
   */
  readonly cause: StoredEvent
  /** What it concerns in that case, if one event causes several commands of one name there. */
  readonly target?: string
}

/** Commands of this service that events of other sectors cause; the data of a command follows from its event alone. */
export interface Handover {
  /** The permanent name of its consumer, which identifies its checkpoint. */
  readonly name: string
  readonly on: readonly EventType[]
  readonly aggregate: Aggregate
  /** The commands that an event may cause; the first is the one in its own case. */
  readonly commands: readonly CommandType[]
  /** Those of the event types in `on` that add the receiving agency to the case. */
  readonly participationEvents: readonly EventType[]
  /** Whether only an agency that already participates in the case receives the handover. */
  readonly participantsOnly: boolean
  /** Whether the handover concerns an agency, if that depends on other facts of the case; absent: it does. */
  concerns?(event: HandoverEvent, agencyId: string, history: () => Promise<readonly StoredEvent[]>): Promise<boolean>
  causes(event: HandoverEvent): readonly CausedCommand[]
  /** The commands in other cases, if it causes any there. The office that has such a case carries them out. */
  causesInOtherCases?(
    event: StoredEvent,
    readCase: (caseId: string) => Promise<readonly StoredEvent[]>,
  ): Promise<readonly CommandInOtherCase[]>
}

/** An event as a handover reads it, its data in the newest version. */
export interface HandoverEvent {
  readonly id: string
  readonly type: string
  readonly data: unknown
}

interface Definition<F, D> extends Pick<Handover, 'name' | 'aggregate' | 'concerns'> {
  readonly on: EventType<string, z.ZodType<F>>
  readonly command: CommandType<string, z.ZodType<D>>
}

/** A handover in which each event causes one command, and adds the receiving agency to the case. */
export const handover = <F, D>({ command, ...definition }: Definition<F, D> & { readonly data: (fact: F) => NoInfer<D> }): Handover => ({
  ...definition,
  commands: [command],
  on: [definition.on],
  participationEvents: [definition.on],
  participantsOnly: false,
  causes: ({ data }) => [{ data: definition.data(data as F) }],
})

/**
 * A handover in which an event causes one command for each thing that the event names. Only an agency that already
 * participates in the case receives it.
 * @param each the data of the commands, by the id of the thing
 */
export const handoverOfEach = <F, D>({
  command,
  ...definition
}: Definition<F, D> & { readonly each: (fact: F) => readonly (readonly [target: string, data: NoInfer<D>])[] }): Handover => ({
  ...definition,
  commands: [command],
  on: [definition.on],
  participationEvents: [],
  participantsOnly: true,
  causes: ({ data }) => definition.each(data as F).map(([target, caused]) => ({ target, data: caused })),
})

/**
 * A handover in which an event causes commands in other cases, and none in its own. What follows is read from the
 * histories of the cases, which this service may see.
 */
export const handoverToOtherCases = (
  definition: Pick<Handover, 'name' | 'on' | 'aggregate' | 'commands'> & Required<Pick<Handover, 'causesInOtherCases'>>,
): Handover => ({ ...definition, participationEvents: [], participantsOnly: true, causes: () => [] })

/** A document names no office, no office has its case, and the deployment names none that receives such documents. */
export class NobodyReceives extends Error {
  override readonly name = 'NobodyReceives'
}

/** The receiving side of handovers: its command context and the offices of its sector. */
export interface Receiver {
  readonly service: ServiceName
  readonly context: CommandContext
  /** The agency that receives what is addressed to no office, in a case that no office has; absent: nobody does. */
  readonly receivingAgency?: AgencyId | undefined
  /** The offices that take part in a case, first the one that has it. */
  officesIn(caseId: string): Promise<readonly AgencyId[]>
}

/** Receives the handovers of other sectors. An abstract class, because Nest injects it by this token. */
export abstract class Handovers {
  /**
   * Handles the commands that an event causes. The same event always causes the same commands, so a redelivery records
   * nothing new.
   * @returns the last answer, or the first one that is not final; undefined if there is no receiver
   * @throws NobodyReceives for a document that may name an office and that nobody gets: its case is parked, and somebody
   *   looks at it; Error for an event of another type than those of the handover, or of no case
   */
  abstract receive(handover: Handover, event: StoredEvent): Promise<Answer | void>
}

/** The handovers to a receiver. */
export const handoversOf = (receiver: Receiver): Handovers => ({
  async receive(handover, event) {
    const handoverEvent = handoverEventOf(handover, event)
    const { store } = receiver.context
    const { generation } = store
    if ((await store.hashesAt([event.position])).get(event.position) !== event.eventHash)
      throw new LogWentBack(`${handover.name}: the event store no longer has ${event.type} ${event.id}: nothing follows from it`)
    if (event.caseId === undefined) throw new Error(`${handover.name}: ${event.type} ${event.id} belongs to no case`)
    const { memory } = receiver.context
    const elsewhere = (await handover.causesInOtherCases?.(event, async (caseId) => (await memory.readCase(caseId)).events)) ?? []
    for (const caused of elsewhere) {
      const refused = await handleInOtherCase(receiver, handover, generation, caused)
      if (refused !== undefined) return refused
    }
    const office = await officeFor(receiver, handover, handoverEvent, event.stream, event.caseId)
    if (office === undefined) return
    let answer: Answer | undefined
    for (const caused of handover.causes(handoverEvent)) {
      answer = await handleCausedCommand(receiver, handover, event, office, generation, caused)
      if (!FINAL_OUTCOMES.includes(answer.outcome)) return answer
    }
    return answer
  },
})

const mayNameOffice = ({ type }: HandoverEvent, service: ServiceName): boolean => EVENT_TYPES.get(type)?.addressee?.sector === service

/**
 * The office in whose name an event is received: the one to which it is addressed, otherwise the one that has the case. A
 * handover that concerns only some offices is received by the first whom it concerns.
 * @throws NobodyReceives for a document that names no office, in a case that none has, if no agency receives such documents
 */
const officeFor = async (
  { service, context, officesIn, receivingAgency }: Receiver,
  handover: Handover,
  event: HandoverEvent,
  stream: string,
  caseId: string,
): Promise<AgencyId | undefined> => {
  const addressed = officeAddressedBy(event, stream, service)?.office
  if (addressed !== undefined) return addressed
  const offices = await officesIn(caseId)
  const candidates = offices.length > 0 || handover.participantsOnly || receivingAgency === undefined ? offices : [receivingAgency]
  if (candidates.length === 0 && !handover.participantsOnly && mayNameOffice(event, service))
    throw new NobodyReceives(
      `${handover.name}: ${event.type} ${event.id} names no office, and no office of ${service} has its case: correct it so that it names one, or set RECEIVING_AGENCY of ${service}; then retry the parked case`,
    )
  if (!handover.concerns) return candidates[0]
  const readCase = async () => (await context.memory.readCase(caseId)).events
  for (const office of candidates) if (await handover.concerns(event, office, readCase)) return office
  return undefined
}

/** After any other outcome, the later commands of the event are not handled. */
const FINAL_OUTCOMES: readonly Answer['outcome'][] = ['appended', 'duplicate', 'refused']

const handoverEventOf = (handover: Handover, { id, type, schemaVersion, data }: StoredEvent): HandoverEvent => {
  const definition = handover.on.find((one) => one.type === type)
  if (!definition) throw new Error(`${handover.name} received ${type} ${id}, which is not one of its event types`)
  return { id, type, data: upcast(definition, schemaVersion, data) }
}

const handleCausedCommand = (
  { context }: Receiver,
  handover: Handover,
  event: StoredEvent,
  agencyId: string,
  generation: number,
  { data, target, command = handover.commands[0], caseId = event.caseId }: CausedCommand & Partial<CommandInOtherCase>,
): Promise<Answer> => {
  if (command === undefined) throw new Error(`${handover.name} causes a command in its case without naming which`)
  return handle(context, handover.aggregate, {
    caseId,
    name: command.name,
    // A handover and its receipt have the same time of occurrence, even if both are recorded much later; recordedAt
    // states when.
    body: { occurredAt: event.occurredAt, occurredZone: event.occurredZone, data },
    actor: { userId: `system.${handover.aggregate.service}.reactions`, agencyId, role: 'system' },
    commandId: commandIdOf(handover, event.id, command, target),
    retryable: true,
    correlationId: event.envelope.correlationId,
    causationId: event.id,
    // A consequence stands under the law of its cause.
    jurisdiction: event.envelope.jurisdiction,
    // The consequence of an imported fact has its time, or none, and is decided by the rules as any other.
    imported: event.envelope.imported && { source: event.envelope.imported.source },
    generation,
  })
}

const commandIdOf = ({ name }: Handover, causeId: string, { name: command }: CommandType, target: string | undefined): string =>
  commandIdForReaction(name, causeId, target === undefined ? command : `${command} ${target}`)

/**
 * Carries out a command in another case, for the office that has it there; nothing where none has.
 * @returns the answer if the later commands must wait. A command whose cause was carried out before is final, also if
 *   other data follow from it now; one whose id was taken by something else is not: somebody may want to prevent it
 */
const handleInOtherCase = async (
  receiver: Receiver,
  handover: Handover,
  generation: number,
  caused: CommandInOtherCase,
): Promise<Answer | undefined> => {
  const { caseId, command, cause } = caused
  const [office] = await receiver.officesIn(caseId)
  if (office === undefined) return undefined
  const target = caused.target === undefined ? caseId : `${caseId} ${caused.target}`
  const answer = await handleCausedCommand(receiver, handover, cause, office, generation, { ...caused, target })
  if (FINAL_OUTCOMES.includes(answer.outcome)) return undefined
  if (answer.outcome !== 'id-clash') return answer
  const commandId = commandIdOf(handover, cause.id, command, target)
  const ownStreams = `${handover.aggregate.service}.`
  const recorded = await receiver.context.store.readCase(caseId)
  return recorded.some((event) => event.commandId === commandId && event.stream.startsWith(ownStreams)) ? undefined : answer
}
