/** The facts of each case before the first command of a measurement, and after its last one. */
export interface Growth {
  readonly from: number
  readonly to: number
}

/** The parts, of about one length, in which cases grow. @param count at most the facts by which they grow */
export const slicesOf = ({ from, to }: Growth, count: number): readonly Growth[] => {
  const factsAt = (slice: number): number => from + Math.round(((to - from) * slice) / count)
  return Array.from({ length: count }, (_, slice) => ({ from: factsAt(slice), to: factsAt(slice + 1) }))
}
