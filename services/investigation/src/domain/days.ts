const SCALES = [10, 7, 4]

/** Whether a day lies before another, as far as both are known: two texts of different precision are compared at the coarser one. */
export const isBefore = (one: string, other: string): boolean => {
  const scale = SCALES.find((length) => one.length >= length && other.length >= length) ?? 0
  return one.slice(0, scale) < other.slice(0, scale)
}
