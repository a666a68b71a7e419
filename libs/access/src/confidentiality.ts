import { type AgencyId, ConfidentialityOrdered, type ServiceName } from '@case-timeline/contracts'
import type { StoredEvent } from '@case-timeline/event-store'
import { broughtBy, closes, names, type Order, ordersAgainst, referencesIn, suppressedBy } from './orders.ts'

/** Who reads: what is kept from him follows from his agency and its sector, whatever his role is. */
export interface Onlooker {
  readonly agencyId: AgencyId
  readonly sector: ServiceName
}

/** A fact as an onlooker may see it. */
export interface Disclosed {
  readonly recorded: StoredEvent
  /** The fact with what is left of its data; absent: nothing of it is shown. */
  readonly shown?: StoredEvent | undefined
  /** The events that ordered what is withheld of it; none: it is shown as it was recorded. */
  readonly withheldBy: readonly string[]
  /** Those that withhold its record: what they keep is in the fact, or in the envelope around it. */
  readonly recordWithheldBy: readonly string[]
}

/** A case of which something is kept from an onlooker. */
export interface CaseDisclosed {
  /** In recording order. */
  readonly facts: readonly Disclosed[]
  /** A text as the onlooker may read it, a pseudonym in it for each suppressed name; nothing where it names something that is withheld. */
  masked(text: string): string | undefined
}

const NOTHING = Symbol('nothing is left')

/** What is left of a value: the item of a list that names something closed is left out; what else names it is closed as a whole. */
const leftOf = (value: unknown, isClosed: (id: string) => boolean): unknown => {
  if (typeof value === 'string') return isClosed(value) ? NOTHING : value
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => leftOf(item, isClosed)).filter((item) => item !== NOTHING)
  const members = Object.entries(value).map(([name, member]) => [name, leftOf(member, isClosed)] as const)
  return members.some(([, member]) => member === NOTHING) ? NOTHING : Object.fromEntries(members)
}

/** What stands for each suppressed name: the order, and which of its persons she is, so that one is told from the other. */
type Pseudonyms = ReadonlyMap<string, { readonly order: string; readonly pseudonym: string }>

/** What a stream is about: the ids in its name. */
const ownersOf = (stream: string): readonly string[] => stream.slice(stream.indexOf('-') + 1).split('~')

/** Those of whom victim support tells, and not for their sake. */
const NOT_HELPED: readonly string[] = ['guardian', 'suspect', 'accused', 'judge', 'interpreter']

/** The persons whose own file with victim support a fact belongs to. */
const filedUnder = ({ type, stream, envelope }: StoredEvent): readonly string[] => {
  if (!stream.startsWith('victimSupport.')) return []
  if (!type.startsWith('victimSupport.')) return ownersOf(stream).slice(1)
  return (envelope.subjects ?? []).filter(({ capacity }) => !NOT_HELPED.includes(capacity)).map(({ personRef }) => personRef)
}

/** The persons whom an agency of victim support helps: it recorded something of them itself, or a referral or a consent names it. */
const helpedBy = (history: readonly StoredEvent[], { agencyId, sector }: Onlooker): ReadonlySet<string> => {
  if (sector !== 'victimSupport') return new Set()
  const concerns = ({ envelope, data }: StoredEvent) => envelope.actor.agencyId === agencyId || names(data, (named) => named === agencyId)
  return new Set(history.filter(concerns).flatMap(filedUnder).flatMap(referencesIn(history)))
}

const pseudonymsUnder = (orders: readonly Order[], history: readonly StoredEvent[], known: ReadonlySet<string>): Pseudonyms => {
  const pseudonyms = new Map<string, { order: string; pseudonym: string }>()
  for (const order of orders)
    for (const [index, personRef] of suppressedBy(order, history).entries())
      if (!pseudonyms.has(personRef) && !known.has(personRef))
        pseudonyms.set(personRef, { order: order.id, pseudonym: `withheld-by-${order.id}-${index + 1}` })
  return pseudonyms
}

/** The id of a clock that runs for each of several persons ends like this. */
const endOfClock = (personRef: string): string => `~${personRef.slice(-8)}`

const renamed = (text: string, pseudonyms: Pseudonyms): string =>
  [...pseudonyms].reduce(
    (told, [personRef, { pseudonym }]) =>
      told.replaceAll(personRef, pseudonym).replaceAll(new RegExp(`${endOfClock(personRef)}(?="|$)`, 'g'), '~withheld'),
    text,
  )

const withNames = (value: unknown, pseudonyms: Pseudonyms): unknown => JSON.parse(renamed(JSON.stringify(value), pseudonyms)) as unknown

const suppressing = (value: unknown, pseudonyms: Pseudonyms): readonly string[] => {
  const text = JSON.stringify(value)
  return [...pseudonyms].flatMap(([personRef, { order }]) =>
    text.includes(personRef) || text.includes(`${endOfClock(personRef)}"`) ? [order] : [],
  )
}

/** A fact with other data. It is no record any more, and has no text that a hash could be held against. */
const retold = (recorded: StoredEvent, data: unknown, stream: string): StoredEvent => {
  const { subjects: _, ...envelope } = recorded.envelope
  const { id, type, schemaVersion, revision, caseId, commandId, position, recordedAt, occurredAt, occurredZone } = recorded
  const { visibility, eventHash, chainHash } = recorded
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

/** What was said of a fact first, and what each correction made of it: they are closed together. */
const versionsOf = (history: readonly StoredEvent[]): ReadonlyMap<string, readonly unknown[]> => {
  const versions = new Map<string, unknown[]>(history.map(({ id, data }) => [id, [data]]))
  for (const { type, data } of history) {
    if (type !== 'case.EventCorrected') continue
    const correction = data as { readonly correctsId: string; readonly data: unknown }
    versions.get(correction.correctsId)?.push(correction.data)
  }
  return versions
}

/** Which orders close a fact of a type that names an id, because they cover it. */
const coveringIn = (orders: readonly Order[]) => {
  const covering = new Map<string, readonly Order[]>()
  for (const order of orders)
    for (const { kind, id } of order.covers) if (kind !== 'case') covering.set(id, [...(covering.get(id) ?? []), order])
  return (id: string, type: string): readonly string[] =>
    (covering.get(id) ?? []).filter((order) => closes(order, type)).map((order) => order.id)
}

/** An order on a case closes the one in which it was made. */
const closersOfTheCase = (orders: readonly Order[], type: string): readonly string[] =>
  type === ConfidentialityOrdered.type
    ? []
    : orders.filter((order) => closes(order, type) && order.covers.some(({ kind }) => kind === 'case')).map(({ id }) => id)

/**
 * A case as the orders in force at a moment leave it to an onlooker. What rests on a closed fact, by naming its event or something
 * that it brought in, is closed with it. An agency that helps somebody keeps whole what victim support recorded of her: that is no part of the court's file.
 * @param history what his sector may see of the case, in recording order
 * @param now epoch milliseconds
 * @returns nothing where no order keeps anything from him
 */
export const disclose = (history: readonly StoredEvent[], onlooker: Onlooker, now: number): CaseDisclosed | undefined => {
  const orders = ordersAgainst(onlooker.sector, history, now)
  if (orders.length === 0) return undefined
  const helped = helpedBy(history, onlooker)
  const pseudonyms = pseudonymsUnder(orders, history, helped)
  const versions = versionsOf(history)
  const covering = coveringIn(orders)
  const fallen = new Map<string, readonly string[]>()
  const closersOf = (id: string, type: string): readonly string[] => [...covering(id, type), ...(fallen.get(id) ?? [])]
  /** The orders that keep what the envelope of a fact names: of whom it is, on what it was decided, in which stream it stands. */
  const inEnvelope = ({ envelope, type }: StoredEvent): readonly string[] => {
    const by = new Set(suppressing(envelope, pseudonyms))
    const { subjects, basis, stream, causationId } = envelope
    const named = [
      ...(subjects ?? []).map(({ personRef }) => personRef),
      ...(basis?.events ?? []).flatMap((one) => [one.id, ...ownersOf(one.stream)]),
    ]
    for (const id of [...named, ...ownersOf(stream), ...(causationId === undefined ? [] : [causationId])])
      for (const order of closersOf(id, type)) by.add(order)
    return [...by]
  }

  const closed = (recorded: StoredEvent, by: readonly string[]): Disclosed => {
    const { id, type, schemaVersion } = recorded
    const brought = (versions.get(id) ?? []).flatMap((data) => broughtBy({ type, schemaVersion, data }))
    for (const gone of [id, ...brought]) fallen.set(gone, by)
    return { recorded, withheldBy: by, recordWithheldBy: by }
  }
  const facts = history.map((recorded): Disclosed => {
    const { id, type, stream, data } = recorded
    const isOfHerFile = filedUnder(recorded).some((personRef) => helped.has(personRef))
    if (isOfHerFile) return { recorded, shown: recorded, withheldBy: [], recordWithheldBy: inEnvelope(recorded) }
    const by = new Set([...closersOfTheCase(orders, type), ...[id, ...ownersOf(stream)].flatMap((one) => closersOf(one, type))])
    if (by.size > 0) return closed(recorded, [...by])
    const isClosed = (named: string): boolean => {
      const closers = closersOf(named, type)
      for (const order of closers) by.add(order)
      return closers.length > 0
    }
    const left = leftOf(data, isClosed)
    const isGone = left === NOTHING || (versions.get(id) ?? []).some((version) => leftOf(version, isClosed) === NOTHING)
    if (isGone) return closed(recorded, [...by])
    const withheldBy = [...new Set([...by, ...suppressing([left, stream], pseudonyms)])]
    const recordWithheldBy = [...new Set([...withheldBy, ...inEnvelope(recorded)])]
    if (withheldBy.length === 0) return { recorded, shown: recorded, withheldBy, recordWithheldBy }
    const shown = retold(recorded, withNames(left, pseudonyms), renamed(stream, pseudonyms))
    return { recorded, shown, withheldBy, recordWithheldBy }
  })
  return {
    facts,
    masked: (text) => (closersOf(text, '').length > 0 ? undefined : renamed(text, pseudonyms)),
  }
}
