import type * as contract from '@case-timeline/contracts'
import type { AgencyId, FactOf, RecordedFact } from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'

export type InitiativeEvent = FactOf<
  | typeof contract.ChallengeRaised
  | typeof contract.InitiativeAgreed
  | typeof contract.InitiativeReviewed
  | typeof contract.TrainingHeld
  | typeof contract.ProcedureChanged
  | typeof contract.OutcomeMeasureSet
  | typeof contract.OutcomeMeasured
>

export type RaiseChallenge = CommandOf<typeof contract.RaiseChallenge>
export type AgreeInitiative = CommandOf<typeof contract.AgreeInitiative>
export type ReviewInitiative = CommandOf<typeof contract.ReviewInitiative>
export type RecordTraining = CommandOf<typeof contract.RecordTraining>
export type RecordProcedure = CommandOf<typeof contract.RecordProcedure>
export type SetOutcomeMeasure = CommandOf<typeof contract.SetOutcomeMeasure>
export type RecordOutcome = CommandOf<typeof contract.RecordOutcome>

export interface NotRaised {
  readonly stage: 'notRaised'
}
/** What agencies did to answer a challenge, with or without an agreement, and by what they measure it. */
interface Implemented {
  readonly trainings: readonly string[]
  /** Which agency set each measure, by the measure's id. */
  readonly measures: Readonly<Record<string, AgencyId>>
}
/** A challenge for which no initiative is agreed. */
export interface Raised extends Implemented {
  readonly stage: 'raised'
}
export interface Agreed extends Implemented {
  readonly stage: 'agreed'
}
/** The target of the initiative was reached, or the initiative was abandoned. Outcomes are measured also afterwards. */
export interface Ended extends Implemented {
  readonly stage: 'ended'
}
export type OfChallenge = Raised | Agreed | Ended
export type Initiative = NotRaised | OfChallenge

export const notRaised: Initiative = { stage: 'notRaised' }

const implementedIn = (initiative: Initiative): Implemented =>
  initiative.stage === 'notRaised' ? { trainings: [], measures: {} } : { trainings: initiative.trainings, measures: initiative.measures }

export const evolve = (initiative: Initiative, event: RecordedFact<InitiativeEvent>): Initiative => {
  switch (event.type) {
    case 'auditTrail.ChallengeRaised':
      return { stage: 'raised', ...implementedIn(initiative) }
    case 'auditTrail.InitiativeAgreed':
      return { stage: 'agreed', ...implementedIn(initiative) }
    case 'auditTrail.InitiativeReviewed':
      return event.data.outcome === 'reached' || event.data.outcome === 'abandoned'
        ? { stage: 'ended', ...implementedIn(initiative) }
        : initiative
    case 'auditTrail.TrainingHeld':
      return initiative.stage === 'notRaised' ? initiative : { ...initiative, trainings: [...initiative.trainings, event.data.trainingId] }
    case 'auditTrail.OutcomeMeasureSet':
      return initiative.stage === 'notRaised'
        ? initiative
        : { ...initiative, measures: { ...initiative.measures, [event.data.measureId]: event.data.agency } }
    case 'auditTrail.ProcedureChanged':
    case 'auditTrail.OutcomeMeasured':
      return initiative
  }
}
