import { chargeStates, type ChargeState, type ChargeStates } from './charge-states.ts'
import { convictionOf, convictions, NOT_CONVICTED, type Sentence } from './convictions.ts'
import { endOf, timeOf, type DatedCustodyFact, type SpanOf } from './custody-facts.ts'
import { dayOf } from './day-numbers.ts'
import { dayText } from './days.ts'
import { heldForCharges, isHeldForCharges, isHold, type ChangeForCharges, type Hold } from './holds-in-force.ts'

/** What ends the right to hold a person. `notReplaced`: the last charge was withdrawn to be replaced, and none was laid. */
export type EndOfRight =
  | 'acquitted'
  | 'chargesEnded'
  | 'notReplaced'
  | 'nonPunishment'
  | 'noProsecution'
  | 'bail'
  | 'releaseOrdered'
  | 'died'
  | 'noCustodialSentence'

/** The right to hold a person ended. */
export interface EndedRight<F extends DatedCustodyFact = DatedCustodyFact> {
  readonly by: F
  readonly ground: EndOfRight
}

/** The right to hold a person ended while the person was held. */
export interface HeldWithoutRight<F extends DatedCustodyFact = DatedCustodyFact> extends EndedRight<F> {
  /** The fact by which the person was held. */
  readonly heldBy: Hold<F>
  /** The end that the order states; absent: none, or a sentence said from then on until when the person is held. */
  readonly until?: string | undefined
  /**
   * What ended the custody, or gave a new right to hold: a release, another charge, conviction, order or arrest. The end that
   * an order states is none of them: it releases nobody. Absent: the person is held until now.
   */
  readonly over?: { readonly by: F; readonly at: string } | undefined
}

export interface RightToHold<F extends DatedCustodyFact = DatedCustodyFact> {
  readonly heldWithout: readonly HeldWithoutRight<F>[]
  /** How the right ended; absent: it exists, as far as is known. An order alone does not restore it, except after bail. */
  readonly ended?: EndedRight<F> | undefined
}

/** What is known of the right to hold a person, and whether the person is held, after the facts so far. */
interface Situation<F extends DatedCustodyFact> {
  readonly hold?: Hold<F> | undefined
  /** The end that the order states; absent after a conviction: from then on a sentence says until when the person is held. */
  readonly until?: string | undefined
  /** The hold whose stated end is past, without a release: who is convicted then is still held. */
  readonly expired?: Hold<F> | undefined
  readonly ended?: EndedRight<F> | undefined
  /** The withdrawal of the last charge to be replaced, by which the right ended or would have: no charge was laid since then. */
  readonly unreplaced?: EndedRight<F> | undefined
  /** The same since which the person has been held, as far as a release is recorded. */
  readonly heldSince?: EndedRight<F> | undefined
  readonly without?: HeldWithoutRight<F> | undefined
}

const endsRight = (state: ChargeState): state is Exclude<ChargeState, 'open' | 'convicted' | 'replaced'> =>
  state !== 'open' && state !== 'convicted' && state !== 'replaced'

/**
 * The ground on which a fact ended the right to hold; undefined: it did not.
 * @param changed the states of the charges that its event changed
 */
const groundOf = (
  { custody }: DatedCustodyFact,
  charges: ChargeStates,
  changed: readonly ChargeState[],
  sentence: Sentence | undefined,
  {
    isFinal,
    isDead,
    isReleaseOrdered,
    isRearrested,
  }: Pick<ChangeForCharges<DatedCustodyFact>, 'isDead' | 'isReleaseOrdered'> & {
    readonly isFinal: boolean
    readonly isRearrested: boolean
  },
): EndOfRight | undefined => {
  if (custody.is === 'died') return isDead ? 'died' : undefined
  // An order until the appeal is decided holds nobody any longer; an arrest since then may be for something else.
  const isFinality = custody.is === 'final' && !isRearrested
  // Who is acquitted, too, is held again by no order alone.
  const isUncharged = charges.count('open') === 0 && charges.count('convicted') === 0 && changed.some(endsRight)
  if (isReleaseOrdered && !isUncharged) return 'releaseOrdered'
  // Who is convicted of one charge and awaits the trial of another may have been granted bail for that only.
  if (custody.is === 'bail')
    return custody.granted && (charges.count('convicted') === 0 || (sentence !== undefined && !isFinal)) ? 'bail' : undefined
  if (sentence?.is === 'notCustodial')
    return custody.is === 'sentenced' || isFinality || changed.length > 0 ? 'noCustodialSentence' : undefined
  if (charges.count('open') > 0 || charges.count('convicted') > 0) return undefined
  if (custody.is === 'notProsecuted') return custody.ground
  const final = isFinality ? charges.of(custody.chargeId) : undefined
  const state = [...changed, ...(final === undefined ? [] : [final])].find(endsRight)
  if (state === undefined) return changed.includes('replaced') ? 'notReplaced' : undefined
  return state !== 'died' && charges.count('acquitted') > 0 ? 'acquitted' : state
}

/** Whether a ground ends only the custody that there was: another order or arrest holds the person by a right of its own. */
const isOfThisCustody = (ground: EndOfRight): boolean => ground === 'bail' || ground === 'releaseOrdered'

/** Whether a fact gives a new right to hold a person whose right to be held had ended on a ground. */
const restores = (
  { custody }: DatedCustodyFact,
  ground: EndOfRight,
  changed: readonly ChargeState[],
  sentence: Sentence | undefined,
): boolean => {
  if (custody.is === 'held') return isOfThisCustody(ground) && custody.by !== 'extension' && custody.power !== 'own'
  // Another charge, or one that replaces a charge, is no decision on the liberty of a person who was granted bail.
  if (custody.is === 'charged') return ground !== 'bail'
  if (custody.is === 'bail') return ground === 'bail' && !custody.granted
  if (custody.is === 'sentenced') return sentence?.is === 'term' || sentence?.is === 'endless'
  if (changed.includes('convicted') || (custody.is === 'final' && ground === 'bail')) return true
  return custody.is === 'appealed' && changed.includes('open')
}

const isEndedByDeath = ({ by }: EndedRight): boolean => by.custody.is === 'died'

/**
 * The end of the right that counts: the first, except that any other is more than bail or an order of release, which an order
 * alone ends, and that nothing gives a right to hold a person who died. A charge that is to be replaced ends least: another
 * one gives the right to hold the person again, and must not after bail.
 */
const endedAfter = <E extends EndedRight>(before: E | undefined, ended: E | undefined): E | undefined => {
  if (before === undefined || ended === undefined) return ended ?? before
  const isMore = before.ground === 'notReplaced' || isOfThisCustody(before.ground) || isEndedByDeath(ended)
  return isMore && ended.ground !== 'notReplaced' ? ended : before
}

const DAY_MS = 24 * 3_600_000

/**
 * The first moment at which the right to hold a person is over. Who withdraws a charge to replace it has until the end of
 * that day: the other one may be laid after it, or recorded as laid on that day. Of a moment in no zone the day is not known.
 */
export const rightOverFrom = ({ by: { at, zone }, ground }: EndedRight, spanOf: SpanOf): number => {
  if (ground !== 'notReplaced') return endOf(at, zone, spanOf)
  if (zone === undefined && at.includes('T')) return endOf(at, zone, spanOf) + DAY_MS
  const day = dayOf(at, zone, spanOf)
  return day === undefined ? endOf(at, zone, spanOf) : spanOf(dayText(day), zone).until
}

/** Nothing can be claimed of an import that does not say when the right ended. */
export const isClaimed = ({ by }: EndedRight): boolean => !(by.imported && by.undated)

/** Whether the end of a right is a better ground to release a person than a withdrawal that nothing replaced, and as early. */
const isClearer = (ended: EndedRight, before: EndedRight, spanOf: SpanOf): boolean =>
  before.ground === 'notReplaced' &&
  ended.ground !== 'notReplaced' &&
  isClaimed(ended) &&
  (!isClaimed(before) || rightOverFrom(ended, spanOf) <= rightOverFrom(before, spanOf))

/** Whether a fact holds the person again: somebody answers for a decision, which ends the alarm. */
const isNewDecision = (fact: DatedCustodyFact): boolean => isHeldForCharges(fact) && fact.custody.by !== 'extension'

/**
 * When the right to hold a person ended, by the charges against the person and what courts and prosecutors decided.
 * @param facts of one person, in the order in which they occurred
 */
export const rightToHold = <F extends DatedCustodyFact>(facts: readonly F[], spanOf: SpanOf): RightToHold<F> => {
  const heldWithout: HeldWithoutRight<F>[] = []
  const charges = chargeStates()
  const { after: sentenceAfter, isFinal } = convictions(charges)
  let conviction = NOT_CONVICTED
  let situation: Situation<F> = {}
  const custody = heldForCharges<F>()
  /** By what the person has been held since the last conviction, or since it was final: only of that does a stated end count. */
  const onRemand = new Set<F>()
  const untilOf = (one: Hold<F>): string | undefined => (onRemand.has(one) ? one.custody.until : undefined)
  /** Whether the end that an order states is past at a fact. */
  const isPast = (one: Hold<F>, at: F): boolean => {
    const until = untilOf(one)
    return until !== undefined && endOf(until, one.zone, spanOf) <= spanOf(timeOf(at), at.zone).from
  }
  /** By what the person is held of whom there is an alarm, since an extension of that, too. */
  let alarmAbout: Hold<F> | undefined
  const closeAlarm = (by: F, at: string): void => {
    if (situation.without) heldWithout.push({ ...situation.without, over: { by, at } })
    situation = { ...situation, without: undefined }
  }
  /** Whom another service held and released is held as before, and without a right as before. */
  const reopened = ({ by }: EndedRight<F>, heldBy: Hold<F>): HeldWithoutRight<F> | undefined => {
    const place = heldWithout.findIndex((one) => one.by === by && one.heldBy === heldBy)
    return heldWithout.splice(place < 0 ? heldWithout.length : place, 1).map(({ over: _, ...alarm }) => alarm)[0]
  }
  /** The same of whom another service held last when the right ended: the alarm was about that custody only. */
  const begunBefore = (right: EndedRight<F>, heldBy: Hold<F>): HeldWithoutRight<F> | undefined => {
    if (isPast(heldBy, right.by) || facts.indexOf(heldBy) > facts.indexOf(right.by)) return undefined
    return { ...right, heldBy, until: untilOf(heldBy) }
  }
  const stillWithout = (right: EndedRight<F>, held: readonly Hold<F>[]): HeldWithoutRight<F> | undefined => {
    for (const heldBy of held.toReversed()) {
      const alarm = reopened(right, heldBy) ?? begunBefore(right, heldBy)
      if (alarm) return alarm
    }
    return undefined
  }
  let isRearrested = false
  const changed = new Map<string, ChargeState>()
  for (const [index, fact] of facts.entries()) {
    const at = timeOf(fact)
    const { hold: before, until: stated } = situation
    // A decision after the end that an order states is not about custody under that order.
    if (before && stated !== undefined && endOf(stated, before.zone, spanOf) <= spanOf(at, fact.zone).from)
      situation = { ...situation, hold: undefined, until: undefined, expired: before }
    const change = charges.apply(fact)
    if (change) changed.set(change.chargeId, change.state)
    const sentence = sentenceAfter(fact)
    custody.apply(fact)
    // What one event decides on several charges takes effect together.
    if (facts[index + 1]?.eventId === fact.eventId) continue
    const states = [...changed.values()]
    changed.clear()
    const { isDead, isReleaseOrdered, ended: over, takenOver, remaining } = custody.change()
    const endedBefore = situation.ended
    const isRestored = endedBefore !== undefined && !isEndedByDeath(endedBefore) && restores(fact, endedBefore.ground, states, sentence)
    const isAlarmOver = alarmAbout !== undefined && over.has(alarmAbout)
    const isInForce = alarmAbout && !takenOver.has(alarmAbout) && !isAlarmOver && !isPast(alarmAbout, fact)
    const stillAbout = isInForce ? alarmAbout : undefined
    if (alarmAbout && takenOver.has(alarmAbout) && isHold(fact)) alarmAbout = fact
    const isCharged = charges.count('open') + charges.count('convicted') > 0
    // What takes nothing over, and is no charge, ends nothing of an alarm about another service.
    const isOfNoConcern = stillAbout !== undefined && !isCharged && situation.without?.ground === 'notReplaced'
    const isDecided = isRestored || isNewDecision(fact)
    if (isDead || isAlarmOver || (isDecided && !isOfNoConcern)) closeAlarm(fact, at)
    const now = convictionOf(sentence, isFinal())
    const isServing = (now.isConvicted && !conviction.isConvicted) || (now.isFinal && !conviction.isFinal)
    conviction = now
    const last = situation.hold ?? situation.expired
    const isOver = last !== undefined && (isDead || over.has(last))
    const begun = isHeldForCharges(fact) ? fact : isOver ? remaining.at(-1) : undefined
    const expired = isOver || begun ? undefined : situation.expired
    const hold = begun ?? (isOver ? undefined : situation.hold) ?? (isServing ? expired : undefined)
    if (isServing) onRemand.clear()
    if (isHeldForCharges(fact) && !now.isFinal) onRemand.add(fact)
    const until = hold && untilOf(hold)
    isRearrested = endedBefore !== undefined && (isRearrested || (isHeldForCharges(fact) && fact.custody.by === 'arrest'))
    const ground = groundOf(fact, charges, states, sentence, { isFinal: now.isFinal, isDead, isReleaseOrdered, isRearrested })
    const ended = ground === undefined ? undefined : { by: fact, ground }
    const withdrawal = ended?.ground === 'notReplaced' ? ended : undefined
    const unreplaced = isCharged ? undefined : (situation.unreplaced ?? withdrawal)
    // What holds the person again answers for any other end of the right, and is no charge.
    const isAnswered = isRestored || (isNewDecision(fact) && unreplaced && endedBefore && !isEndedByDeath(endedBefore))
    const right = isAnswered ? (ended ?? unreplaced) : endedAfter(endedBefore, ended)
    const heldSince = unreplaced && (hold ?? expired) ? (situation.heldSince ?? withdrawal) : undefined
    const alarmAfter = (cause: EndedRight<F> | undefined): HeldWithoutRight<F> | undefined =>
      cause && hold && { by: cause.by, ground: cause.ground, heldBy: stillAbout ?? hold, until: untilOf(stillAbout ?? hold) }
    const stillHeld = isOver || isAlarmOver ? remaining : ended && !hold ? custody.all() : []
    const again = right && !isHeldForCharges(fact) ? stillWithout(right, stillHeld) : undefined
    // No order or arrest is a charge: who is held again and again until one is laid stays listed, by what is in force.
    const kept = situation.without && ended && hold && isClearer(ended, situation.without, spanOf) ? undefined : situation.without
    const without = kept ?? alarmAfter(ended) ?? again ?? alarmAfter(heldSince)
    alarmAbout = kept ? alarmAbout : without?.heldBy
    situation = { hold, until, expired, ended: right, unreplaced, heldSince, without }
  }
  const { without, ended } = situation
  if (without) heldWithout.push(without)
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
  const { ended } = rightToHold(earlier, spanOf)
  return ended && (ended.ground !== 'notReplaced' || rightOverFrom(ended, spanOf) < until) ? ended : undefined
}
