import { type Breakage, breaksReaders, type JsonSchema } from './compatibility.ts'
import type { EventType } from './event-type.ts'
import { recordSchema } from './json-schema.ts'

/** One version of an event type as it was released: the schema of its record, with `x-` keywords for what JSON Schema has no word for. */
export type Released = JsonSchema

/** Why a release may not follow the ones before it. */
export interface Objection {
  readonly type: string
  readonly version: number
  /** A whole sentence. */
  readonly sentence: string
  /** A raised version may break readers when that is said in its schema (`x-breaks`); nothing else may. */
  readonly mayBeAccepted: boolean
}

const memberOf = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((at, name) => (typeof at === 'object' && at !== null ? (at as JsonSchema)[name] : undefined), value)

/** The event type and version that a released schema describes. */
export const releaseOf = (released: Released): { readonly type: string; readonly version: number } => ({
  type: String(released['title']),
  version: Number(memberOf(released, 'properties', 'envelope', 'properties', 'schemaVersion', 'const')),
})

/** What a raised version says that it breaks. */
export const breaksOf = (released: Released | undefined): readonly string[] => {
  const breaks = released?.['x-breaks']
  return Array.isArray(breaks) ? breaks.map(String) : []
}

/** The schema of the record of an event type, as it is released. */
export const releasedSchema = (event: EventType, breaks: readonly string[] = []): Released => {
  const schema = recordSchema(event)
  return breaks.length === 0 ? schema : { ...schema, 'x-breaks': breaks }
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

const isOfTheVersion = ({ at }: Breakage): boolean => at === '/envelope/schemaVersion'
const inWords = ({ at, reason }: Breakage): string => `${at === '' ? 'the record' : at} ${reason}`

/** Within one version nothing may break; a version that is raised has upcasters, so that recorded events are read as the newest. */
const judgeEvent = (event: EventType, released: readonly Released[]): readonly Objection[] => {
  const { type, version } = event
  const after = releasedSchema(event)
  const objection = (what: string, mayBeAccepted: boolean): Objection => ({
    type,
    version,
    sentence: `${type} version ${version}: ${what}`,
    mayBeAccepted,
  })
  const versions = released.map((one) => releaseOf(one).version)
  const last = Math.max(...versions.filter((one) => one < version))
  const compared = released.filter((_, index) => versions[index] === last || versions[index]! >= version)
  return compared.flatMap((before) => {
    const { version: earlier } = releaseOf(before)
    if (earlier > version) return [objection(`version ${earlier} was released, and a version never goes back`, false)]
    const raised = earlier < version
    const found = breaksReaders(before, after).filter((one) => !raised || (one.breaks === 'readers' && !isOfTheVersion(one)))
    const all = [...found.map(inWords), ...judgeAudience(before, after), ...judgeStanding(before, after)]
    return all.map((reason) => objection(raised ? `as against version ${earlier}, ${reason}` : reason, raised))
  })
}

const judgeUpcasters = ({ type, version, upcasters = [] }: EventType): readonly Objection[] =>
  upcasters.length >= version - 1
    ? []
    : [
        {
          type,
          version,
          sentence: `${type} version ${version}: there is no upcaster from version ${upcasters.length + 1}, so events recorded in it cannot be read`,
          mayBeAccepted: false,
        },
      ]

/**
 * Holds the event types of this release against those that were released before.
 * @param released every schema that was ever released, with what its version says that it breaks
 * @returns why this release may not follow them; nothing when it may
 */
export const objectionsTo = (events: ReadonlyMap<string, EventType>, released: readonly Released[]): readonly Objection[] => {
  const byType = new Map<string, Released[]>()
  for (const one of released) byType.set(releaseOf(one).type, [...(byType.get(releaseOf(one).type) ?? []), one])
  const gone = [...byType].filter(([type]) => !events.has(type))
  return [
    ...gone.map(([type, [first]]): Objection => ({
      type,
      version: first ? releaseOf(first).version : 0,
      sentence: `${type} is gone: events of it are recorded, and a retired type stays readable for ever`,
      mayBeAccepted: false,
    })),
    ...[...events.values()].flatMap((event) => {
      const before = byType.get(event.type) ?? []
      const said = breaksOf(before.find((one) => releaseOf(one).version === event.version))
      return [...judgeUpcasters(event), ...judgeEvent(event, before)].filter(({ sentence }) => !said.includes(sentence))
    }),
  ]
}
