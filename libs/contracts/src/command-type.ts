import { z } from 'zod'
import type { Schema } from './event-type.ts'
import { Approver, Code, KnownZone, OccurredAt, RuleId, type ServiceName } from './fields.ts'
import type { SealedMembers } from './sealed.ts'

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
export interface CommandType<N extends string = string, D extends Schema = Schema> {
  readonly name: N
  readonly service: ServiceName
  /** The collection that it is posted to, such as `initiatives`, when it belongs to no case. */
  readonly at?: string
  readonly meaning: string
  /** As it is decided: sealed members are ciphertext by then. */
  readonly data: D
  readonly example: z.infer<D>
  /** The event type whose sealed members its data carries under the same names: a caller sends them in the clear. */
  readonly seals?: { readonly type: string; readonly sealed?: SealedMembers<z.infer<D>> }
}

/** Defines a command; its data often is an event's data less what the service itself derives. */
export const commandType = <const N extends string, D extends Schema>(definition: CommandType<N, D>): CommandType<N, D> => definition

/** The data of a command as a caller sends it: what is sealed before it is decided, in the clear; what is derived from that, not at all. */
export const sentData = ({ name, data, seals }: CommandType): Schema => {
  const sealed = Object.entries(seals?.sealed ?? {})
  if (sealed.length === 0) return data
  if (!(data instanceof z.ZodObject)) throw new TypeError(`${name} seals members, so its data must be an object`)
  const shape: Readonly<Record<string, z.ZodType>> = data.shape
  const derived = sealed.flatMap(([, { hashedAs }]) => hashedAs ?? [])
  const kept = Object.entries(shape).filter(([member]) => !derived.includes(member))
  const clear = sealed.map(
    ([member, { clear }]) => [member, shape[member]?.safeParse(undefined).success ? clear.optional() : clear] as const,
  )
  return z.strictObject({ ...Object.fromEntries(kept), ...Object.fromEntries(clear) })
}

/** A command's example as a caller sends it. */
export const sentExample = ({ example, seals }: CommandType): object => {
  const sealed = Object.entries(seals?.sealed ?? {})
  if (sealed.length === 0) return example as object
  const derived = sealed.flatMap(([, { hashedAs }]) => hashedAs ?? [])
  const kept = Object.entries(example as object).filter(([member]) => !derived.includes(member))
  return { ...Object.fromEntries(kept), ...Object.fromEntries(sealed.map(([member, { example: clear }]) => [member, clear])) }
}

/** What a caller sends: the command's data, and the circumstances that any fact may state. */
export const commandBody = (command: CommandType) =>
  z.strictObject({
    occurredAt: OccurredAt.optional().meta({
      description: 'when it happened, at the precision known; absent means unknown (a decision: now)',
    }),
    occurredZone: KnownZone.optional(),
    overrides: z.array(Override).max(10).optional(),
    data: sentData(command),
  })
export type CommandBody<D> = {
  occurredAt?: string | undefined
  occurredZone?: string | undefined
  overrides?: Override[] | undefined
  data: D
}
