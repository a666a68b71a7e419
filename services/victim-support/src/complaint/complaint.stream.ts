import { isKeptInSupport } from '@case-timeline/casework'
import { aggregate, takes } from '@case-timeline/commands'
import * as contract from '@case-timeline/contracts'
import { supportOffered } from '../person/supported-person.reads.ts'
import {
  answerTreatmentConcern,
  lodgeComplaint,
  raiseTreatmentConcern,
  resolveComplaint,
  whenNotRaised,
  whenOpen,
} from './complaint.decide.ts'
import { evolve, notRaised } from './complaint.ts'

/** The streams `victimSupport.complaint-<id>`: one complaint, or one concern about how the person is treated. */
export const complaintStream = aggregate({
  service: 'victimSupport',
  name: 'complaint',
  events: [
    contract.ComplaintLodged,
    contract.ComplaintResolved,
    contract.VictimTreatmentConcernRaised,
    contract.VictimTreatmentConcernAnswered,
  ],
  initial: notRaised,
  evolve,
  isKept: isKeptInSupport,
  streamId: (_, data) => ('complaintId' in data ? data.complaintId : data.concernId),
  commands: [
    takes(contract.LodgeComplaint, { reads: supportOffered, decide: whenNotRaised(lodgeComplaint) }),
    takes(contract.ResolveComplaint, { reads: supportOffered, decide: whenOpen(resolveComplaint) }),
    takes(contract.RaiseTreatmentConcern, { reads: supportOffered, decide: whenNotRaised(raiseTreatmentConcern) }),
    takes(contract.AnswerTreatmentConcern, { reads: supportOffered, decide: whenOpen(answerTreatmentConcern) }),
  ],
})
