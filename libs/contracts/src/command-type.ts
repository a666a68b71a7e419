import { z } from 'zod'
import type { EventType, NamedCase, Schema } from './event-type.ts'
import { type AgencyId, type Approver, Code, KnownZone, OccurredAt, RuleId, type ServiceName } from './fields.ts'
import type { EncryptedMembers } from './encrypted-members.ts'

/** The roles that lead the work of a sector and may approve commands on its record. */
const LEADING_ROLES: Readonly<Partial<Record<ServiceName, string>>> = {
  investigation: 'lead-investigator',
  prosecution: 'supervising-prosecutor',
  adjudication: 'judge',
  victimSupport: 'support-lead',
  auditTrail: 'auditor',
}

/**
 * The roles of the second person for a command on the record itself: a supervisor of records, or who leads the sector's
 * work.
 */
export const supervisorsOf = (service: ServiceName): readonly [string, ...string[]] => {
  const leadingRole = LEADING_ROLES[service]
  return leadingRole === undefined ? ['records-supervisor'] : ['records-supervisor', leadingRole]
}

/** A ground on which a rule may be overridden, if the rule allows it; recorded as RuleOverridden. */
export const OverrideBasis = z.enum(['vitalInterest', 'bestInterests', 'courtOrder', 'legalDuty'])
export type OverrideBasis = z.infer<typeof OverrideBasis>

/** A rule that the caller sets aside with the command, and the ground; the approver is a second person. */
export const Override = z.strictObject({
  ruleId: RuleId,
  basis: OverrideBasis,
  reasonCode: Code,
})
export type Override = z.infer<typeof Override>

/** An override as it was recorded: with the second person who approved it, if the rule required one. */
export type RecordedOverride = Override & { readonly approver?: Approver | undefined }

/**
 * A command that a service accepts over HTTP as `POST /cases/{caseId}/<name in kebab case>`, or under its `collection`
 * when it belongs to no case.
 */
export interface CommandType<N extends string = string, D extends Schema = Schema> {
  readonly name: N
  readonly service: ServiceName
  /** Only for a command that belongs to no case: the collection to which it is posted, such as `initiatives`. */
  readonly collection?: string
  readonly meaning: string
  /** The data as the aggregate decides on it: encrypted members are already ciphertext. */
  readonly data: D
  readonly example: z.infer<D>
  /**
   * The event type whose encrypted members the command's data contains under the same names: a caller sends them as
   * plaintext.
   */
  readonly encrypts?: { readonly type: string; readonly encrypted?: EncryptedMembers<z.infer<D>> }
  /** For a command that states something about another case: a caller does not send who agreed. */
  readonly namesCase?: NamedCase<z.infer<D>> | undefined
  /** The event type whose addressee the command's data names in the same members. */
  readonly addresses?: Pick<EventType, 'addressee' | 'kind' | 'actOf'>
  /** Whether the addressed office has to be in the register, also while it has no office of the sector. */
  readonly needsRegisteredOffice?: true
  /** For a command that names the successor of an office: cases go only to an office of the register, in the same sector. */
  namesSuccessor?(data: z.infer<D>): { readonly officeId: AgencyId; readonly successor: AgencyId }
  /**
   * The roles of the second person whose approval a rule of the command may require; absent: no rule of it does.
   * See ADR 45.
   */
  readonly approvedBy?: readonly [string, ...string[]]
  /** The act of a person, which an agency's system cannot send in a signed message. */
  readonly personal?: true
  /** Whether many of these commands may come in one request, each about another person of the case (ADR 89). */
  readonly bulk?: true
}

/** Defines a command; its data often is an event's data without the members that the service derives. */
export const commandType = <const N extends string, D extends Schema>(definition: CommandType<N, D>): CommandType<N, D> => definition

/** The path to which a command is posted: its name in kebab case. */
export const pathOf = ({ name, collection = 'cases/{caseId}' }: Pick<CommandType, 'name' | 'collection'>): string =>
  `/${collection}/${name.replaceAll(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}`

/** The members that the service derives from what a caller sends. */
const derivedMembers = ({ encrypts, namesCase }: CommandType): readonly string[] => [
  ...Object.values(encrypts?.encrypted ?? {}).flatMap(({ hashedAs }) => hashedAs ?? []),
  ...(namesCase ? [namesCase.agreedAs] : []),
]

/** The data of a command as a caller sends it: encrypted members as plaintext, and without derived members. */
export const sentData = (command: CommandType): Schema => {
  const { name, data, encrypts } = command
  const encrypted = Object.entries(encrypts?.encrypted ?? {})
  const derived = derivedMembers(command)
  if (encrypted.length + derived.length === 0) return data
  if (!(data instanceof z.ZodObject)) throw new TypeError(`${name} has members that a service makes, so its data must be an object`)
  const shape: Readonly<Record<string, z.ZodType>> = data.shape
  const kept = Object.entries(shape).filter(([member]) => !derived.includes(member))
  const isOptional = (member: string): boolean => shape[member]?.safeParse(undefined).success ?? false
  const plaintexts = encrypted.map(([member, { plaintext }]) => [member, isOptional(member) ? plaintext.optional() : plaintext] as const)
  return z.strictObject({ ...Object.fromEntries(kept), ...Object.fromEntries(plaintexts) })
}

/** A command's example as a caller sends it. */
export const sentExample = (command: CommandType): object => {
  const derived = derivedMembers(command)
  const kept = Object.entries(command.example as object).filter(([member]) => !derived.includes(member))
  const plaintexts = Object.entries(command.encrypts?.encrypted ?? {}).map(([member, { example }]) => [member, example] as const)
  return { ...Object.fromEntries(kept), ...Object.fromEntries(plaintexts) }
}

/** The schema of the HTTP body of a command: its data, and the time and overrides that any command may state. */
export const commandBody = (command: CommandType) =>
  z.strictObject({
    occurredAt: OccurredAt.optional().meta({
      description: 'when it happened, at the known precision; absent means unknown (for a decision: now)',
    }),
    occurredZone: KnownZone.optional(),
    overrides: z.array(Override).max(10).optional(),
    data: sentData(command),
  })
/** The HTTP body of a command with data of type `D`. */
export type CommandBody<D> = {
  occurredAt?: string | undefined
  occurredZone?: string | undefined
  overrides?: Override[] | undefined
  data: D
}
