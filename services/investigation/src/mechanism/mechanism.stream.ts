import { aggregate, takes } from '@case-timeline/commands'
import * as contract from '@case-timeline/contracts'
import { endCooperationMechanism, establishCooperationMechanism } from './mechanism.decide.ts'
import { evolve, notEstablished } from './mechanism.ts'

/** The streams `investigation.mechanism-<mechanismId>`: one stream for each cooperation mechanism. */
export const mechanismStream = aggregate({
  service: 'investigation',
  name: 'mechanism',
  events: [contract.CooperationMechanismEstablished, contract.CooperationMechanismEnded],
  initial: notEstablished,
  evolve,
  streamId: (_, { mechanismId }) => mechanismId,
  commands: [
    takes(contract.EstablishCooperationMechanism, { decide: establishCooperationMechanism }),
    takes(contract.EndCooperationMechanism, { decide: endCooperationMechanism }),
  ],
})
