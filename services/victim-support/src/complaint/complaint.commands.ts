import type * as contract from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'
import type { KnownSupport } from '../person/person.commands.ts'

export type LodgeComplaint = CommandOf<typeof contract.LodgeComplaint, KnownSupport>
export type ResolveComplaint = CommandOf<typeof contract.ResolveComplaint, KnownSupport>
export type RaiseTreatmentConcern = CommandOf<typeof contract.RaiseTreatmentConcern, KnownSupport>
export type AnswerTreatmentConcern = CommandOf<typeof contract.AnswerTreatmentConcern, KnownSupport>
