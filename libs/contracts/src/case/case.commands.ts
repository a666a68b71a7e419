import { commandType } from '../command-type.ts'
import { KnownZone, type ServiceName, Unjudged } from '../fields.ts'
import { EventCorrected } from './event-corrected.ts'
import { EventRetracted } from './event-retracted.ts'

const { schemaVersion: _, ...correction } = EventCorrected.example

/** The correction of a recorded fact, in the newest shape of its type: every service takes it for the events of its own streams. */
export const correctEvent = (service: ServiceName) =>
  commandType({
    name: 'CorrectEvent',
    service,
    meaning: 'States what a recorded fact should have said. The original stays.',
    data: EventCorrected.data.omit({ schemaVersion: true }).extend({ data: Unjudged, occurredZone: KnownZone.optional() }),
    example: correction,
  })

/** The retraction of a recorded fact: every service takes it for the events of its own streams. */
export const retractEvent = (service: ServiceName) =>
  commandType({
    name: 'RetractEvent',
    service,
    meaning: 'States that a recorded fact never happened, or belongs elsewhere. The original stays.',
    data: EventRetracted.data,
    example: EventRetracted.example,
  })
