import { registerStreams } from '@case-timeline/casework'
import { aggregate, takes } from '@case-timeline/commands'
import {
  adjudicationDeath,
  adjudicationDetention,
  adjudicationDetentionCommands,
  investigationDeath,
  investigationDetention,
  investigationDetentionCommands,
  prosecutionDeath,
  prosecutionDetention,
  prosecutionDetentionCommands,
  type DetentionCommands,
  type EventType,
  type JusticeService,
} from '@case-timeline/contracts'
import { custodyDecisionsOf } from './custody.decide.ts'
import { deathReadingOf, holdingReadingOf, releaseReadingOf } from './custody.reads.ts'
import { custody, evolve } from './custody.ts'

const EVENTS: Readonly<Record<JusticeService, readonly EventType[]>> = {
  investigation: [...Object.values(investigationDetention), ...Object.values(investigationDeath)],
  prosecution: [...Object.values(prosecutionDetention), ...Object.values(prosecutionDeath)],
  adjudication: [...Object.values(adjudicationDetention), ...Object.values(adjudicationDeath)],
}
const COMMANDS: Readonly<Record<JusticeService, DetentionCommands>> = {
  investigation: investigationDetentionCommands,
  prosecution: prosecutionDetentionCommands,
  adjudication: adjudicationDetentionCommands,
}

/**
 * The stream `<service>.custody-<caseId>~<personRef>`: the detention of one person by the authorities of one service.
 */
export const custodyStreamOf = (service: JusticeService) => {
  const { OrderDetention, ExtendDetention, EndDetention, RecordDeathInCustody } = COMMANDS[service]
  const { orderDetention, extendDetention, endDetention, recordDeath } = custodyDecisionsOf(service)
  return aggregate({
    service,
    name: 'custody',
    events: EVENTS[service],
    initial: custody,
    evolve,
    streamId: (caseId, { personRef }) => `${caseId}~${personRef}`,
    commands: [
      takes(OrderDetention, {
        reads: holdingReadingOf(service, 'DetentionOrdered'),
        readsStreams: registerStreams,
        decide: orderDetention,
      }),
      takes(ExtendDetention, {
        reads: holdingReadingOf(service, 'DetentionExtended'),
        readsStreams: registerStreams,
        decide: extendDetention,
      }),
      takes(EndDetention, { reads: releaseReadingOf(service), decide: endDetention }),
      takes(RecordDeathInCustody, { reads: deathReadingOf(service), decide: recordDeath }),
    ],
  })
}
