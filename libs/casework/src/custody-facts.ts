import type { DataOf, EventTypeName } from '@case-timeline/contracts'
import type { Verdict } from './verdicts.ts'

type AppealEffect = DataOf<'adjudication.AppealDecided'>['effects'][number]['effect']

/** Time in custody that by law may not count. */
export interface NotCounted {
  readonly from: string
  readonly until: string
  readonly reason: string
}

/** A person is held from now on: by an arrest, by an order of detention, or by its extension. */
export interface HeldFact {
  readonly is: 'held'
  readonly personRef: string
  readonly by: 'arrest' | 'order' | 'extension'
  readonly authority: string
  /** Absent: the time of the event. */
  readonly from?: string
  /** The end that the order states. */
  readonly until?: string | undefined
  readonly orderRef?: string | undefined
  readonly legalBasis?: string | undefined
  /** Why the person was arrested. */
  readonly ground?: string | undefined
  readonly notCounted?: readonly NotCounted[] | undefined
}

/** A decision on a charge. */
interface AboutCharge {
  readonly chargeId: string
  /** The person whom the decision names; absent: it names only the charge. */
  readonly accusedRef?: string | undefined
}

/** What a fact says of the liberty of a person. This shape is stored in `deadlines_v4`: change it with the view's version. */
export type CustodyFact =
  | HeldFact
  /** The person is free, or another order replaced the one under which the person was held. */
  | { readonly is: 'released' | 'replaced'; readonly personRef: string; readonly at: string }
  | { readonly is: 'charged'; readonly personRef: string; readonly chargeId: string }
  /** The prosecutor withdrew a charge, or a court ended it without a verdict. */
  | (AboutCharge & { readonly is: 'withdrawn'; readonly because: 'withdrawn' | 'replaced' | 'died' })
  | (AboutCharge & { readonly is: 'tried'; readonly verdict: Verdict })
  | (AboutCharge & { readonly is: 'appealed'; readonly effect: AppealEffect })
  /** A court cleared a victim of a charge, or the prosecutor does not prosecute the person. */
  | (AboutCharge & { readonly is: 'cleared' })
  | { readonly is: 'notProsecuted'; readonly personRef: string; readonly ground: 'nonPunishment' | 'noProsecution' }
  | { readonly is: 'bail'; readonly personRef: string; readonly granted: boolean }

/** Reads what one event type says of liberty. */
export interface CustodyMapping {
  readonly type: EventTypeName
  of(data: unknown): readonly CustodyFact[]
}

/** The data is given its type here: it was validated when the event was recorded. */
const says = <const E extends EventTypeName>(type: E, of: (data: DataOf<E>) => readonly CustodyFact[]): CustodyMapping => ({
  type,
  of: (data) => of(data as DataOf<E>),
})

type DetentionData = DataOf<'investigation.DetentionOrdered'>
type ReleaseData = DataOf<'investigation.DetentionEnded'>

const held =
  (by: 'order' | 'extension') =>
  ({ personRef, authority, from, until, orderRef, legalBasis, notCounted }: DetentionData): readonly CustodyFact[] => [
    { is: 'held', personRef, by, authority, from, until, orderRef, legalBasis, notCounted },
  ]
const ended = ({ personRef, at, releaseReason }: ReleaseData): readonly CustodyFact[] => [
  { is: releaseReason === 'replaced' ? 'replaced' : 'released', personRef, at },
]

/** Why a withdrawn charge is gone. A charge that another replaces says nothing of the right to hold. */
const withdrawalOf = (reason: DataOf<'prosecution.ChargeWithdrawn'>['reasonCode']): 'withdrawn' | 'replaced' | 'died' =>
  reason === 'accusedDeceased' ? 'died' : reason === 'replaced' ? 'replaced' : 'withdrawn'

/** What the limits of custody depend on: arrests, orders, releases, and the ends of charges that report a death. */
export const DETENTION_FACTS: readonly CustodyMapping[] = [
  says('investigation.SuspectArrested', ({ personRef, ground, notCounted }) => [
    { is: 'held', personRef, by: 'arrest', authority: 'POLICE', ground, notCounted },
  ]),
  says('investigation.DetentionOrdered', held('order')),
  says('prosecution.DetentionOrdered', held('order')),
  says('adjudication.DetentionOrdered', held('order')),
  says('investigation.DetentionExtended', held('extension')),
  says('prosecution.DetentionExtended', held('extension')),
  says('adjudication.DetentionExtended', held('extension')),
  says('investigation.DetentionEnded', ended),
  says('prosecution.DetentionEnded', ended),
  says('adjudication.DetentionEnded', ended),
  says('prosecution.ChargeLaid', ({ accusedRef, chargeId }) => [{ is: 'charged', personRef: accusedRef, chargeId }]),
  says('prosecution.ChargeWithdrawn', ({ chargeId, reasonCode }) => [{ is: 'withdrawn', chargeId, because: withdrawalOf(reasonCode) }]),
  says('adjudication.ChargesEnded', ({ chargeIds, accusedRef, ground }) =>
    chargeIds.map((chargeId) => ({ is: 'withdrawn', chargeId, accusedRef, because: ground === 'accusedDied' ? 'died' : 'withdrawn' })),
  ),
]

/** What each event type says of the liberty of persons. */
export const CUSTODY_FACTS: readonly CustodyMapping[] = [
  ...DETENTION_FACTS,
  says('adjudication.VerdictDelivered', ({ chargeId, accusedRef, verdict }) => [{ is: 'tried', chargeId, accusedRef, verdict }]),
  says('adjudication.AppealDecided', ({ effects }) => effects.map(({ chargeId, effect }) => ({ is: 'appealed', chargeId, effect }))),
  says('adjudication.NonPunishmentApplied', ({ chargeIds, personRef }) =>
    chargeIds.map((chargeId) => ({ is: 'cleared', chargeId, accusedRef: personRef })),
  ),
  says('prosecution.NonPunishmentAssessed', ({ personRef, liability, decision }) =>
    // An application to quash leaves the charge, and with it the right to hold, to the court.
    liability === 'criminal' && (decision === 'noCharge' || decision === 'withdraw')
      ? [{ is: 'notProsecuted', personRef, ground: 'nonPunishment' }]
      : [],
  ),
  says('prosecution.NoProsecutionDecided', ({ suspects, reasonCodes }) =>
    suspects.map((personRef) => ({
      is: 'notProsecuted',
      personRef,
      ground: reasonCodes.includes('nonPunishment') ? 'nonPunishment' : 'noProsecution',
    })),
  ),
  says('adjudication.BailDecided', ({ accusedRef, granted }) => [{ is: 'bail', personRef: accusedRef, granted }]),
]

/** What a fact says of liberty, and when. */
export interface DatedCustodyFact {
  readonly eventId: string
  /** The service that recorded it. */
  readonly service: string
  readonly jurisdiction: string
  /** When it occurred; if unknown, when it was recorded. */
  readonly at: string
  /** True if `at` is when it was recorded. */
  readonly undated?: boolean | undefined
  readonly imported?: boolean | undefined
  readonly zone?: string | undefined
  readonly custody: CustodyFact
}

/** The first moment of a date text in its zone and the first after it, in milliseconds of one epoch. */
export type SpanOf = (text: string, zone?: string) => { readonly from: number; readonly until: number }

/** The moment at which a stated end is past: a moment itself, or the end of a day, month or year. */
export const endOf = (text: string, zone: string | undefined, spanOf: SpanOf): number => {
  const { from, until } = spanOf(text, zone)
  return text.includes('T') ? from : until
}

/** When a fact about liberty took effect, as it states it. */
export const timeOf = ({ at, custody }: Pick<DatedCustodyFact, 'at' | 'custody'>): string =>
  custody.is === 'held' ? (custody.from ?? at) : custody.is === 'released' || custody.is === 'replaced' ? custody.at : at

/** Whether nothing can be claimed from it: an import that does not say when it happened. */
const isUndatedImport = ({ undated, imported, custody }: DatedCustodyFact): boolean =>
  undated === true && imported === true && custody.is === 'held' && custody.from === undefined

const isBy = ({ custody }: DatedCustodyFact, ...by: readonly HeldFact['by'][]): boolean => custody.is === 'held' && by.includes(custody.by)

const isDecisionOnCharge = <F extends DatedCustodyFact>(fact: F): fact is F & { readonly custody: AboutCharge } =>
  'chargeId' in fact.custody && fact.custody.is !== 'charged'

interface Placed<F> {
  readonly fact: F
  /** The earliest moment at which it may have occurred. */
  readonly from: number
}

/**
 * When a fact of which only the day is known counts: after the facts of that day that were recorded before it, and an order
 * after an arrest on that day, whichever was recorded first.
 */
const placeOf = <F extends DatedCustodyFact>({ fact, from }: Placed<F>, own: readonly Placed<F>[], spanOf: SpanOf): number => {
  const text = timeOf(fact)
  if (text.includes('T')) return from
  const { until } = spanOf(text, fact.zone)
  const index = own.findIndex((one) => one.fact === fact)
  const isAfterArrest = isBy(fact, 'order', 'extension')
  const earlier = own.filter(
    (one, at) => one.from >= from && one.from < until && (at < index || (isAfterArrest && isBy(one.fact, 'arrest'))),
  )
  return Math.max(from, ...earlier.map((one) => one.from))
}

/**
 * The facts about the liberty of each person, in the order in which they occurred; at the same time an arrest comes first,
 * then the order of recording counts. A charge was laid before it was decided, whatever time is recorded.
 * @param facts of one case, in recording order, corrections applied
 * @param of only of these persons; absent: of all
 */
export const libertyByPerson = <F extends DatedCustodyFact>(
  facts: readonly F[],
  spanOf: SpanOf,
  of?: ReadonlySet<string>,
): ReadonlyMap<string, readonly F[]> => {
  const accused = accusedByCharge(facts)
  const persons = new Map<string, Placed<F>[]>()
  for (const fact of facts) {
    const personRef = personOf(fact, accused)
    if (personRef === undefined || (of && !of.has(personRef)) || isUndatedImport(fact)) continue
    const own = persons.get(personRef) ?? []
    persons.set(personRef, own)
    own.push({ fact, from: spanOf(timeOf(fact), fact.zone).from })
  }
  return new Map([...persons].map(([personRef, own]) => [personRef, inOrder(own, spanOf)]))
}

/** Before the moment at which the first decision on a charge counts. */
const JUST_BEFORE_MS = 0.5

const inOrder = <F extends DatedCustodyFact>(own: readonly Placed<F>[], spanOf: SpanOf): readonly F[] => {
  const places = own.map((one) => ({ fact: one.fact, place: placeOf(one, own, spanOf) }))
  const decided = new Map<string, number>()
  for (const { fact, place } of places) {
    if (!isDecisionOnCharge(fact)) continue
    const { chargeId } = fact.custody
    decided.set(chargeId, Math.min(place, decided.get(chargeId) ?? place))
  }
  const chargedAt = ({ fact: { custody }, place }: (typeof places)[number]): number =>
    custody.is === 'charged' ? Math.min(place, (decided.get(custody.chargeId) ?? Infinity) - JUST_BEFORE_MS) : place
  return places
    .map((one) => ({ fact: one.fact, place: chargedAt(one) }))
    .toSorted((one, other) => one.place - other.place || Number(isBy(other.fact, 'arrest')) - Number(isBy(one.fact, 'arrest')))
    .map(({ fact }) => fact)
}

/** By charge: the persons who are charged, the last one last; of a charge that no fact laid, those whom decisions name. */
export type Accused = ReadonlyMap<string, readonly string[]>

/** The person against whom a fact says that a charge is, and the charge. */
const accusationIn = (custody: CustodyFact): readonly [chargeId: string, personRef: string] | undefined => {
  if (custody.is === 'charged') return [custody.chargeId, custody.personRef]
  return 'accusedRef' in custody && custody.accusedRef !== undefined ? [custody.chargeId, custody.accusedRef] : undefined
}

export const accusedByCharge = (facts: readonly Pick<DatedCustodyFact, 'custody'>[]): Accused => {
  const [laid, named] = [new Map<string, string[]>(), new Map<string, string[]>()]
  for (const { custody } of facts) {
    const accusation = accusationIn(custody)
    if (!accusation) continue
    const [chargeId, personRef] = accusation
    const accused = custody.is === 'charged' ? laid : named
    const persons = accused.get(chargeId)
    if (persons) persons.push(personRef)
    else accused.set(chargeId, [personRef])
  }
  return new Map([...named, ...laid])
}

/**
 * The person whom a fact concerns: of a decision on a charge the one whom it names, unless the charge was laid against
 * others only, for example under another reference. Undefined: no fact says against whom the charge is.
 */
export const personOf = ({ custody }: Pick<DatedCustodyFact, 'custody'>, accused: Accused): string | undefined => {
  if ('personRef' in custody) return custody.personRef
  const { accusedRef } = custody
  const charged = accused.get(custody.chargeId)
  return charged === undefined || (accusedRef !== undefined && charged.includes(accusedRef)) ? accusedRef : charged.at(-1)
}

/** The persons whom some facts concern, or concerned before those facts were known. */
export const personsAffectedBy = (
  added: readonly Pick<DatedCustodyFact, 'custody'>[],
  all: readonly Pick<DatedCustodyFact, 'custody'>[],
): ReadonlySet<string> => {
  const accused = accusedByCharge(all)
  const laid = new Set(all.flatMap(({ custody }) => (custody.is === 'charged' ? [custody.chargeId] : [])))
  // Who is accused by a charge decides whom the other decisions on it concern: a decision says it only of a charge not laid.
  const changed = new Set(
    added.flatMap(({ custody }) => {
      const chargeId = accusationIn(custody)?.[0]
      return chargeId !== undefined && (custody.is === 'charged' || !laid.has(chargeId)) ? [chargeId] : []
    }),
  )
  const moved = changed.size === 0 ? [] : all.filter(({ custody }) => 'chargeId' in custody && changed.has(custody.chargeId))
  const persons = [...added.map((fact) => personOf(fact, accused)), ...moved.flatMap(({ custody }) => namedIn(custody))]
  return new Set(persons.filter((personRef) => personRef !== undefined))
}

const namedIn = (custody: CustodyFact): readonly (string | undefined)[] =>
  'personRef' in custody ? [custody.personRef] : [custody.accusedRef]
