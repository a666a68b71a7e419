import type {
  ComplaintLodged,
  ComplaintResolved,
  FactOf,
  RecordedFact,
  VictimTreatmentConcernAnswered,
  VictimTreatmentConcernRaised,
} from '@case-timeline/contracts'

export type ComplaintEvent = FactOf<
  typeof ComplaintLodged | typeof ComplaintResolved | typeof VictimTreatmentConcernRaised | typeof VictimTreatmentConcernAnswered
>

/** `complaint`: lodged for the person; `concern`: raised by others about how the person is treated. */
export type ComplaintKind = 'complaint' | 'concern'

export interface NotRaised {
  readonly stage: 'notRaised'
}
export interface Open {
  readonly stage: 'open'
  readonly kind: ComplaintKind
  readonly personRef: string
}
export interface Answered {
  readonly stage: 'answered'
  readonly kind: ComplaintKind
  readonly personRef: string
}
export type Complaint = NotRaised | Open | Answered

export const notRaised: Complaint = { stage: 'notRaised' }

export const evolve = (complaint: Complaint, event: RecordedFact<ComplaintEvent>): Complaint => {
  switch (event.type) {
    case 'victimSupport.ComplaintLodged':
      return { stage: 'open', kind: 'complaint', personRef: event.data.personRef }
    case 'victimSupport.VictimTreatmentConcernRaised':
      return { stage: 'open', kind: 'concern', personRef: event.data.personRef }
    case 'victimSupport.ComplaintResolved':
    case 'victimSupport.VictimTreatmentConcernAnswered':
      return complaint.stage === 'open' ? { ...complaint, stage: 'answered' } : complaint
  }
}
