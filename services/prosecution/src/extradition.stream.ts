import { DecideExtradition, ExtraditionDecided, ExtraditionRequested, RequestExtradition } from '@case-timeline/contracts'
import type { Aggregate } from '@case-timeline/event-store'
import type { Extradition, ExtraditionCommand, ExtraditionFact } from './domain/extradition.ts'
import { extradition } from './domain/extradition.decide.ts'

/** The streams `prosecution.extradition-<requestId>`: one request that another country hand over a person. */
export const extraditionStream: Aggregate<Extradition, ExtraditionCommand, ExtraditionFact> = {
  service: 'prosecution',
  name: 'extradition',
  events: [ExtraditionRequested, ExtraditionDecided],
  commands: [RequestExtradition, DecideExtradition],
  decider: extradition,
  streamId: (_, { requestId }) => requestId,
}
