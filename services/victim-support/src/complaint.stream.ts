import {
  complaintCommands,
  ComplaintLodged,
  ComplaintResolved,
  VictimTreatmentConcernAnswered,
  VictimTreatmentConcernRaised,
} from '@case-timeline/contracts'
import type { Aggregate } from '@case-timeline/event-store'
import { complaint } from './domain/complaint.decide.ts'
import type { Complaint, ComplaintCommand, ComplaintEvent } from './domain/complaint.ts'
import { whomSupportWasOffered } from './offered.ts'

/** The streams `victimSupport.complaint-<id>`: one complaint of hers, or one concern of others about how she is treated. */
export const complaintStream: Aggregate<Complaint, ComplaintCommand, ComplaintEvent> = {
  service: 'victimSupport',
  name: 'complaint',
  events: [ComplaintLodged, ComplaintResolved, VictimTreatmentConcernRaised, VictimTreatmentConcernAnswered],
  commands: complaintCommands,
  decider: complaint,
  streamId: (_, data) => ('complaintId' in data ? data.complaintId : data.concernId),
  known: (history, { data }) => whomSupportWasOffered(history, data.personRef),
}
