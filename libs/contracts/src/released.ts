import type { z } from 'zod'
import { EVENT_TYPES } from './catalogue.ts'
import { schemaAddress } from './cloud-event.ts'
import { type Breakage, breakages, type JsonSchema } from './compatibility.ts'
import type { EventType } from './event-type.ts'
import { CaseCommand } from './integration/case-command.ts'
import { COMMAND_ANSWERED, CommandAnswer } from './integration/command-answer.ts'
import { openSchema, recordSchema } from './json-schema.ts'

/** One version of a contract as it was released: its JSON Schema, with `x-` keywords for what JSON Schema has no word for. */
export type Released = JsonSchema

/** What others read, or write, by a schema of ours. */
export interface Contract {
  readonly type: string
  readonly version: number
  readonly schema: Released
  /** What we send may be read by anybody, and read again later; what is sent to us is only written by others. */
  readonly sentBy: 'us' | 'agencies'
  /** How many older versions can be read as the newest. */
  readonly upcasters: number
}

/** Why a release may not follow the ones before it. */
export interface Objection {
  readonly type: string
  readonly version: number
  /** A whole sentence. */
  readonly sentence: string
  /** A raised version may break readers when that is said in its schema (`x-breaks`); nothing else may. */
  readonly mayBeAccepted: boolean
}

/** A schema is made when it is first asked for: to make all of them takes longer than to load everything else. */
const madeWhenAsked = (known: Omit<Contract, 'schema'>, schemaOf: () => Released): Contract => {
  let made: Released | undefined
  return {
    ...known,
    get schema() {
      return (made ??= schemaOf())
    },
  }
}

/** The contract of an event type: the record of its events. */
export const contractOf = (event: EventType): Contract =>
  madeWhenAsked({ type: event.type, version: event.version, sentBy: 'us', upcasters: event.upcasters?.length ?? 0 }, () =>
    recordSchema(event),
  )

const message = (type: string, sentBy: Contract['sentBy'], of: z.ZodType): Contract =>
  madeWhenAsked({ type, version: 1, sentBy, upcasters: 0 }, () => ({ $id: schemaAddress(type, 1), title: type, ...openSchema(of) }))

/** Every contract of this release, by its type: the events, a command that an agency signs, and the answer to it. */
export const CONTRACTS: ReadonlyMap<string, Contract> = new Map(
  [
    ...[...EVENT_TYPES.values()].map(contractOf),
    message('case-timeline.CaseCommand', 'agencies', CaseCommand),
    message(COMMAND_ANSWERED, 'us', CommandAnswer),
  ].map((contract) => [contract.type, contract]),
)

/** The type and version that a released schema describes. */
export const releaseOf = ({ $id, title }: Released): { readonly type: string; readonly version: number } => ({
  type: String(title),
  version: Number(/:v(\d+)$/.exec(String($id))?.[1]),
})

/** What a raised version says that it breaks. */
export const breaksOf = (released: Released | undefined): readonly string[] => {
  const breaks = released?.['x-breaks']
  return Array.isArray(breaks) ? breaks.map(String) : []
}

const judgeAudience = (before: Released, after: Released): readonly string[] => {
  const [earlier, later] = [before['x-visibility'], after['x-visibility']]
  if (JSON.stringify(earlier) === JSON.stringify(later)) return []
  if (!Array.isArray(earlier) || !Array.isArray(later)) return ['is received by others than before: who followed it may miss it']
  const left = earlier.filter((service) => !later.includes(service))
  return left.length > 0 ? [`is no longer received by ${left.join(', ')}, which followed it`] : []
}

const LEAST_CLASSIFIED_FIRST = ['PUBLIC', 'PRIVATE', 'RESTRICTED']

const judgeStanding = (before: Released, after: Released): readonly string[] => {
  const rank = (schema: Released): number => LEAST_CLASSIFIED_FIRST.indexOf(String(schema['x-classification']))
  return [
    ...(before['x-kind'] === after['x-kind'] ? [] : [`was a ${String(before['x-kind'])} and is a ${String(after['x-kind'])}`]),
    ...(rank(after) > rank(before) ? [`is ${String(after['x-classification'])} now: a reader cleared for less may not keep it`] : []),
  ]
}

/** Every raised version has another number. */
const isTheNumber = ({ at }: Breakage): boolean => at === '/envelope/schemaVersion'
const inWords = ({ at, reason }: Breakage): string => `${at === '' ? 'it' : at} ${reason}`

/** A raised version has upcasters, so that what was recorded is read as the newest: there readers alone can break. */
const concerns = (sentBy: Contract['sentBy'], isRaised: boolean, one: Breakage): boolean => {
  if (sentBy === 'agencies') return one.breaks === 'writers'
  return !isRaised || (one.breaks === 'readers' && !isTheNumber(one))
}

const objecting =
  ({ type, version }: Contract) =>
  (what: string, mayBeAccepted: boolean): Objection => ({ type, version, sentence: `${type} version ${version}: ${what}`, mayBeAccepted })

const judge = (contract: Contract, released: readonly Released[]): readonly Objection[] => {
  const { version, schema, sentBy } = contract
  const object = objecting(contract)
  const versions = released.map((one) => releaseOf(one).version)
  const last = Math.max(...versions.filter((one) => one < version))
  return released.flatMap((before, index) => {
    const earlier = versions[index]!
    if (earlier > version) return [object(`version ${earlier} was released, and a version never goes back`, false)]
    if (earlier < last) return []
    const isRaised = earlier < version
    const found = breakages(before, schema).filter((one) => concerns(sentBy, isRaised, one))
    const all = [...found.map(inWords), ...judgeAudience(before, schema), ...judgeStanding(before, schema)]
    return all.map((reason) => object(isRaised ? `as against version ${earlier}, ${reason}` : reason, isRaised))
  })
}

const judgeUpcasters = (contract: Contract): readonly Objection[] => {
  const { sentBy, version, upcasters } = contract
  if (sentBy === 'agencies' || upcasters >= version - 1) return []
  return [objecting(contract)(`there is no upcaster from version ${upcasters + 1}, so what was recorded in it cannot be read`, false)]
}

/**
 * Holds the contracts of this release against those that were released before.
 * @param released every schema that was ever released, with what its version says that it breaks
 * @returns why this release may not follow them; nothing when it may
 */
export const objectionsTo = (contracts: ReadonlyMap<string, Contract>, released: readonly Released[]): readonly Objection[] => {
  const byType = new Map<string, Released[]>()
  for (const one of released) byType.set(releaseOf(one).type, [...(byType.get(releaseOf(one).type) ?? []), one])
  const gone = [...byType.keys()].filter((type) => !contracts.has(type))
  return [
    ...gone.map((type): Objection => {
      const sentence = `${type} is gone: it was recorded or sent, and a retired type stays readable for ever`
      return { type, version: 0, sentence, mayBeAccepted: false }
    }),
    ...[...contracts.values()].flatMap((contract) => {
      const before = byType.get(contract.type) ?? []
      const said = breaksOf(before.find((one) => releaseOf(one).version === contract.version))
      return [...judgeUpcasters(contract), ...judge(contract, before)].filter(({ sentence }) => !said.includes(sentence))
    }),
  ]
}
