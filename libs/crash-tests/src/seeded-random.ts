/** Random values that a seed reproduces. */
export interface SeededRandom {
  /** A number from 0 to below 1. */
  next(): number
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number
  /** One element of a list. */
  pick<T>(list: readonly T[]): T
}

/** A source of random values. @param seed a whole number; the same seed gives the same values */
export const seededRandom = (seed: number): SeededRandom => {
  let state = seed >>> 0
  // The algorithm mulberry32, which is good enough to choose processes and moments to kill.
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    const once = Math.imul(state ^ (state >>> 15), state | 1)
    const twice = once ^ (once + Math.imul(once ^ (once >>> 7), once | 61))
    return ((twice ^ (twice >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1))
  return {
    next,
    between,
    pick: (list) => {
      const element = list[between(0, list.length - 1)]
      if (element === undefined) throw new RangeError('the list to choose from is empty')
      return element
    },
  }
}
