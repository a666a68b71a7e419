import { type CommandType, type EventType, upcast } from '@case-timeline/contracts'
import { type Aggregate, type Answer, commandIdForReaction, type Desk, handle, type StoredEvent } from '@case-timeline/event-store'
import type { z } from 'zod'

/** One command that an event causes. */
export interface Caused {
  readonly data: unknown
  /** Which of several things the command is for, where one event causes several: it keeps their command ids apart. */
  readonly target?: string
}

/** What other sectors' events make this service do: commands whose data follow from the event alone. */
export interface Handover {
  /** Names its consumer, and so its checkpoint, for ever. */
  readonly name: string
  readonly on: readonly EventType[]
  readonly aggregate: Aggregate
  readonly command: CommandType
  /** Whether only an agency that takes part in the case already hears of it: then the event brings nobody in. */
  readonly amongParticipants: boolean
  /** Whether an agency has anything to do about it, where that hangs on what the case says besides; absent: it has. */
  concerns?(event: Told, agencyId: string, history: () => Promise<readonly StoredEvent[]>): Promise<boolean>
  causes(event: Told): readonly Caused[]
}

/** An event as a handover reads it, its data in the newest shape. */
export interface Told {
  readonly id: string
  readonly type: string
  readonly data: unknown
}

interface Definition<F, D> extends Pick<Handover, 'name' | 'aggregate'> {
  readonly on: EventType<string, z.ZodType<F>>
  readonly command: CommandType<string, z.ZodType<D>>
}

/** One event, one command. */
export const handover = <F, D>(definition: Definition<F, D> & { readonly data: (fact: F) => NoInfer<D> }): Handover => ({
  ...definition,
  on: [definition.on],
  amongParticipants: false,
  causes: ({ data }) => [{ data: definition.data(data as F) }],
})

/** One event, one command for each thing that it names. @param each the data of the commands, by the id of the thing */
export const handoverOfEach = <F, D>(
  definition: Definition<F, D> & { readonly each: (fact: F) => readonly (readonly [target: string, data: NoInfer<D>])[] },
): Handover => ({
  ...definition,
  on: [definition.on],
  amongParticipants: true,
  causes: ({ data }) => definition.each(data as F).map(([target, caused]) => ({ target, data: caused })),
})

/** Whose desk takes handovers in. */
export interface Receiver {
  readonly desk: Desk
  readonly jurisdiction: string
  /** The agency that receives what happens in a case, acting by itself; nothing where there is none. */
  agencyOf(caseId: string): Promise<string | undefined>
  takesPart(agencyId: string, caseId: string): Promise<boolean>
}

/** Takes in what other sectors hand over. An abstract class, because Nest injects it by this token. */
export abstract class Handovers {
  /**
   * Has the commands carried out that an event causes. The same event always makes the same commands, so a redelivery records nothing new.
   * @returns the last answer, or the first one that is not settled; nothing where nobody receives it
   * @throws for an event that the handover does not take in
   */
  abstract take(handover: Handover, event: StoredEvent): Promise<Answer | void>
}

export const handoversOf = (receiver: Receiver): Handovers => ({
  async take(it, event) {
    const told = toldBy(it, event)
    if (event.caseId === undefined) throw new Error(`${it.name}: ${event.type} ${event.id} belongs to no case`)
    const agencyId = await receiver.agencyOf(event.caseId)
    if (agencyId === undefined) return
    if (it.amongParticipants && !(await receiver.takesPart(agencyId, event.caseId))) return
    const { caseId } = event
    if (it.concerns && !(await it.concerns(told, agencyId, () => receiver.desk.store.readCase(caseId)))) return
    let answer: Answer | undefined
    for (const caused of it.causes(told)) {
      answer = await carryOut(receiver, it, event, agencyId, caused)
      if (!SETTLED.includes(answer.outcome)) return answer
    }
    return answer
  },
})

const SETTLED: readonly Answer['outcome'][] = ['appended', 'duplicate', 'refused']

const toldBy = (it: Handover, { id, type, schemaVersion, data }: StoredEvent): Told => {
  const definition = it.on.find((one) => one.type === type)
  if (!definition) throw new Error(`${it.name} was given ${type} ${id}, which it does not take in`)
  return { id, type, data: upcast(definition, schemaVersion, data) }
}

const carryOut = ({ desk, jurisdiction }: Receiver, it: Handover, event: StoredEvent, agencyId: string, { data, target }: Caused) =>
  handle(desk, it.aggregate, {
    caseId: event.caseId,
    name: it.command.name,
    // A handover and its receipt are one moment, also when both are recorded long after; recordedAt says when that was.
    body: { occurredAt: event.occurredAt, occurredZone: event.occurredZone, data },
    actor: { userId: `system.${it.aggregate.service}.reactions`, agencyId, role: 'system' },
    commandId: commandIdForReaction(it.name, event.id, target === undefined ? it.command.name : `${it.command.name} ${target}`),
    keyed: true,
    correlationId: event.envelope.correlationId,
    causationId: event.id,
    jurisdiction,
  })
