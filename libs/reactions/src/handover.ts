import { type CommandType, type EventType, upcast } from '@case-timeline/contracts'
import { type Aggregate, type Answer, type CommandContext, handle } from '@case-timeline/commands'
import { commandIdForReaction, LogWentBack, type StoredEvent } from '@case-timeline/event-store'
import type { z } from 'zod'

/** One command that an event causes. */
export interface CausedCommand {
  readonly data: unknown
  /** The target of the command, if one event causes several: it makes their command ids distinct. */
  readonly target?: string
}

/** Commands of this service that events of other sectors cause; the data of a command follows from its event alone. */
export interface Handover {
  /** The permanent name of its consumer, which identifies its checkpoint. */
  readonly name: string
  readonly on: readonly EventType[]
  readonly aggregate: Aggregate
  readonly command: CommandType
  /** Those of the event types in `on` that add the receiving agency to the case. */
  readonly participationEvents: readonly EventType[]
  /** Whether only an agency that already participates in the case receives the handover. */
  readonly participantsOnly: boolean
  /** Whether the handover concerns an agency, if that depends on other facts of the case; absent: it does. */
  concerns?(event: HandoverEvent, agencyId: string, history: () => Promise<readonly StoredEvent[]>): Promise<boolean>
  causes(event: HandoverEvent): readonly CausedCommand[]
}

/** An event as a handover reads it, its data in the newest version. */
export interface HandoverEvent {
  readonly id: string
  readonly type: string
  readonly data: unknown
}

interface Definition<F, D> extends Pick<Handover, 'name' | 'aggregate'> {
  readonly on: EventType<string, z.ZodType<F>>
  readonly command: CommandType<string, z.ZodType<D>>
}

/** A handover in which each event causes one command, and adds the receiving agency to the case. */
export const handover = <F, D>(definition: Definition<F, D> & { readonly data: (fact: F) => NoInfer<D> }): Handover => ({
  ...definition,
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
export const handoverOfEach = <F, D>(
  definition: Definition<F, D> & { readonly each: (fact: F) => readonly (readonly [target: string, data: NoInfer<D>])[] },
): Handover => ({
  ...definition,
  on: [definition.on],
  participationEvents: [],
  participantsOnly: true,
  causes: ({ data }) => definition.each(data as F).map(([target, caused]) => ({ target, data: caused })),
})

/** The receiving side of handovers: its command context and its agency. */
export interface Receiver {
  readonly context: CommandContext
  /** The agency that receives the handovers of a case, and acts automatically; undefined if there is none. */
  agencyOf(caseId: string): Promise<string | undefined>
  participates(agencyId: string, caseId: string): Promise<boolean>
}

/** Receives the handovers of other sectors. An abstract class, because Nest injects it by this token. */
export abstract class Handovers {
  /**
   * Handles the commands that an event causes. The same event always causes the same commands, so a redelivery records
   * nothing new.
   * @returns the last answer, or the first one that is not final; undefined if there is no receiver
   * @throws for an event of another type than those of the handover, or of no case
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
    const agencyId = await receiver.agencyOf(event.caseId)
    if (agencyId === undefined) return
    if (handover.participantsOnly && !(await receiver.participates(agencyId, event.caseId))) return
    const { caseId } = event
    if (handover.concerns && !(await handover.concerns(handoverEvent, agencyId, () => receiver.context.store.readCase(caseId)))) return
    let answer: Answer | undefined
    for (const caused of handover.causes(handoverEvent)) {
      answer = await handleCausedCommand(receiver, handover, event, agencyId, generation, caused)
      if (!FINAL_OUTCOMES.includes(answer.outcome)) return answer
    }
    return answer
  },
})

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
  { data, target }: CausedCommand,
) =>
  handle(context, handover.aggregate, {
    caseId: event.caseId,
    name: handover.command.name,
    // A handover and its receipt have the same time of occurrence, even if both are recorded much later; recordedAt
    // states when.
    body: { occurredAt: event.occurredAt, occurredZone: event.occurredZone, data },
    actor: { userId: `system.${handover.aggregate.service}.reactions`, agencyId, role: 'system' },
    commandId: commandIdForReaction(
      handover.name,
      event.id,
      target === undefined ? handover.command.name : `${handover.command.name} ${target}`,
    ),
    retryable: true,
    correlationId: event.envelope.correlationId,
    causationId: event.id,
    // A consequence stands under the law of its cause.
    jurisdiction: event.envelope.jurisdiction,
    // The consequence of an imported fact has its time, or none, and is decided by the rules as any other.
    imported: event.envelope.imported && { source: event.envelope.imported.source },
    generation,
  })
