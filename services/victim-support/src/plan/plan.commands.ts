import type * as contract from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'
import type { KnownSupport } from '../person/person.commands.ts'

export type AgreeSupportPlan = CommandOf<typeof contract.AgreeSupportPlan, KnownSupport>
export type ReviewSupportPlan = CommandOf<typeof contract.ReviewSupportPlan, KnownSupport>
export type DeliverService = CommandOf<typeof contract.DeliverService, KnownSupport>
