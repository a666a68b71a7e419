import type {
  AnswerTreatmentConcern,
  ComplaintLodged,
  ComplaintResolved,
  FactOf,
  Happened,
  LodgeComplaint,
  RaiseTreatmentConcern,
  ResolveComplaint,
  VictimTreatmentConcernAnswered,
  VictimTreatmentConcernRaised,
} from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'

export type ComplaintEvent = FactOf<
  typeof ComplaintLodged | typeof ComplaintResolved | typeof VictimTreatmentConcernRaised | typeof VictimTreatmentConcernAnswered
>

/** What a complaint reads of her own stream: whom support was offered. */
export interface KnownOfHer {
  readonly supported: readonly string[]
}

export type ToLodge = CommandOf<typeof LodgeComplaint, KnownOfHer>
export type ToResolve = CommandOf<typeof ResolveComplaint, KnownOfHer>
export type ToRaise = CommandOf<typeof RaiseTreatmentConcern, KnownOfHer>
export type ToAnswerConcern = CommandOf<typeof AnswerTreatmentConcern, KnownOfHer>
export type ComplaintCommand = ToLodge | ToResolve | ToRaise | ToAnswerConcern

/** Her own complaint, or a concern of others about how she is treated. */
export type Kind = 'complaint' | 'concern'

export interface NotRaised {
  readonly stage: 'notRaised'
}
export interface Open {
  readonly stage: 'open'
  readonly kind: Kind
  readonly personRef: string
}
export interface Answered {
  readonly stage: 'answered'
  readonly kind: Kind
  readonly personRef: string
}
export type Complaint = NotRaised | Open | Answered

export const notRaised: Complaint = { stage: 'notRaised' }

export const evolve = (it: Complaint, event: Happened<ComplaintEvent>): Complaint => {
  switch (event.type) {
    case 'victimSupport.ComplaintLodged':
      return { stage: 'open', kind: 'complaint', personRef: event.data.personRef }
    case 'victimSupport.VictimTreatmentConcernRaised':
      return { stage: 'open', kind: 'concern', personRef: event.data.personRef }
    case 'victimSupport.ComplaintResolved':
    case 'victimSupport.VictimTreatmentConcernAnswered':
      return it.stage === 'open' ? { ...it, stage: 'answered' } : it
  }
}
