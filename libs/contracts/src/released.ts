import type { z } from 'zod'
import { EVENT_TYPES } from './catalogue.ts'
import { EVENT_WITHHELD, schemaAddress, WithheldRecord } from './cloud-event.ts'
import { type Breakage, breakages, type JsonSchema } from './compatibility.ts'
import type { EventType } from './event-type.ts'
import { CaseCommand } from './integration/case-command.ts'
import { COMMAND_ANSWERED, CommandAnswer } from './integration/command-answer.ts'
import { publishedSchema, recordSchema } from './json-schema.ts'

/** One released version of a contract: its JSON Schema, with `x-` keywords for properties that JSON Schema lacks. */
export type ReleasedSchema = JsonSchema

/** A schema of this project that other systems read or write by. */
export interface Contract {
  readonly type: string
  readonly version: number
  readonly schema: ReleasedSchema
  /**
   * `us`: any system may read the messages, and may read old messages again later. `agencies`: other systems only write
   * the messages, and this system reads them.
   */
  readonly sentBy: 'us' | 'agencies'
  /** The number of older versions that can be upcast to the newest. */
  readonly upcasters: number
}

/** The reason why a release may not follow the previous ones. */
export interface CompatibilityIssue {
  readonly type: string
  readonly version: number
  /** A complete sentence. */
  readonly sentence: string
  /** A raised version may break readers if its schema declares the break (`x-breaks`); no other break is allowed. */
  readonly mayBeAccepted: boolean
}

/** Creates a schema on first use: creating all of them takes longer than loading everything else. */
const lazyContract = (known: Omit<Contract, 'schema'>, schemaOf: () => ReleasedSchema): Contract => {
  let created: ReleasedSchema | undefined
  return {
    ...known,
    get schema() {
      return (created ??= schemaOf())
    },
  }
}

/** The contract of an event type: the record of its events. */
export const contractOf = (event: EventType): Contract =>
  lazyContract({ type: event.type, version: event.version, sentBy: 'us', upcasters: event.upcasters?.length ?? 0 }, () =>
    recordSchema(event),
  )

/** The contract of a message that is not an event. */
const message = (type: string, sentBy: Contract['sentBy'], of: z.ZodType): Contract =>
  lazyContract({ type, version: 1, sentBy, upcasters: 0 }, () => publishedSchema({ $id: schemaAddress(type, 1), title: type }, of))

/**
 * Every contract of this release, by its type: the events, the placeholder for one that is withheld, the signed command of
 * an agency, and the answer to it.
 */
export const CONTRACTS: ReadonlyMap<string, Contract> = new Map(
  [
    ...[...EVENT_TYPES.values()].map(contractOf),
    message('case-timeline.CaseCommand', 'agencies', CaseCommand),
    message(COMMAND_ANSWERED, 'us', CommandAnswer),
    message(EVENT_WITHHELD, 'us', WithheldRecord),
  ].map((contract) => [contract.type, contract]),
)

/** The type and version that a released schema describes. */
export const releaseOf = ({ $id, title }: ReleasedSchema): { readonly type: string; readonly version: number } => ({
  type: String(title),
  version: Number(/:v(\d+)$/.exec(String($id))?.[1]),
})

/** The breaks that a raised version declares. */
export const breaksOf = (released: ReleasedSchema | undefined): readonly string[] => {
  const breaks = released?.['x-breaks']
  return Array.isArray(breaks) ? breaks.map(String) : []
}

const compareAudience = (before: ReleasedSchema, after: ReleasedSchema): readonly string[] => {
  const [earlier, later] = [before['x-visibility'], after['x-visibility']]
  if (JSON.stringify(earlier) === JSON.stringify(later)) return []
  if (!Array.isArray(earlier) || !Array.isArray(later)) return ['has other receivers than before: a previous receiver may miss it']
  const removed = earlier.filter((service) => !later.includes(service))
  return removed.length > 0 ? [`is no longer received by ${removed.join(', ')}, which received it before`] : []
}

const LEAST_CLASSIFIED_FIRST = ['PUBLIC', 'PRIVATE', 'RESTRICTED']

const compareKindAndClassification = (before: ReleasedSchema, after: ReleasedSchema): readonly string[] => {
  const rank = (schema: ReleasedSchema): number => LEAST_CLASSIFIED_FIRST.indexOf(String(schema['x-classification']))
  return [
    ...(before['x-kind'] === after['x-kind'] ? [] : [`was a ${String(before['x-kind'])} and is a ${String(after['x-kind'])}`]),
    ...(rank(after) > rank(before) ? [`is ${String(after['x-classification'])} now: a reader with a lower clearance may not keep it`] : []),
  ]
}

/** The version number itself: every raised version has another one, so that is no break. */
const isVersionNumber = ({ at }: Breakage): boolean => at === '/envelope/schemaVersion'
const breakageText = ({ at, reason }: Breakage): string => `${at === '' ? 'it' : at} ${reason}`

/** A raised version has upcasters, so that recorded data is read as the newest version: only readers can break. */
const isRelevant = (sentBy: Contract['sentBy'], isRaised: boolean, one: Breakage): boolean => {
  if (sentBy === 'agencies') return one.breaks === 'writers'
  return !isRaised || (one.breaks === 'readers' && !isVersionNumber(one))
}

const issueFactory =
  ({ type, version }: Contract) =>
  (what: string, mayBeAccepted: boolean): CompatibilityIssue => ({
    type,
    version,
    sentence: `${type} version ${version}: ${what}`,
    mayBeAccepted,
  })

const issuesOf = (contract: Contract, released: readonly ReleasedSchema[]): readonly CompatibilityIssue[] => {
  const { version, schema, sentBy } = contract
  const issue = issueFactory(contract)
  const versions = released.map((one) => releaseOf(one).version)
  const last = Math.max(...versions.filter((one) => one < version))
  return released.flatMap((before, index) => {
    const earlier = versions[index]!
    if (earlier > version) return [issue(`version ${earlier} was released already, and a version number never decreases`, false)]
    // Of the versions before this one only the last is compared: the others were compared with it when it was released.
    if (earlier < last) return []
    const isRaised = earlier < version
    const found = breakages(before, schema).filter((one) => isRelevant(sentBy, isRaised, one))
    const all = [...found.map(breakageText), ...compareAudience(before, schema), ...compareKindAndClassification(before, schema)]
    return all.map((reason) => issue(isRaised ? `compared with version ${earlier}, ${reason}` : reason, isRaised))
  })
}

const missingUpcasters = (contract: Contract): readonly CompatibilityIssue[] => {
  const { sentBy, version, upcasters } = contract
  if (sentBy === 'agencies' || upcasters >= version - 1) return []
  return [issueFactory(contract)(`there is no upcaster from version ${upcasters + 1}, so events recorded in it cannot be read`, false)]
}

/**
 * Compares the contracts of this release with those that were released before.
 * @param released every released schema, with the breaks that its version declares
 * @returns the reasons why this release may not follow them; empty if it may
 */
export const compatibilityIssuesOf = (
  contracts: ReadonlyMap<string, Contract>,
  released: readonly ReleasedSchema[],
): readonly CompatibilityIssue[] => {
  const byType = new Map<string, ReleasedSchema[]>()
  for (const one of released) byType.set(releaseOf(one).type, [...(byType.get(releaseOf(one).type) ?? []), one])
  const gone = [...byType.keys()].filter((type) => !contracts.has(type))
  return [
    ...gone.map((type): CompatibilityIssue => {
      const sentence = `${type} is removed: it was recorded or sent, and a retired type stays readable forever`
      return { type, version: 0, sentence, mayBeAccepted: false }
    }),
    ...[...contracts.values()].flatMap((contract) => {
      const before = byType.get(contract.type) ?? []
      const acknowledged = breaksOf(before.find((one) => releaseOf(one).version === contract.version))
      return [...missingUpcasters(contract), ...issuesOf(contract, before)].filter(({ sentence }) => !acknowledged.includes(sentence))
    }),
  ]
}
