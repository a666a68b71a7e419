import type * as contract from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'
import type { KnownSupport } from '../person/person.commands.ts'

export type RecordIntake = CommandOf<typeof contract.RecordIntake, KnownSupport>
export type ResolveIntake = CommandOf<typeof contract.ResolveIntake, KnownSupport>
