import type { Listing, Row } from './view.ts'

const memberOf = (item: Row, member: string): unknown => (item as unknown as Readonly<Record<string, unknown>>)[member]

/** What a row lists, from what was listed before: in place of some items there are those that `changes` returns. */
export const itemsAfter = <R extends Row>(
  { part: byPart, group: byGroup, ...listing }: Listing<R>,
  row: R,
  before?: { readonly row: R; readonly items: readonly Row[] },
): readonly Row[] => {
  if (before === undefined) return listing.items(row)
  const isIn = (item: Row, part: string, group?: string): boolean =>
    memberOf(item, byPart) === part && (group === undefined || memberOf(item, byGroup) === group)
  const itemsIn = (part: string, group?: string): readonly Row[] => before.items.filter((item) => isIn(item, part, group))
  let now = before.items
  for (const { part, group, items } of listing.changes(row, { row: before.row, listed: { in: itemsIn, of: itemsIn } })) {
    if (!items.every((item) => isIn(item, part, group))) throw new Error(`items of another group than ${part} ${group}`)
    now = [...now.filter((item) => !isIn(item, part, group)), ...items]
  }
  return now
}
