import { aggregate, takes } from '@case-timeline/commands'
import * as contract from '@case-timeline/contracts'
import { decideExtradition, requestExtradition } from './extradition.decide.ts'
import { evolve, notRequested } from './extradition.ts'

/** The streams `prosecution.extradition-<requestId>`: one stream for each request for extradition. */
export const extraditionStream = aggregate({
  service: 'prosecution',
  name: 'extradition',
  events: [contract.ExtraditionRequested, contract.ExtraditionDecided],
  initial: notRequested,
  evolve,
  streamId: (_, { requestId }) => requestId,
  commands: [
    takes(contract.RequestExtradition, { decide: requestExtradition }),
    takes(contract.DecideExtradition, { decide: decideExtradition }),
  ],
})
