import {
  ConfidentialityOrdered,
  EVENT_TYPES,
  type FactOf,
  PersonRefsMerged,
  PoliceCooperationRequested,
  type PersonRef,
  type ServiceName,
  SpontaneousInformationShared,
  upcast,
} from '@case-timeline/contracts'
import { mergedRefs, MERGES, spanOf } from '@case-timeline/decider'
import { standing, type StoredEvent } from '@case-timeline/event-store'

type Ordered = FactOf<typeof ConfidentialityOrdered>['data']

/** An order of the court that something be kept from some. */
export interface Order extends Ordered {
  /** The event that ordered it. */
  readonly id: string
}

/** Who is inside each tier: the court always is, the prosecution is a party, and the defence has no agency here. */
const INSIDE: Readonly<Record<Ordered['tier'], readonly ServiceName[]>> = {
  public: ['investigation', 'prosecution', 'adjudication', 'victimSupport', 'auditTrail'],
  publicAndParties: ['prosecution', 'adjudication'],
  courtOnly: ['adjudication'],
}

const endOf = (until: string, zone: string | undefined): number => {
  try {
    return spanOf(until, zone).until
  } catch {
    return spanOf(until).until
  }
}

/**
 * The orders that keep something of a case from a sector at a moment: those that stand, until the end of their last day.
 * @param history of the case, in recording order
 * @param now epoch milliseconds
 */
export const ordersAgainst = (sector: ServiceName, history: readonly StoredEvent[], now: number): readonly Order[] =>
  standing(history, ConfidentialityOrdered)
    .filter(({ data, occurredZone }) => data.until === undefined || endOf(data.until, occurredZone) > now)
    .filter(({ data }) => !INSIDE[data.tier].includes(sector))
    .map(({ id, data }) => ({ id, ...data, covers: data.covers.flatMap(underEveryReference(history)) }))

type Cover = Ordered['covers'][number]

/** The references of a case that stand for the same person as one of them, that one included. */
export const referencesIn = (history: readonly StoredEvent[]): ((ref: PersonRef) => readonly PersonRef[]) => {
  const refs = mergedRefs(standing(history, ...MERGES))
  return (ref) => {
    const hers = refs.get(ref) ?? ref
    return [...new Set([ref, hers, ...[...refs].flatMap(([merged, standsFor]) => (standsFor === hers ? [merged] : []))])]
  }
}

/** An order on a person covers each reference that is hers. */
const underEveryReference = (history: readonly StoredEvent[]) => {
  const referencesOf = referencesIn(history)
  return (cover: Cover): readonly Cover[] =>
    cover.kind === 'person' ? referencesOf(cover.id).map((id) => ({ kind: 'person', id })) : [cover]
}

/** Whether a value names one of some ids, anywhere in it. */
export const names = (value: unknown, is: (id: string) => boolean): boolean => {
  if (typeof value === 'string') return is(value)
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).some((member) => names(member, is))
}

/** People of the court are known by their office. */
const OF_THE_COURT: readonly string[] = ['judge', 'interpreter']

/** Facts that name persons beside the subjects of their envelope. */
const NAMING: ReadonlySet<string> = new Set(
  [PersonRefsMerged, PoliceCooperationRequested, SpontaneousInformationShared].map(({ type }) => type),
)

const namedBeside = ({ type, data }: StoredEvent): readonly PersonRef[] => {
  if (!NAMING.has(type)) return []
  const { keptRef, mergedRef, concerns = [] } = data as { keptRef?: PersonRef; mergedRef?: PersonRef; concerns?: readonly PersonRef[] }
  return [keptRef, mergedRef, ...concerns].filter((ref) => ref !== undefined)
}

const personsIn = (facts: readonly StoredEvent[]): readonly PersonRef[] =>
  facts.flatMap((fact) => [
    ...(fact.envelope.subjects ?? []).filter(({ capacity }) => !OF_THE_COURT.includes(capacity)).map(({ personRef }) => personRef),
    ...namedBeside(fact),
  ])

/** The persons whose names an order suppresses, in the order in which the case came to know them. */
export const suppressedBy = ({ scope, covers }: Order, history: readonly StoredEvent[]): readonly PersonRef[] => {
  if (!scope.includes('nameSuppression')) return []
  const persons = covers.flatMap(({ kind, id }) => {
    if (kind === 'person') return [id]
    return personsIn(kind === 'case' ? history : history.filter(({ data }) => names(data, (named) => named === id)))
  })
  return [...new Set(persons)]
}

/** What happens at a hearing, and so behind closed doors; when and where it is must be known to whoever comes. */
const AT_A_HEARING: ReadonlySet<string> = new Set([
  'adjudication.HearingHeld',
  'adjudication.PleaEntered',
  'adjudication.TestimonyGiven',
  'adjudication.EvidenceRuledOn',
  'adjudication.VictimImpactReceived',
])

/** Whether an order closes facts of a type that name what it covers: a seal all of them, closed doors what happened behind them. */
export const closes = ({ scope }: Order, type: string): boolean =>
  scope.includes('sealedItems') || (scope.includes('inCamera') && AT_A_HEARING.has(type))

/** The ids of things that a fact brings into the case. */
export const broughtBy = ({ type, schemaVersion, data }: Pick<StoredEvent, 'type' | 'schemaVersion' | 'data'>): readonly string[] => {
  const known = EVENT_TYPES.get(type)
  return known && schemaVersion <= known.version ? (known.introduces?.(upcast(known, schemaVersion, data)) ?? []) : []
}
