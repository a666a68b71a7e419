import { z } from 'zod'
import { Approver, Code, KnownZone, OccurredAt, RuleId, type ServiceName } from './fields.ts'

/** A ground on which a rule that allows it may be set aside; recorded as RuleOverridden. */
export const OverrideBasis = z.enum(['vitalInterest', 'bestInterests', 'courtOrder', 'legalDuty'])
export type OverrideBasis = z.infer<typeof OverrideBasis>

export const Override = z.strictObject({
  ruleId: RuleId,
  basis: OverrideBasis,
  reasonCode: Code,
  approver: Approver.optional(),
})
export type Override = z.infer<typeof Override>

/** One command that a service takes over HTTP as `POST /cases/{caseId}/<name in kebab case>`, or under `at` when it belongs to no case. */
export interface CommandType<N extends string = string, D extends z.ZodType = z.ZodType> {
  readonly name: N
  readonly service: ServiceName
  /** The collection that it is posted to, such as `initiatives`, when it belongs to no case. */
  readonly at?: string
  readonly meaning: string
  readonly data: D
  readonly example: z.infer<D>
}

/** Defines a command; its data often is an event's data less what the service itself derives. */
export const commandType = <const N extends string, D extends z.ZodType>(definition: CommandType<N, D>): CommandType<N, D> => definition

/** What a caller sends: the command's data, and the circumstances that any fact may state. */
export const commandBody = <D extends z.ZodType>(command: CommandType<string, D>) =>
  z.strictObject({
    occurredAt: OccurredAt.optional().meta({
      description: 'when it happened, at the precision known; absent means unknown (a decision: now)',
    }),
    occurredZone: KnownZone.optional(),
    overrides: z.array(Override).max(10).optional(),
    data: command.data,
  })
export type CommandBody<D> = {
  occurredAt?: string | undefined
  occurredZone?: string | undefined
  overrides?: Override[] | undefined
  data: D
}
