import type { ClockActivity, JurisdictionPolicy } from '@case-timeline/contracts'
import type { HeldFact } from './custody-facts.ts'
import type { Holding } from './holdings.ts'
import { powerOf } from './holds-in-force.ts'

/** What a policy calls an arrest, an order and an extension. */
export const ACTIVITIES = {
  arrest: 'arrest',
  order: 'detentionOrdered',
  extension: 'detentionExtended',
} as const satisfies Record<HeldFact['by'], ClockActivity>

/** The orders of an authority in one custody, or its extensions of the orders of another, as far as they share a limit. */
interface UnderOrders {
  readonly by: HeldFact['by']
  readonly authority: string
  readonly prolongs: string | undefined
  /** The legal basis, of those for which the policy has limits of their own; absent: none of these. */
  readonly basis: string | undefined
  readonly bases: readonly string[]
  /** The first holding of the custody. */
  readonly first: number
}

/** Which earlier holdings a limit counts, and the holding from which it runs on without a break. */
export interface Counted {
  readonly start: Holding
  /** Only holdings before this place. */
  readonly before: number
  readonly among:
    | 'none'
    | 'all'
    | { readonly authority: string | undefined; readonly ground: string | undefined; readonly isSame: boolean }
    | UnderOrders
}

export const countedAlone = (holding: Holding): Counted => ({ start: holding, before: 0, among: 'none' })

/** The arrest from which the custody of a holding began, and, if the law counts it, the time after arrests on the same ground. */
export const sinceArrest = (holding: Holding, holdings: readonly Holding[], resumes: boolean): Counted => {
  const first = holdings[holding.firstOfCustody] ?? holding
  if (first.by.custody.by !== 'arrest') return countedAlone(holding)
  const { ground } = holding
  const isResumed = resumes && ground !== undefined
  return { start: first, before: first.index, among: isResumed ? { authority: undefined, ground, isSame: true } : 'none' }
}

/** All time before a holding, by the authority or by any, unless an arrest on another ground began another matter. */
export const allBefore = (holding: Holding, authority: string | undefined): Counted => ({
  start: holding,
  before: holding.index,
  among: { authority, ground: holding.ground, isSame: false },
})

/** The place of the first holding that may be counted. */
export const firstAmong = (among: Counted['among']): number => (typeof among === 'object' && 'first' in among ? among.first : 0)

/** By holding: the authority of the order before it in the same custody and under the same power, which an extension prolongs. */
const prolongedBy = (holdings: readonly Holding[]): readonly (string | undefined)[] => {
  const orders = new Map<string, Holding>()
  return holdings.map((holding) => {
    const power = powerOf(holding.by.custody)
    const before = orders.get(power)
    if (holding.by.custody.by === 'order') orders.set(power, holding)
    return before?.custody === holding.custody ? before.by.custody.authority : undefined
  })
}

/** Finds which of the holdings of a person a limit counts. @param holdings in the order of time */
export const countedHoldings = (holdings: readonly Holding[]) => {
  const prolonged = prolongedBy(holdings)
  const basisOf = ({ by }: Holding, bases: readonly string[]): string | undefined => bases.find((one) => one === by.custody.legalBasis)
  const prolongsOf = ({ by, index }: Holding): string | undefined => (by.custody.by === 'extension' ? prolonged[index] : undefined)
  return {
    isAmong: (holding: Holding, among: Counted['among']): boolean => {
      if (among === 'none' || among === 'all') return among === 'all'
      const { by, ground } = holding
      // It may have been another person.
      if (by.custody.unseparated) return false
      if ('bases' in among)
        // An archive may report the days of an arrest as an order, and of several persons as of one.
        return (
          by.imported !== true &&
          by.custody.by === among.by &&
          by.custody.authority === among.authority &&
          prolongsOf(holding) === among.prolongs &&
          basisOf(holding, among.bases) === among.basis
        )
      if (among.isSame) return ground === among.ground
      const isOther = ground !== undefined && among.ground !== undefined && ground !== among.ground
      return !isOther && (among.authority === undefined || by.custody.authority === among.authority)
    },
    /** A holding with the earlier orders of its authority in the custody, or with its extensions of orders of the same authority. */
    underOrders: (holding: Holding, policy: JurisdictionPolicy | undefined): Counted => {
      if (holding.by.imported === true) return countedAlone(holding)
      const { by, authority } = holding.by.custody
      const bases = (policy?.clocks ?? []).flatMap(({ activity, legalBasis }) =>
        activity === ACTIVITIES[by] && legalBasis !== undefined ? [legalBasis] : [],
      )
      const [basis, prolongs, first] = [basisOf(holding, bases), prolongsOf(holding), holding.firstOfCustody]
      return { start: holding, before: holding.index, among: { by, authority, prolongs, basis, bases, first } }
    },
  }
}
