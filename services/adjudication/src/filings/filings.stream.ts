import { aggregate, takes } from '@case-timeline/commands'
import * as contract from '@case-timeline/contracts'
import { receiveAppeal, receiveCompensationClaim } from './filings.decide.ts'
import { appealed, claimed } from './filings.reads.ts'
import { evolve, noFilings } from './filings.ts'

/** The stream `adjudication.filing-<caseId>`: what parties of a case filed with the registry of the court. */
export const filingStream = aggregate({
  service: 'adjudication',
  name: 'filing',
  events: [contract.AppealLodged, contract.CompensationClaimFiled],
  initial: noFilings,
  evolve,
  streamId: (caseId) => caseId,
  commands: [
    takes(contract.ReceiveAppeal, { reads: appealed, decide: receiveAppeal }),
    takes(contract.ReceiveCompensationClaim, { reads: claimed, decide: receiveCompensationClaim }),
  ],
})
