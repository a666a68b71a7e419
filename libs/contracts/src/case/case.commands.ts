import { commandType, supervisorsOf } from '../command-type.ts'
import { KnownZone, type ServiceName, UncheckedData } from '../fields.ts'
import { EventCorrected } from './event-corrected.ts'
import { EventRetracted } from './event-retracted.ts'

const { schemaVersion: _, approver: __, ...correction } = EventCorrected.example
const { approver: ___, ...retraction } = EventRetracted.example

/**
 * The correction of a recorded fact, in the newest version of its type: every service accepts it for the events of its
 * own streams.
 */
export const correctEvent = (service: ServiceName) =>
  commandType({
    name: 'CorrectEvent',
    service,
    meaning: 'States the correct content of a recorded fact. The original stays.',
    data: EventCorrected.data
      .omit({ schemaVersion: true, approver: true })
      .extend({ data: UncheckedData, occurredZone: KnownZone.optional() }),
    example: correction,
    approvedBy: supervisorsOf(service),
  })

/** The retraction of a recorded fact: every service accepts it for the events of its own streams. */
export const retractEvent = (service: ServiceName) =>
  commandType({
    name: 'RetractEvent',
    service,
    meaning: 'States that a recorded fact never happened, or belongs elsewhere. The original stays.',
    data: EventRetracted.data.omit({ approver: true }),
    example: retraction,
    approvedBy: supervisorsOf(service),
  })
