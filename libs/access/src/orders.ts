import {
  CaseReferredToProsecution,
  ConfidentialityOrdered,
  EVENT_TYPES,
  SERVICES,
  type FactOf,
  PersonRefsMerged,
  PoliceCooperationRequested,
  type PersonRef,
  type ServiceName,
  SpontaneousInformationShared,
  upcast,
} from '@case-timeline/contracts'
import { whoIsWhoIn } from '@case-timeline/casework'
import { spanOf } from '@case-timeline/decider'
import { historyOf, type StoredEvent } from '@case-timeline/event-store'

type Ordered = FactOf<typeof ConfidentialityOrdered>['data']

/** A confidentiality order of the court. */
export interface ConfidentialityOrder extends Ordered {
  /** The id of the event that ordered it. */
  readonly id: string
}

/**
 * The sectors from which an order of a tier withholds nothing. The court is always one of them, and the prosecution is
 * one where the parties are; the defence has no agency in this system.
 */
const SECTORS_OF_TIER: Readonly<Record<Ordered['tier'], readonly ServiceName[]>> = {
  public: SERVICES,
  publicAndParties: ['prosecution', 'adjudication'],
  courtOnly: ['adjudication'],
}

/** In a zone that this runtime does not know, the day ends by UTC. */
const endOfDay = (until: string, zone: string | undefined): number => {
  try {
    return spanOf(until, zone).until
  } catch {
    return spanOf(until).until
  }
}

/**
 * The orders that withhold something of a case from a sector at a moment: those in force, until the end of their last
 * day.
 * @param history of the case, in recording order
 * @param now epoch milliseconds
 */
export const ordersRestricting = (sector: ServiceName, history: readonly StoredEvent[], now: number): readonly ConfidentialityOrder[] =>
  historyOf(history)
    .facts('adjudication.ConfidentialityOrdered')
    .filter(({ data, occurredZone }) => data.until === undefined || endOfDay(data.until, occurredZone) > now)
    .filter(({ data }) => !SECTORS_OF_TIER[data.tier].includes(sector))
    .map(({ id, data }) => ({ id, ...data, covers: data.covers.flatMap(coverEveryRef(history)) }))

/** Whether a court ever made an order in a case, in force or not. */
export const hasConfidentialityOrder = (history: readonly StoredEvent[]): boolean =>
  history.some(({ type }) => type === ConfidentialityOrdered.type)

/** When the next order of a case ends after a moment; Infinity if none does. Both in epoch milliseconds. */
export const nextOrderEnd = (history: readonly StoredEvent[], now: number): number => {
  const ends = historyOf(history)
    .facts('adjudication.ConfidentialityOrdered')
    .flatMap(({ data: { until }, occurredZone }) => (until === undefined ? [] : endOfDay(until, occurredZone)))
  return Math.min(Infinity, ...ends.filter((end) => end > now))
}

type Cover = Ordered['covers'][number]

/** All references of a case that are the same person as the given one, including it. */
export const refsOfSamePersonIn = (history: readonly StoredEvent[]): ((ref: PersonRef) => readonly PersonRef[]) => {
  const { refsOf } = whoIsWhoIn([historyOf(history)])
  return (ref) => [...refsOf(ref)]
}

/** An order on a person covers every reference of the person. */
const coverEveryRef = (history: readonly StoredEvent[]) => {
  const referencesOf = refsOfSamePersonIn(history)
  return (cover: Cover): readonly Cover[] =>
    cover.kind === 'person' ? referencesOf(cover.id).map((id) => ({ kind: 'person', id })) : [cover]
}

/** Whether a value contains a matching id, at any depth. */
export const mentionsId = (value: unknown, matches: (id: string) => boolean): boolean => {
  if (typeof value === 'string') return matches(value)
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).some((member) => mentionsId(member, matches))
}

/** Capacities of court staff, whose names are not suppressed. */
const COURT_CAPACITIES: readonly string[] = ['judge', 'interpreter']

/** Types whose data names persons who are not among the subjects of their envelope. */
const TYPES_NAMING_PERSONS: ReadonlySet<string> = new Set(
  [CaseReferredToProsecution, PersonRefsMerged, PoliceCooperationRequested, SpontaneousInformationShared].map(({ type }) => type),
)

interface NamedPersons {
  readonly keptRef?: PersonRef
  readonly mergedRef?: PersonRef
  readonly concerns?: readonly PersonRef[]
  readonly furtherSafeguards?: readonly { readonly personRef: PersonRef }[]
}

const personsNamedInData = ({ type, data }: StoredEvent): readonly PersonRef[] => {
  if (!TYPES_NAMING_PERSONS.has(type)) return []
  const { keptRef, mergedRef, concerns = [], furtherSafeguards = [] } = data as NamedPersons
  return [keptRef, mergedRef, ...concerns, ...furtherSafeguards.map(({ personRef }) => personRef)].filter((ref) => ref !== undefined)
}

const personsIn = (facts: readonly StoredEvent[]): readonly PersonRef[] =>
  facts.flatMap((fact) => [
    ...(fact.envelope.subjects ?? []).filter(({ capacity }) => !COURT_CAPACITIES.includes(capacity)).map(({ personRef }) => personRef),
    ...personsNamedInData(fact),
  ])

/** The persons whose names an order suppresses, in the order of their first occurrence in the case. */
export const suppressedBy = ({ scope, covers }: ConfidentialityOrder, history: readonly StoredEvent[]): readonly PersonRef[] => {
  if (!scope.includes('nameSuppression')) return []
  const persons = covers.flatMap(({ kind, id }) => {
    if (kind === 'person') return [id]
    return personsIn(kind === 'case' ? history : history.filter(({ data }) => mentionsId(data, (named) => named === id)))
  })
  return [...new Set(persons)]
}

/**
 * The types of what happens at a hearing, which an order in camera closes. The time and place of a hearing stay
 * visible, because its participants must know them.
 */
const HEARING_EVENT_TYPES: ReadonlySet<string> = new Set([
  'adjudication.HearingHeld',
  'adjudication.PleaEntered',
  'adjudication.TestimonyGiven',
  'adjudication.EvidenceRuledOn',
  'adjudication.VictimImpactReceived',
])

/**
 * Whether an order closes facts of a type that name what the order covers: the scope sealedItems closes all of them,
 * inCamera only those about a hearing.
 */
export const closes = ({ scope }: ConfidentialityOrder, type: string): boolean =>
  scope.includes('sealedItems') || (scope.includes('inCamera') && HEARING_EVENT_TYPES.has(type))

/** The ids that a fact introduces in the case; none for a type or version that this release does not know. */
export const idsIntroducedBy = ({ type, schemaVersion, data }: Pick<StoredEvent, 'type' | 'schemaVersion' | 'data'>): readonly string[] => {
  const definition = EVENT_TYPES.get(type)
  return definition && schemaVersion <= definition.version ? (definition.introduces?.(upcast(definition, schemaVersion, data)) ?? []) : []
}
