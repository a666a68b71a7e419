/** A part of the cases of a log, which one thread imports. */
export interface Share {
  /** From 0. */
  readonly index: number
  /** Number of shares. */
  readonly of: number
}

/**
 * Whether a case belongs to a share: each case belongs to one, with all its rows. The rows of cases that no readable row
 * opens belong to the first.
 * @param opened the cases that a readable row opens
 */
export const casesOf = (opened: ReadonlySet<string>, { index, of }: Share): ((caseName: string) => boolean) => {
  const own = new Set([...opened].filter((_, place) => place % of === index))
  return (caseName) => own.has(caseName) || (index === 0 && !opened.has(caseName))
}
