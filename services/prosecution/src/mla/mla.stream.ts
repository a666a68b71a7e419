import { aggregate, takes } from '@case-timeline/commands'
import * as contract from '@case-timeline/contracts'
import {
  acknowledgeMlaRequest,
  executeMlaRequest,
  receiveMlaRequest,
  refuseMlaRequest,
  remindOfMlaRequest,
  sendMlaRequest,
} from './mla.decide.ts'
import { collectedItems } from './mla.reads.ts'
import { evolve, notMade } from './mla.ts'

/** The streams `prosecution.mla-<requestId>`: one stream for each request for legal assistance, sent or received. */
export const mlaStream = aggregate({
  service: 'prosecution',
  name: 'mla',
  events: [
    contract.MlaRequestSent,
    contract.MlaRequestReceived,
    contract.MlaRequestAcknowledged,
    contract.MlaRequestReminded,
    contract.MlaRequestExecuted,
    contract.MlaRequestRefused,
  ],
  initial: notMade,
  evolve,
  streamId: (_, { requestId }) => requestId,
  commands: [
    takes(contract.SendMlaRequest, { decide: sendMlaRequest }),
    takes(contract.ReceiveMlaRequest, { decide: receiveMlaRequest }),
    takes(contract.AcknowledgeMlaRequest, { decide: acknowledgeMlaRequest }),
    takes(contract.RemindOfMlaRequest, { decide: remindOfMlaRequest }),
    takes(contract.ExecuteMlaRequest, { reads: collectedItems, decide: executeMlaRequest }),
    takes(contract.RefuseMlaRequest, { decide: refuseMlaRequest }),
  ],
})
