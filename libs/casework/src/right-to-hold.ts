import { endOf, timeOf, type DatedCustodyFact, type HeldFact, type SpanOf } from './custody-facts.ts'
import { verdictAfterAppeal } from './verdicts.ts'

/** What ends the right to hold a person. */
export type EndOfRight = 'acquitted' | 'chargesEnded' | 'nonPunishment' | 'noProsecution' | 'bail' | 'died'

type ChargeState = 'open' | 'convicted' | 'replaced' | Exclude<EndOfRight, 'bail' | 'noProsecution'>

/** A fact by which a person is held. */
export type Hold<F extends DatedCustodyFact> = F & { readonly custody: HeldFact }

const isHold = <F extends DatedCustodyFact>(fact: F): fact is Hold<F> => fact.custody.is === 'held'

/** The right to hold a person ended. */
export interface EndedRight<F extends DatedCustodyFact = DatedCustodyFact> {
  readonly by: F
  readonly ground: EndOfRight
}

/** The right to hold a person ended while the person was held. */
export interface HeldWithoutRight<F extends DatedCustodyFact = DatedCustodyFact> extends EndedRight<F> {
  /** The fact by which the person was held. */
  readonly heldBy: Hold<F>
  /**
   * What ended the custody, or gave a new right to hold: a release, another charge, conviction, order or arrest; or the end
   * that the last order states. Absent: the person is held until now.
   */
  readonly over?: { readonly by: F; readonly at: string } | undefined
}

export interface RightToHold<F extends DatedCustodyFact = DatedCustodyFact> {
  readonly heldWithout: readonly HeldWithoutRight<F>[]
  /** How the right ended; absent: it exists, as far as is known. An order alone does not restore it, except after bail. */
  readonly ended?: EndedRight<F> | undefined
}

/** The charges against a person, and whether the person is held, after the facts so far. */
interface Situation<F extends DatedCustodyFact> {
  readonly charges: ReadonlyMap<string, ChargeState>
  readonly hold?: Hold<F> | undefined
  readonly ended?: EndedRight<F> | undefined
  readonly without?: HeldWithoutRight<F> | undefined
}

/** @returns undefined if the fact is not about a charge */
const chargeAfter = (
  { custody }: DatedCustodyFact,
  charges: ReadonlyMap<string, ChargeState>,
): readonly [chargeId: string, state: ChargeState] | undefined => {
  switch (custody.is) {
    case 'charged':
      return [custody.chargeId, 'open']
    case 'withdrawn':
      return [custody.chargeId, custody.because === 'withdrawn' ? 'chargesEnded' : custody.because]
    case 'cleared':
      return [custody.chargeId, 'nonPunishment']
    case 'tried':
      return [custody.chargeId, custody.verdict === 'guilty' ? 'convicted' : 'acquitted']
    case 'appealed': {
      const before = charges.get(custody.chargeId) ?? 'open'
      const verdict = verdictAfterAppeal(
        before === 'convicted' ? 'guilty' : before === 'acquitted' ? 'notGuilty' : undefined,
        custody.effect,
      )
      if (custody.effect === 'verdictStands' || custody.effect === 'sentenceChanged') return [custody.chargeId, before]
      return [custody.chargeId, verdict === undefined ? 'open' : verdict === 'guilty' ? 'convicted' : 'acquitted']
    }
    case 'held':
    case 'released':
    case 'replaced':
    case 'notProsecuted':
    case 'bail':
      return undefined
  }
}

const isLive = (state: ChargeState): boolean => state === 'open' || state === 'convicted'

const endsRight = (state: ChargeState): state is Exclude<ChargeState, 'open' | 'convicted' | 'replaced'> =>
  !isLive(state) && state !== 'replaced'

/**
 * The ground on which a fact ended the right to hold; undefined: it did not.
 * @param changed the states of the charges that its event changed
 */
const groundOf = (
  { custody }: DatedCustodyFact,
  charges: ReadonlyMap<string, ChargeState>,
  changed: readonly ChargeState[],
): EndOfRight | undefined => {
  const states = [...charges.values()]
  if (custody.is === 'bail') return custody.granted && !states.includes('convicted') ? 'bail' : undefined
  if (states.some(isLive)) return undefined
  if (custody.is === 'notProsecuted') return custody.ground
  const state = changed.find(endsRight)
  return state !== undefined && state !== 'died' && states.includes('acquitted') ? 'acquitted' : state
}

/** Whether a fact gives a new right to hold a person whose right to be held had ended on a ground. */
const restores = ({ custody }: DatedCustodyFact, ground: EndOfRight, changed: readonly ChargeState[]): boolean => {
  if (custody.is === 'held') return ground === 'bail' && custody.by !== 'extension'
  if (custody.is === 'bail') return ground === 'bail' && !custody.granted
  if (custody.is === 'charged' || changed.includes('convicted')) return true
  return custody.is === 'appealed' && changed.includes('open')
}

/** The end of the right that counts: the first, except that any other is more than bail, which an order alone ends. */
const endedAfter = <E extends EndedRight>(before: E | undefined, ended: E | undefined): E | undefined =>
  before === undefined || (before.ground === 'bail' && ended !== undefined) ? ended : before

/** Whether a fact ends custody, or the alarm about it: somebody answers for a decision to hold the person. */
const endsAlarm = (fact: DatedCustodyFact): boolean =>
  fact.custody.is === 'released' || (fact.custody.is === 'held' && fact.custody.by !== 'extension')

const isOverBefore = ({ custody, zone }: Hold<DatedCustodyFact>, moment: number, spanOf: SpanOf): boolean =>
  custody.until !== undefined && endOf(custody.until, zone, spanOf) <= moment

/**
 * When the right to hold a person ended, by the charges against the person and what courts and prosecutors decided.
 * @param facts of one person, in the order in which they occurred
 */
export const rightToHold = <F extends DatedCustodyFact>(facts: readonly F[], spanOf: SpanOf): RightToHold<F> => {
  const heldWithout: HeldWithoutRight<F>[] = []
  let situation: Situation<F> = { charges: new Map() }
  const closeAlarm = (by: F, at: string): void => {
    if (situation.without) heldWithout.push({ ...situation.without, over: { by, at } })
    situation = { ...situation, without: undefined }
  }
  let changed: ReadonlyMap<string, ChargeState> = new Map()
  for (const [index, fact] of facts.entries()) {
    const at = timeOf(fact)
    const { hold: before } = situation
    if (before && isOverBefore(before, spanOf(at, fact.zone).from, spanOf)) {
      closeAlarm(before, before.custody.until ?? at)
      situation = { ...situation, hold: undefined }
    }
    const change = chargeAfter(fact, situation.charges)
    const charges: ReadonlyMap<string, ChargeState> = change ? new Map(situation.charges).set(...change) : situation.charges
    changed = change ? new Map(changed).set(...change) : changed
    // What one event decides on several charges takes effect together.
    if (facts[index + 1]?.eventId === fact.eventId) {
      situation = { ...situation, charges }
      continue
    }
    const states = [...changed.values()]
    changed = new Map()
    const isDeath = states.includes('died')
    const isRestored = situation.ended !== undefined && restores(fact, situation.ended.ground, states)
    if (isRestored || isDeath || endsAlarm(fact)) closeAlarm(fact, at)
    const hold = isHold(fact) ? fact : fact.custody.is === 'released' || isDeath ? undefined : situation.hold
    const ground = groundOf(fact, charges, states)
    const ended = ground === undefined ? undefined : { by: fact, ground }
    situation = {
      charges,
      hold,
      ended: isRestored ? ended : endedAfter(situation.ended, ended),
      without: situation.without ?? (ended && hold ? { ...ended, heldBy: hold } : undefined),
    }
  }
  const { hold, without, ended } = situation
  const until = hold?.custody.until
  if (hold && until !== undefined) closeAlarm(hold, until)
  else if (without) heldWithout.push(without)
  return { heldWithout, ended }
}

/**
 * How the right to hold a person had ended at a time, by the facts that are not later; undefined: it existed.
 * @param facts of one person, in the order in which they occurred
 * @param at a date text, in `zone`
 */
export const endedRightAt = <F extends DatedCustodyFact>(
  facts: readonly F[],
  at: string,
  zone: string | undefined,
  spanOf: SpanOf,
): EndedRight<F> | undefined => {
  const { until } = spanOf(at, zone)
  const earlier = facts.filter((fact) => spanOf(timeOf(fact), fact.zone).from < until)
  return rightToHold(earlier, spanOf).ended
}
