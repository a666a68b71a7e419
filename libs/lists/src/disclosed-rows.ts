import {
  disclosedBy,
  type Confidentiality,
  type Disclosed,
  type DisclosedCase,
  type DisclosedFact,
  type Viewer,
} from '@case-timeline/access'
import { type EventType, Id } from '@case-timeline/contracts'
import { type CaseRows, rowsFromHistory, keyOf, keyText, type Row, type View } from '@case-timeline/projections'
import { z } from 'zod'
import { type AtPosition, disclosedAt } from './rows-at-position.ts'

/** A case of which data is withheld from the reader of a list, with the ids of the orders that withhold it. */
export const Withheld = z.strictObject({ caseId: Id, by: z.array(Id).readonly() }).meta({
  title: 'Withheld',
  description: 'a listed case of which court orders (`by`) withhold data from the reader; a list without such a case has no `withheld`',
})
export type Withheld = z.infer<typeof Withheld>

/** A view folded from the disclosed facts of a case. */
export interface Refolded<R extends Row> {
  readonly rows: CaseRows<R>
  /** The ids of the orders that withhold data of the folded facts; empty: nothing is withheld. */
  readonly by: readonly string[]
}

/** The ids of the orders that withhold data of facts of some types. */
export const ordersWithholding = ({ facts }: DisclosedCase, events: readonly EventType[]): readonly string[] => {
  const types = new Set(events.map(({ type }) => type))
  return [...new Set(facts.filter(({ recorded }) => types.has(recorded.type)).flatMap(({ withheldBy }) => withheldBy))]
}

/** A view folded only from the disclosed facts of a case, so that it cannot contain a withheld value. */
export const refoldedFrom = <R extends Row>(view: View<R>, disclosed: DisclosedCase): Refolded<R> =>
  disclosed.computed(view, () => ({
    rows: rowsFromHistory(view, disclosedHistory(disclosed)),
    by: ordersWithholding(disclosed, view.events === 'every' ? [] : view.events),
  }))

/** The history of a case with the disclosed part of its facts. */
export const disclosedHistory = ({ facts }: DisclosedCase): readonly DisclosedFact['recorded'][] =>
  facts.flatMap(({ shown }) => shown ?? [])

export interface DisclosedRows<R> {
  readonly rows: readonly R[]
  /** The cases of which data of these rows is withheld. */
  readonly withheld: readonly Withheld[]
}

interface RowsRequest {
  readonly orders: Confidentiality
  readonly viewer: Viewer
  readonly members?: readonly string[] | undefined
  readonly at?: AtPosition | undefined
}

/**
 * A view's rows as a viewer may see them. For a case under an order each row is taken from a fold of its disclosed
 * facts; a row that does not exist there is left out, and the case is listed as withheld.
 * @param members the members of a row that are shown; absent: all
 * @param at the position at which the rows were known, up to which the facts are folded; absent: the rows are the live ones
 */
export const disclosedRows = async <R extends Row>(
  view: View<R>,
  rows: readonly R[],
  { orders, viewer, members, at }: RowsRequest,
): Promise<Disclosed<DisclosedRows<R>>> => {
  const disclosedCases = await orders.disclosedCases(
    rows.map(({ caseId }) => caseId),
    viewer,
  )
  if (disclosedCases.size === 0) return disclosedBy(disclosedCases, { rows, withheld: [] })
  const refolded = new Map(
    [...disclosedCases].map(([caseId, disclosed]) => [caseId, refoldedFrom(view, disclosedAt(disclosed, at))] as const),
  )
  return disclosedBy(disclosedCases, {
    rows: rows.flatMap((row) => {
      const disclosed = disclosedCases.get(row.caseId)
      const refoldedCase = refolded.get(row.caseId)
      if (!disclosed || !refoldedCase || refoldedCase.by.length === 0) return [row]
      const found = refoldedCase.rows.get(keyText(keyOf(view, row).map((part) => disclosed.masked(part) ?? '')))
      return found ? [members === undefined ? found : pickMembers(found, members)] : []
    }),
    withheld: [...refolded].filter(([, { by }]) => by.length > 0).map(([caseId, { by }]) => ({ caseId, by })),
  })
}

const pickMembers = <R extends object>(row: R, members: readonly string[]): R =>
  Object.fromEntries(Object.entries(row).filter(([member]) => members.includes(member))) as unknown as R
