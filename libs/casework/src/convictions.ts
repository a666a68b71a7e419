import type { ChargeStates } from './charge-states.ts'
import type { DatedCustodyFact, SentencedFact, SentencePart } from './custody-facts.ts'

/** The length of a term, in the units that courts state. */
export interface Term {
  readonly years: number
  readonly months: number
  readonly days: number
}

/** When a court imposed a sentence, as its record states it. */
export type Imposed = Pick<DatedCustodyFact, 'at' | 'zone' | 'imported' | 'undated'>

/** A term that is served from the day of its sentence on, at the earliest. */
export interface DatedTerm extends Term {
  readonly since: Imposed
}

/**
 * How long the sentences of a person take together. Where the record leaves open which of them run at the same time, the
 * longest and the shortest time that the courts may have meant; otherwise both are the same. Each is over when the last of
 * its terms is.
 */
export interface Terms {
  readonly atMost: readonly DatedTerm[]
  readonly atLeast: readonly DatedTerm[]
}

/**
 * The sentence of a person who is convicted and awaits no trial: `missing`: none is recorded for one of the charges;
 * `endless`: imprisonment for life, or death; `notCustodial`: no part of it deprives the person of liberty.
 */
export type Sentence =
  | { readonly is: 'missing' }
  | { readonly is: 'notCustodial' }
  | { readonly is: 'endless' }
  | ({ readonly is: 'term' } & Terms)

/** What convictions say of the custody of a person. */
export interface Conviction {
  readonly isConvicted: boolean
  readonly isFinal: boolean
}

export const NOT_CONVICTED: Conviction = { isConvicted: false, isFinal: false }

/**
 * What a sentence says of the custody of the person. One that deprives of no liberty is never final here: who is held after
 * it is held by something else, which has its own limits.
 */
export const convictionOf = (sentence: Sentence | undefined, isFinal: boolean): Conviction => ({
  isConvicted: sentence !== undefined,
  isFinal: sentence !== undefined && sentence.is !== 'notCustodial' && isFinal,
})

/** What follows from the convictions of a person, after the facts so far. */
export interface Convictions {
  /**
   * Applies a fact that the charges have applied.
   * @returns undefined: the person is not convicted, or awaits a trial on another charge
   */
  after(fact: DatedCustodyFact): Sentence | undefined
  /** The sentence of all charges of which the person is convicted, also while another charge awaits its trial. */
  standing(): Sentence | undefined
  /** Whether no verdict of guilty can be appealed any longer. */
  isFinal(): boolean
}

/** What the sentence for one charge adds to the whole. */
interface Share extends Term {
  readonly sentenced: number
  readonly endless: number
  readonly custodial: number
}

/** How a sentence runs with the others of the person, as the court stated it. */
type Runs = SentencedFact['runs']

const NOTHING: Share = { years: 0, months: 0, days: 0, sentenced: 0, endless: 0, custodial: 0 }

const sum = (one: Share, other: Share, sign: 1 | -1): Share => ({
  years: one.years + sign * other.years,
  months: one.months + sign * other.months,
  days: one.days + sign * other.days,
  sentenced: one.sentenced + sign * other.sentenced,
  endless: one.endless + sign * other.endless,
  custodial: one.custodial + sign * other.custodial,
})

const shareOf = (part: SentencePart): Share => {
  if (part.kind === 'lifeImprisonment' || part.kind === 'death') return { ...NOTHING, endless: 1, custodial: 1 }
  if (part.kind !== 'imprisonment') return NOTHING
  const { years = 0, months = 0, days = 0 } = part.term
  return { ...NOTHING, years, months, days, custodial: 1 }
}

/** Only to order terms: a month has no fixed length. */
const ROUGH_DAYS_OF_MONTH = 30.4375
const isLonger = (one: Term, other: Term): boolean =>
  (one.years * 12 + one.months - other.years * 12 - other.months) * ROUGH_DAYS_OF_MONTH + one.days - other.days > 0

const added = (shares: readonly Share[]): Share => shares.reduce((total, share) => sum(total, share, 1), NOTHING)

const imposedBy = ({ at, zone, imported, undated }: DatedCustodyFact): Imposed => ({ at, zone, imported, undated })

interface DatedShare {
  readonly share: Share
  readonly since: Imposed
}

/** In time. Moments are in UTC, and dates come before the moments of their day. */
const inOrder = (some: readonly DatedShare[]): readonly DatedShare[] =>
  some.toSorted((one, other) => (one.since.at < other.since.at ? -1 : one.since.at > other.since.at ? 1 : 0))

/** Of sentences of the same day that run at the same time, the longest. */
const longestByDay = (some: readonly DatedShare[]): readonly DatedShare[] => {
  const longest = new Map<string, DatedShare>()
  for (const one of some) {
    const known = longest.get(one.since.at)
    if (!known || isLonger(one.share, known.share)) longest.set(one.since.at, one)
  }
  return [...longest.values()]
}

/** Sentences that are served one after another: by each, what is left from its day on. */
const oneAfterAnother = (some: readonly DatedShare[]): readonly DatedShare[] => {
  const left: DatedShare[] = []
  for (const one of inOrder(some).toReversed()) {
    const share = sum(one.share, left.at(-1)?.share ?? NOTHING, 1)
    if (left.at(-1)?.since.at === one.since.at) left.pop()
    left.push({ ...one, share })
  }
  return left
}

const termsFrom = (some: readonly DatedShare[]): readonly DatedTerm[] =>
  some.map(({ share: { years, months, days }, since }) => ({ years, months, days, since }))

/**
 * Sentences that a court lets run one after another are added up, and one that runs at the same time as the others makes
 * the whole longer only if it ends later itself. Those of which this is not recorded are added up at most; at least, the
 * longest of them counts. A sentence that begins after others begins at most after the longest of those that run at the
 * same time: no record says after which of them.
 */
const termsOf = (sentences: readonly (DatedShare & { readonly runs: Runs })[]): Terms => {
  const that = (runs: Runs) => sentences.filter((one) => one.runs === runs)
  const [consecutive, concurrent, unstated] = [that('consecutively'), longestByDay(that('concurrently')), that(undefined)]
  const following = added(consecutive.map(({ share }) => share))
  const together = (some: readonly DatedShare[]) => some.map((one) => ({ ...one, share: sum(following, one.share, 1) }))
  const last = oneAfterAnother(consecutive)
  return {
    atMost: termsFrom([...last, ...together([...oneAfterAnother(unstated), ...concurrent])]),
    atLeast: termsFrom([...last, ...together(longestByDay(unstated)), ...concurrent]),
  }
}

/**
 * Keeps the convictions of a person and the sentences for them. A fact that is about no charge costs the same however many
 * there are.
 * @param charges the states of the person's charges
 */
export const convictions = (charges: ChargeStates): Convictions => {
  const shares = new Map<string, Share>()
  const runs = new Map<string, Runs>()
  /** By charge: when the court first imposed a sentence for it. What replaces that on appeal goes on from there. */
  const imposed = new Map<string, Imposed>()
  let terms: Terms | undefined
  /** The charges whose share is in the total: those of which the person is convicted. */
  const counted = new Map<string, Share>()
  const final = new Set<string>()
  let finalCount = 0
  let total = NOTHING
  const isCountedFinal = (chargeId: string): boolean => counted.has(chargeId) && final.has(chargeId)
  const count = (chargeId: string, share: Share | undefined): void => {
    total = sum(total, counted.get(chargeId) ?? NOTHING, -1)
    if (share === undefined) counted.delete(chargeId)
    else counted.set(chargeId, share)
    total = sum(total, share ?? NOTHING, 1)
  }
  const standing = (): Sentence | undefined => {
    if (counted.size === 0) return undefined
    if (total.sentenced < counted.size) return { is: 'missing' }
    if (total.endless > 0) return { is: 'endless' }
    if (total.custodial === 0) return { is: 'notCustodial' }
    terms ??= termsOf(
      [...counted].flatMap(([chargeId, share]) => {
        const since = imposed.get(chargeId)
        return since && share.custodial > 0 ? [{ share, since, runs: runs.get(chargeId) }] : []
      }),
    )
    return { is: 'term', ...terms }
  }
  return {
    standing,
    after: (fact) => {
      const { custody } = fact
      if ('chargeId' in custody) {
        const { chargeId } = custody
        const isConvicted = charges.of(chargeId) === 'convicted'
        if (isCountedFinal(chargeId)) finalCount -= 1
        if (!isConvicted && counted.has(chargeId)) {
          shares.delete(chargeId)
          runs.delete(chargeId)
          imposed.delete(chargeId)
          final.delete(chargeId)
        }
        if (custody.is === 'sentenced') {
          shares.set(
            chargeId,
            custody.parts.reduce((share, part) => sum(share, shareOf(part), 1), { ...NOTHING, sentenced: 1 }),
          )
          runs.set(chargeId, custody.runs)
          if (!imposed.has(chargeId)) imposed.set(chargeId, imposedBy(fact))
        }
        // A verdict may be recorded after the fact that it is final.
        if (custody.is === 'final') final.add(chargeId)
        count(chargeId, isConvicted ? (shares.get(chargeId) ?? NOTHING) : undefined)
        if (isCountedFinal(chargeId)) finalCount += 1
        terms = undefined
      }
      return charges.count('open') > 0 ? undefined : standing()
    },
    isFinal: () => counted.size > 0 && finalCount === counted.size,
  }
}
