import type { FactOf, IntakeRecorded, IntakeResolved, RecordedFact } from '@case-timeline/contracts'

export type IntakeEvent = FactOf<typeof IntakeRecorded | typeof IntakeResolved>

export interface NotRecorded {
  readonly stage: 'notRecorded'
}
export interface Open {
  readonly stage: 'open'
  readonly personRef: string
}
export interface Resolved {
  readonly stage: 'resolved'
  readonly personRef: string
}
export type Intake = NotRecorded | Open | Resolved

export const notRecorded: Intake = { stage: 'notRecorded' }

export const evolve = (intake: Intake, event: RecordedFact<IntakeEvent>): Intake => {
  switch (event.type) {
    case 'victimSupport.IntakeRecorded':
      return intake.stage === 'notRecorded' ? { stage: 'open', personRef: event.data.personRef } : intake
    case 'victimSupport.IntakeResolved':
      return intake.stage === 'open' ? { ...intake, stage: 'resolved' } : intake
  }
}
