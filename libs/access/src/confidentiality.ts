import { withoutVoidCorrections } from '@case-timeline/casework'
import {
  type AgencyId,
  CommandRefused,
  ConfidentialityOrdered,
  EventCorrected,
  type Fact,
  type FactOf,
  type ServiceName,
  WarningRaised,
} from '@case-timeline/contracts'
import { fittingCorrection, keepFitOf, type StoredEvent } from '@case-timeline/event-store'
import { type ComputedOnce, computedOnce } from './computed-once.ts'
import { idsIntroducedBy, closes, type ConfidentialityOrder, ordersRestricting, suppressedBy } from './orders.ts'
import { idsInStreamName, supportedUnder, supportFileOwnersOf } from './supported-persons.ts'

/** A reader of a case: what is withheld depends on the agency and its sector, not on the role. */
export interface Viewer {
  readonly agencyId: AgencyId
  readonly sector: ServiceName
}

/**
 * What of a viewer decides what is withheld: the sector, and the agency in victim support only, whose agencies see what
 * they recorded about the persons whom they support. Viewers of one viewpoint are shown the same.
 */
export type Viewpoint =
  | (Pick<Viewer, 'agencyId'> & { readonly sector: 'victimSupport' })
  | { readonly sector: Exclude<ServiceName, 'victimSupport'> }

export const viewpointOf = ({ sector, agencyId }: Viewer): Viewpoint => (sector === 'victimSupport' ? { sector, agencyId } : { sector })

/** A fact as a viewer may see it. */
export interface DisclosedFact {
  readonly recorded: StoredEvent
  /** The fact without the withheld data; absent if the fact is hidden completely. */
  readonly shown?: StoredEvent | undefined
  /** The ids of the orders that withhold data of the fact; empty if the fact is shown as recorded. */
  readonly withheldBy: readonly string[]
  /** The ids of the orders that withhold its record, because the fact or its envelope contains withheld data. */
  readonly recordWithheldBy: readonly string[]
}

/** A case of which some data is withheld from a viewer. */
export interface DisclosedCase {
  /** In recording order. */
  readonly facts: readonly DisclosedFact[]
  /**
   * A text as the viewer may read it, with pseudonyms for suppressed names; undefined if it is, or contains, the id of
   * something withheld.
   */
  masked(text: string): string | undefined
  /** What is computed from the facts: once for each `by`, however often the case is read as it is. */
  readonly computed: ComputedOnce
}

// One pass over a text, whatever number of names is suppressed or closed: a case may have thousands.
const NAME = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

const REDACTED = Symbol('completely redacted')

/**
 * A value without closed data: an item of a list that contains a closed id is removed; any other value that contains a
 * closed id is closed as a whole.
 */
const redacted = (value: unknown, isClosed: (id: string) => boolean): unknown => {
  if (typeof value === 'string') return [value, ...(value.match(NAME) ?? [])].some(isClosed) ? REDACTED : value
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => redacted(item, isClosed)).filter((item) => item !== REDACTED)
  const members = Object.entries(value).map(([name, member]) => [name, redacted(member, isClosed)] as const)
  return members.some(([, member]) => member === REDACTED) ? REDACTED : Object.fromEntries(members)
}

/** Before the id of an event in a reference to a cause (`recordedCauseOf` of libs/commands). */
const UNKNOWN_THEN = 'unknownThen:'

const isBareId = (reference: string): boolean => reference.match(NAME)?.[0] === reference

/**
 * The data of a warning or refusal without what names a hidden event as unknown then: that a rule was broken rests on the
 * fact, and stays. Of its references, only ids stay: a date may be that of the event. Any other data as they are.
 */
const withoutHiddenMark = (type: string, data: unknown, isHidden: (eventId: string) => boolean): unknown => {
  if (type !== WarningRaised.type && type !== CommandRefused.type) return data
  const { unknownThen, facts, ...rest } = data as FactOf<typeof WarningRaised | typeof CommandRefused>['data']
  const named = facts.flatMap((reference) => (reference.startsWith(UNKNOWN_THEN) ? [reference.slice(UNKNOWN_THEN.length)] : []))
  const hidden = [...(unknownThen === undefined ? [] : [unknownThen.eventId]), ...named].filter(isHidden)
  return hidden.length === 0 ? data : { ...rest, facts: facts.filter((reference) => isBareId(reference) && !isHidden(reference)) }
}

/**
 * By reference of a person whose name is suppressed: the id of the order, and a pseudonym. The pseudonym consists of
 * that id and the person's number in the order, so that persons remain distinct.
 */
interface Pseudonyms {
  readonly byRef: ReadonlyMap<string, { readonly order: string; readonly pseudonym: string }>
  /** The ids of the orders, by the end of the id of a clock that runs for such a person. */
  readonly byClockIdSuffix: ReadonlyMap<string, readonly string[]>
}

/** The end of the id of a clock that runs for each of several persons (`libs/shared-aggregates/src/deadlines`). */
const CLOCK_ID_SUFFIX = /~([0-9a-f]{8})(?="|$)/g
const clockIdSuffix = (personRef: string): string => personRef.slice(-8)

const pseudonymsOf = (
  orders: readonly ConfidentialityOrder[],
  history: readonly StoredEvent[],
  knownUnder: ReadonlyMap<string, ReadonlySet<string>>,
): Pseudonyms => {
  const byRef = new Map<string, { order: string; pseudonym: string }>()
  const byClockIdSuffix = new Map<string, string[]>()
  for (const order of orders) {
    const known = knownUnder.get(order.id)
    for (const [index, personRef] of suppressedBy(order, history).entries()) {
      if (byRef.has(personRef) || known?.has(personRef)) continue
      byRef.set(personRef, { order: order.id, pseudonym: `withheld-by-${order.id}-${index + 1}` })
      const suffix = clockIdSuffix(personRef)
      byClockIdSuffix.set(suffix, [...(byClockIdSuffix.get(suffix) ?? []), order.id])
    }
  }
  return { byRef, byClockIdSuffix }
}

const withPseudonyms = (text: string, { byRef, byClockIdSuffix }: Pseudonyms): string =>
  text
    .replaceAll(NAME, (name) => byRef.get(name)?.pseudonym ?? name)
    .replaceAll(CLOCK_ID_SUFFIX, (whole, suffix: string) => (byClockIdSuffix.has(suffix) ? '~withheld' : whole))

const pseudonymised = (value: unknown, pseudonyms: Pseudonyms): unknown =>
  JSON.parse(withPseudonyms(JSON.stringify(value), pseudonyms)) as unknown

/** The ids of the orders that suppress a name which a value contains. */
const ordersSuppressingIn = (value: unknown, pseudonyms: Pseudonyms): readonly string[] => {
  const text = JSON.stringify(value)
  return [
    ...(text.match(NAME) ?? []).flatMap((name) => pseudonyms.byRef.get(name)?.order ?? []),
    ...[...text.matchAll(CLOCK_ID_SUFFIX)].flatMap(([, suffix = '']) => pseudonyms.byClockIdSuffix.get(suffix) ?? []),
  ]
}

/** A fact with redacted data. It has no record any more, because no redacted text would match its hash. */
const redactedEvent = (recorded: StoredEvent, data: unknown, stream: string): StoredEvent => {
  const { subjects: _, ...envelope } = recorded.envelope
  const { id, type, schemaVersion, revision, caseId, commandId, position, recordedAt, occurredAt, occurredZone } = recorded
  const { visibility, eventHash, chainHash } = recorded
  if (type === EventCorrected.type) keepFitOf((recorded.data as { data?: unknown }).data, (data as { data?: unknown }).data)
  return {
    ...{ id, type, schemaVersion, stream, revision, caseId, commandId, position, recordedAt, occurredAt, occurredZone },
    ...{ visibility, eventHash, chainHash, data, envelope: { ...envelope, stream } },
    dataText: JSON.stringify(data),
    envelopeText: '{}',
    toRecord: () => {
      throw new Error(`event ${id} is withheld in part: it is shown without its record`)
    },
  }
}

/** By fact: its original data and the data of its corrections. Where one of them is closed, so is the fact. */
const versionsOf = (history: readonly StoredEvent[]): ReadonlyMap<string, readonly unknown[]> => {
  const versions = new Map<string, unknown[]>(history.map(({ id, data }) => [id, [data]]))
  for (const { type, data } of withoutVoidCorrections(history as readonly (StoredEvent & Fact)[], fittingCorrection)) {
    if (type !== EventCorrected.type) continue
    const correction = data as FactOf<typeof EventCorrected>['data']
    versions.get(correction.correctsId)?.push(correction.data)
  }
  return versions
}

/** Finds the ids of the orders that cover an id, and therefore close facts of a type that name the id. */
const coveringOrdersIn = (orders: readonly ConfidentialityOrder[]) => {
  const coveringOrders = new Map<string, readonly ConfidentialityOrder[]>()
  for (const order of orders)
    for (const { kind, id } of order.covers) if (kind !== 'case') coveringOrders.set(id, [...(coveringOrders.get(id) ?? []), order])
  return (id: string, type: string): readonly string[] =>
    (coveringOrders.get(id) ?? []).filter((order) => closes(order, type)).map((order) => order.id)
}

/** The ids of the orders that cover the whole case and close facts of a type. An order itself stays visible. */
const ordersClosingCase = (orders: readonly ConfidentialityOrder[], type: string): readonly string[] =>
  type === ConfidentialityOrdered.type
    ? []
    : orders.filter((order) => closes(order, type) && order.covers.some(({ kind }) => kind === 'case')).map(({ id }) => id)

/**
 * A case as a viewer may see it under the orders in force at a moment. A fact that depends on a closed fact, because
 * it names its event or an id that it introduced, is closed with it; only a warning that names its event as unknown then stays
 * without that. For an agency that supports a person, the records
 * of victim support about that person stay complete: they are not part of the court's file.
 * @param history of the case as the viewer's sector may see it, in recording order
 * @param now epoch milliseconds
 * @returns undefined if no order withholds anything from the viewer
 */
export const disclose = (history: readonly StoredEvent[], viewer: Viewpoint, now: number): DisclosedCase | undefined => {
  const orders = ordersRestricting(viewer.sector, history, now)
  if (orders.length === 0) return undefined
  const supportedUnderOrder = viewer.sector === 'victimSupport' ? supportedUnder(history, viewer.agencyId) : () => new Set<string>()
  const supported = new Map(orders.map(({ id }) => [id, supportedUnderOrder(id)]))
  const pseudonyms = pseudonymsOf(orders, history, supported)
  const versions = versionsOf(history)
  const coveringOrders = coveringOrdersIn(orders)
  const ordersByClosedId = new Map<string, readonly string[]>()
  const ordersClosing = (id: string, type: string): readonly string[] => [...coveringOrders(id, type), ...(ordersByClosedId.get(id) ?? [])]
  /** The ids of the orders that withhold an id which the envelope of a fact names. */
  const ordersInEnvelope = ({ envelope, type }: StoredEvent): readonly string[] => {
    const closingOrderIds = new Set(ordersSuppressingIn(envelope, pseudonyms))
    const { subjects, basis, stream, causationId } = envelope
    const named = [
      ...(subjects ?? []).map(({ personRef }) => personRef),
      ...(basis?.events ?? []).flatMap((event) => [event.id, ...idsInStreamName(event.stream)]),
    ]
    for (const id of [...named, ...idsInStreamName(stream), ...(causationId === undefined ? [] : [causationId])])
      for (const order of ordersClosing(id, type)) closingOrderIds.add(order)
    return [...closingOrderIds]
  }

  const closedFact = (recorded: StoredEvent, closingOrderIds: readonly string[]): DisclosedFact => {
    const { id, type, schemaVersion } = recorded
    const introducedIds = (versions.get(id) ?? []).flatMap((data) => idsIntroducedBy({ type, schemaVersion, data }))
    for (const closedId of [id, ...introducedIds]) ordersByClosedId.set(closedId, closingOrderIds)
    return { recorded, withheldBy: closingOrderIds, recordWithheldBy: closingOrderIds }
  }
  const facts = history.map((recorded): DisclosedFact => {
    const { id, type, stream } = recorded
    const ordersHidingMark = new Set<string>()
    const unmarked = (data: unknown): unknown =>
      withoutHiddenMark(type, data, (eventId) => {
        const hidingOrders = ordersByClosedId.get(eventId) ?? []
        for (const order of hidingOrders) ordersHidingMark.add(order)
        return hidingOrders.length > 0
      })
    const data = unmarked(recorded.data)
    const owners = supportFileOwnersOf(recorded)
    const bindsNot = new Set([...supported].filter(([, persons]) => owners.some((owner) => persons.has(owner))).map(([order]) => order))
    if (bindsNot.size === supported.size) {
      const withheldBy = [...ordersHidingMark]
      const shown = withheldBy.length === 0 ? recorded : redactedEvent(recorded, data, stream)
      return { recorded, shown, withheldBy, recordWithheldBy: [...new Set([...withheldBy, ...ordersInEnvelope(recorded)])] }
    }
    const binding = (orderIds: readonly string[]): readonly string[] => orderIds.filter((order) => !bindsNot.has(order))
    const closingOrderIds = new Set(
      binding([...ordersClosingCase(orders, type), ...[id, ...idsInStreamName(stream)].flatMap((named) => ordersClosing(named, type))]),
    )
    if (closingOrderIds.size > 0) return closedFact(recorded, [...closingOrderIds])
    for (const order of ordersHidingMark) closingOrderIds.add(order)
    const isClosed = (named: string): boolean => {
      const closingOrders = binding(ordersClosing(named, type))
      for (const order of closingOrders) closingOrderIds.add(order)
      return closingOrders.length > 0
    }
    const redactedData = redacted(data, isClosed)
    const isFullyClosed =
      redactedData === REDACTED || (versions.get(id) ?? []).some((version) => redacted(unmarked(version), isClosed) === REDACTED)
    if (isFullyClosed) return closedFact(recorded, [...closingOrderIds])
    const withheldBy = [...new Set([...closingOrderIds, ...ordersSuppressingIn([redactedData, stream], pseudonyms)])]
    const recordWithheldBy = [...new Set([...withheldBy, ...ordersInEnvelope(recorded)])]
    if (withheldBy.length === 0) return { recorded, shown: recorded, withheldBy, recordWithheldBy }
    const shown = redactedEvent(recorded, pseudonymised(redactedData, pseudonyms), withPseudonyms(stream, pseudonyms))
    return { recorded, shown, withheldBy, recordWithheldBy }
  })
  return {
    facts,
    computed: computedOnce(),
    // Without an event type: an order of the scope inCamera closes only events of a hearing, never an id alone.
    masked: (text) =>
      [text, ...(text.match(NAME) ?? [])].some((id) => ordersClosing(id, '').length > 0) ? undefined : withPseudonyms(text, pseudonyms),
  }
}
