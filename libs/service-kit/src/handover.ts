import { type CommandType, type EventType, upcast } from '@case-timeline/contracts'
import { type Aggregate, commandIdForReaction, type Desk, handle } from '@case-timeline/event-store'
import type { Reaction } from '@case-timeline/feed'
import type { z } from 'zod'

/** What another sector's event makes this service do: one command, whose data follow from the event's alone. */
export interface Handover<F = unknown, D = unknown> {
  /** Names its consumer, and so its checkpoint, for ever. */
  readonly name: string
  readonly on: EventType<string, z.ZodType<F>>
  readonly aggregate: Aggregate
  readonly command: CommandType<string, z.ZodType<D>>
  // A method, so that handovers of different events stand in one list.
  data(fact: F): NoInfer<D>
}

export const handover = <F, D>(definition: Handover<F, D>): Handover => definition as Handover

/** Whose desk takes handovers in: the agency that receives them, acting by itself. */
export interface Receiver {
  readonly desk: Desk
  readonly agencyId: string
  readonly jurisdiction: string
}

/** A handover as a reaction of the feed. The same event always makes the same command, so a redelivery records nothing new. */
export const reactionOf = ({ desk, agencyId, jurisdiction }: Receiver, it: Handover): Reaction => ({
  name: it.name,
  on: it.on,
  run: (event) => {
    if (event.caseId === undefined) throw new Error(`${it.name}: ${event.type} ${event.id} belongs to no case`)
    return handle(desk, it.aggregate, {
      caseId: event.caseId,
      name: it.command.name,
      // A handover and its receipt are one moment, also when both are recorded long after; recordedAt says when that was.
      body: {
        occurredAt: event.occurredAt,
        occurredZone: event.occurredZone,
        data: it.data(upcast(it.on, event.schemaVersion, event.data)),
      },
      actor: { userId: `system.${it.aggregate.service}.reactions`, agencyId, role: 'system' },
      commandId: commandIdForReaction(it.name, event.id, it.command.name),
      keyed: true,
      correlationId: event.envelope.correlationId,
      causationId: event.id,
      jurisdiction,
    })
  },
})
