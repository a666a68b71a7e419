import type { Clock, Start } from '@case-timeline/casework'
import type { Calendar } from './calendar.ts'
import type { ClockSignal } from './deadline.ts'

/** The event that named a person to whom something is owed, and the event that released the obligation. */
interface NamedBy {
  readonly by: ClockSignal
  readonly release?: ClockSignal
}

/** By person reference: the last event that named the person, and the release after it. */
const namedIn = (own: readonly ClockSignal[]): ReadonlyMap<string, NamedBy> => {
  const named = new Map<string, NamedBy>()
  for (const signal of own) {
    const { person } = signal
    if (!person) continue
    const before = named.get(person.personRef)
    if (person.isReleased && before) named.set(person.personRef, { release: signal, ...before })
    if (!person.isReleased && (!before || before.release)) named.set(person.personRef, { by: signal })
  }
  return named
}

/**
 * The person about whom alone a start decides. A decision that is about others, too, is news for a victim who is one of the
 * parties; so is one on a charge of which nobody recorded against whom it is.
 */
const onlyPartyOf = ({ parties: { accused = [], chargeIds = [] } = {} }: Start, own: readonly ClockSignal[]): string | undefined => {
  const ofCharge = (chargeId: string) => own.flatMap(({ accusation }) => (accusation?.chargeId === chargeId ? [accusation.personRef] : []))
  const ofCharges = chargeIds.map(ofCharge)
  const parties = new Set([...accused, ...ofCharges.flat()])
  const [party] = parties
  return parties.size === 1 && ofCharges.every((persons) => persons.length > 0) ? party : undefined
}

/** The victims of each charge that a start decides; undefined: it decides none, or the record does not say of whom. */
const victimsDecided = ({ charges = [] }: Start, own: readonly ClockSignal[]): ReadonlySet<string> | undefined => {
  const victimsOf = (chargeId: string) =>
    own.flatMap(({ accusation }) => (accusation?.chargeId === chargeId ? (accusation.victims ?? []) : []))
  const victims = charges.map(victimsOf)
  return charges.length > 0 && victims.every((ofCharge) => ofCharge.length > 0) ? new Set(victims.flat()) : undefined
}

const laterOf = (first: ClockSignal, second: ClockSignal, { momentOf }: Calendar): ClockSignal =>
  momentOf(second.at, second.zone) > momentOf(first.at, first.zone) ? second : first

/** A clock that a start begins: its key, the event from which its days count, and the event that releases it. */
interface StartedClock {
  readonly key: string
  readonly from: ClockSignal
  readonly release?: ClockSignal | undefined
}

/** The clocks that a start begins: of a clock for each person, one for each. */
export const clocksStartedBy = (
  { eachPerson }: Clock,
  own: readonly ClockSignal[],
  signal: ClockSignal,
  start: Start,
  calendar: Calendar,
): readonly StartedClock[] => {
  const { key } = start
  if (!eachPerson) return [{ key, from: signal }]
  const party = onlyPartyOf(start, own)
  const victims = victimsDecided(start, own)
  return [...namedIn(own)].flatMap(([personRef, { by, release }]) => {
    if (personRef === party || (release && own.indexOf(release) < own.indexOf(signal))) return []
    const from = laterOf(signal, by, calendar)
    // What was decided about others before anybody knew of this victim is no news to this one.
    if (from !== signal && victims?.has(personRef) === false) return []
    return [{ key: `${key}~${personRef}`, from, release }]
  })
}

/** Whether a signal changes whom starts before it concern. */
export const changesParties = ({ accusation }: ClockSignal, before: readonly ClockSignal[]): boolean =>
  accusation !== undefined &&
  before.some(({ start }) => [...(start?.parties?.chargeIds ?? []), ...(start?.charges ?? [])].includes(accusation.chargeId))
