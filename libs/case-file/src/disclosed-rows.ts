import type { CaseDisclosed, Confidentiality, Disclosed, Onlooker } from '@case-timeline/access'
import { type EventType, Id } from '@case-timeline/contracts'
import { type CaseRows, foldedAnew, keyOf, keyText, type Row, type View } from '@case-timeline/projections'
import { z } from 'zod'

/** Something of a case is kept from the reader of a list, by the events that ordered it. */
export const Withheld = z.strictObject({ caseId: Id, by: z.array(Id).readonly() })
export type Withheld = z.infer<typeof Withheld>

/** What a view makes of what is left of a case. */
export interface Refolded<R extends Row> {
  readonly rows: CaseRows<R>
  /** The orders that keep from it something that it folds; none: it is what it was. */
  readonly by: readonly string[]
}

/** The orders that keep something from facts of some types. */
export const ordersKeeping = ({ facts }: CaseDisclosed, events: readonly EventType[]): readonly string[] => {
  const types = new Set(events.map(({ type }) => type))
  return [...new Set(facts.filter(({ recorded }) => types.has(recorded.type)).flatMap(({ withheldBy }) => withheldBy))]
}

/** A view folded from what an order leaves of a case: no value can be in it that comes from a fact that is not there. */
export const refoldedFrom = <R extends Row>(view: View<R>, disclosed: CaseDisclosed): Refolded<R> => ({
  rows: foldedAnew(view, shownOf(disclosed)),
  by: ordersKeeping(disclosed, view.events === 'every' ? [] : view.events),
})

/** The history of a case with what is left of its facts. */
export const shownOf = ({ facts }: CaseDisclosed): readonly Disclosed['recorded'][] => facts.flatMap(({ shown }) => shown ?? [])

export interface DisclosedRows<R> {
  readonly rows: readonly R[]
  /** The cases of which something that belongs in these rows is withheld. */
  readonly withheld: readonly Withheld[]
}

/**
 * A view's rows as an onlooker may see them. Of a case under an order each row is taken from a fold of what is left of it;
 * one that is not there is left out, and the case is named beside the rows.
 * @param members those of a row that are shown at all; absent: all
 */
export const disclosedRows = async <R extends Row>(
  view: View<R>,
  rows: readonly R[],
  { orders, onlooker, members }: { orders: Confidentiality; onlooker: Onlooker; members?: readonly string[] | undefined },
): Promise<DisclosedRows<R>> => {
  const closed = await orders.of(
    rows.map(({ caseId }) => caseId),
    onlooker,
  )
  if (closed.size === 0) return { rows, withheld: [] }
  const refolded = new Map([...closed].map(([caseId, disclosed]) => [caseId, refoldedFrom(view, disclosed)] as const))
  return {
    rows: rows.flatMap((row) => {
      const disclosed = closed.get(row.caseId)
      const left = refolded.get(row.caseId)
      if (!disclosed || !left || left.by.length === 0) return [row]
      const found = left.rows.get(keyText(keyOf(view, row).map((part) => disclosed.masked(part) ?? '')))
      return found ? [members === undefined ? found : only(found, members)] : []
    }),
    withheld: [...refolded].filter(([, { by }]) => by.length > 0).map(([caseId, { by }]) => ({ caseId, by })),
  }
}

const only = <R extends object>(row: R, members: readonly string[]): R =>
  Object.fromEntries(Object.entries(row).filter(([member]) => members.includes(member))) as unknown as R
