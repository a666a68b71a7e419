import { actingAgencyOf } from '@case-timeline/casework'
import type { AgencyId, PersonRef } from '@case-timeline/contracts'
import type { StoredEvent } from '@case-timeline/event-store'
import { mentionsId, refsOfSamePersonIn } from './orders.ts'

/** The ids in the name of a stream: the case first, then the person or thing that the stream is about, if any. */
export const idsInStreamName = (stream: string): readonly string[] => stream.slice(stream.indexOf('-') + 1).split('~')

/** Capacities of persons whom records of victim support name without supporting them. */
const UNSUPPORTED_CAPACITIES: readonly string[] = ['guardian', 'suspect', 'accused', 'judge', 'interpreter']

/** The persons to whose victim-support file a fact belongs. */
export const supportFileOwnersOf = ({ type, stream, envelope }: StoredEvent): readonly PersonRef[] => {
  if (!stream.startsWith('victimSupport.')) return []
  // A type that all sectors record, such as a correction: it belongs to the person of its stream.
  if (!type.startsWith('victimSupport.')) return idsInStreamName(stream).slice(1)
  return (envelope.subjects ?? []).filter(({ capacity }) => !UNSUPPORTED_CAPACITIES.includes(capacity)).map(({ personRef }) => personRef)
}

const textsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

/** Everything that facts name, persons among it: once for all of them, since a case may have thousands of persons. */
const namedIn = (facts: readonly StoredEvent[]): ReadonlySet<string> =>
  new Set(
    facts.flatMap(({ envelope, data, stream }) => [
      ...idsInStreamName(stream),
      ...(envelope.subjects ?? []).map(({ personRef }) => personRef),
      ...textsIn(data),
    ]),
  )

/**
 * The persons whom an agency of victim support supports, as far as an order of confidentiality is concerned: a fact of
 * another agency about them, such as a referral or a consent, names the agency; or the agency recorded a fact about them
 * before the order, or about somebody whom nothing before the order named. By its own later act no agency frees itself of
 * an order.
 * @param history of the case as the agency's sector may see it, in recording order
 * @returns a function of the id of the order's event
 */
export const supportedUnder = (history: readonly StoredEvent[], agencyId: AgencyId): ((orderId: string) => ReadonlySet<PersonRef>) => {
  const refsOf = refsOfSamePersonIn(history)
  const concerning = history.flatMap((fact, place) => {
    const isOwn = actingAgencyOf(fact.envelope.actor) === agencyId
    if (!isOwn && !mentionsId(fact.data, (named) => named === agencyId)) return []
    return supportFileOwnersOf(fact).map((personRef) => ({ place, isOwn, refs: refsOf(personRef) }))
  })
  return (orderId) => {
    const ordered = history.findIndex(({ id }) => id === orderId)
    const named = namedIn(history.slice(0, ordered))
    const counted = concerning.filter(({ place, isOwn, refs }) => !isOwn || place < ordered || !refs.some((ref) => named.has(ref)))
    return new Set(counted.flatMap(({ refs }) => refs))
  }
}
