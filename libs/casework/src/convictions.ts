import type { ChargeStates } from './charge-states.ts'
import type { DatedCustodyFact, SentencedFact, SentencePart } from './custody-facts.ts'

/** The length of a term, in the units that courts state. */
export interface Term {
  readonly years: number
  readonly months: number
  readonly days: number
}

/**
 * How long the sentences of a person take together. Where the record leaves open which of them run at the same time, the
 * longest and the shortest time that the courts may have meant; otherwise both are the same. Each is the longest of its terms.
 */
export interface Terms {
  readonly atMost: readonly Term[]
  readonly atLeast: readonly Term[]
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

/** What follows from the convictions of a person, after the facts so far. */
export interface Convictions {
  /**
   * Applies a fact that the charges have applied.
   * @returns undefined: the person is not convicted, or awaits a trial on another charge
   */
  after(fact: DatedCustodyFact): Sentence | undefined
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

const longestOf = (shares: readonly Share[]): Share =>
  shares.reduce((longest, share) => (isLonger(share, longest) ? share : longest), NOTHING)
const added = (shares: readonly Share[]): Share => shares.reduce((total, share) => sum(total, share, 1), NOTHING)
const termOf = ({ years, months, days }: Share): Term => ({ years, months, days })

/**
 * Sentences that a court lets run one after another are added up, and one that runs at the same time as the others makes
 * the whole longer only if it is longer itself. Those of which this is not recorded are added up at most; at least, the
 * longest of them counts. A sentence that begins after others begins at most after the longest of those that run at the
 * same time: no record says after which of them.
 */
const termsOf = (sentences: readonly { readonly share: Share; readonly runs: Runs }[]): Terms => {
  const sharesThat = (runs: Runs) => sentences.filter((one) => one.runs === runs).map(({ share }) => share)
  const consecutive = added(sharesThat('consecutively'))
  const [unstated, concurrent] = [sharesThat(undefined), longestOf(sharesThat('concurrently'))]
  return {
    atMost: [added(unstated), concurrent].map((share) => termOf(sum(consecutive, share, 1))),
    atLeast: [sum(consecutive, longestOf(unstated), 1), concurrent].map(termOf),
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
  return {
    after: (fact) => {
      const { custody } = fact
      if ('chargeId' in custody) {
        const { chargeId } = custody
        const isConvicted = charges.of(chargeId) === 'convicted'
        if (isCountedFinal(chargeId)) finalCount -= 1
        if (!isConvicted && counted.has(chargeId)) {
          shares.delete(chargeId)
          runs.delete(chargeId)
          final.delete(chargeId)
        }
        if (custody.is === 'sentenced') {
          shares.set(
            chargeId,
            custody.parts.reduce((share, part) => sum(share, shareOf(part), 1), { ...NOTHING, sentenced: 1 }),
          )
          runs.set(chargeId, custody.runs)
        }
        // A verdict may be recorded after the fact that it is final.
        if (custody.is === 'final') final.add(chargeId)
        count(chargeId, isConvicted ? (shares.get(chargeId) ?? NOTHING) : undefined)
        if (isCountedFinal(chargeId)) finalCount += 1
        terms = undefined
      }
      if (charges.count('convicted') === 0 || charges.count('open') > 0) return undefined
      if (total.sentenced < charges.count('convicted')) return { is: 'missing' }
      if (total.endless > 0) return { is: 'endless' }
      if (total.custodial === 0) return { is: 'notCustodial' }
      terms ??= termsOf([...counted].map(([chargeId, share]) => ({ share, runs: runs.get(chargeId) })))
      return { is: 'term', ...terms }
    },
    isFinal: () => counted.size > 0 && finalCount === counted.size,
  }
}
