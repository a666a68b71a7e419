import { aggregate, takes } from '@case-timeline/commands'
import * as contract from '@case-timeline/contracts'
import { recordPoliceCooperationAnswer, requestPoliceCooperation, shareSpontaneousInformation } from './cooperation.decide.ts'
import { certificates, consents, consentsAndMechanism, mechanismStreams } from './cooperation.reads.ts'
import { evolve, idOf, notSent } from './cooperation.ts'

/**
 * The streams `investigation.cooperation-<requestId or informationId>`: one stream for each request to the police of
 * another country, or for each piece of information sent without a request.
 */
export const cooperationStream = aggregate({
  service: 'investigation',
  name: 'cooperation',
  events: [contract.PoliceCooperationRequested, contract.PoliceCooperationAnswered, contract.SpontaneousInformationShared],
  initial: notSent,
  evolve,
  streamId: (_, data) => idOf(data),
  commands: [
    takes(contract.RequestPoliceCooperation, {
      reads: consentsAndMechanism,
      readsStreams: mechanismStreams,
      decide: requestPoliceCooperation,
    }),
    takes(contract.RecordPoliceCooperationAnswer, { reads: certificates, decide: recordPoliceCooperationAnswer }),
    takes(contract.ShareSpontaneousInformation, { reads: consents, decide: shareSpontaneousInformation }),
  ],
})
