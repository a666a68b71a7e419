/** A time from a moment, or the number of a day, to the first after it. */
export interface Times {
  readonly from: number
  readonly until: number
}

/** The place of the first entry for which a condition holds, of entries sorted so that it then holds for all later ones. */
export const firstPlace = (length: number, holds: (place: number) => boolean): number => {
  let [low, high] = [0, length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}

/** Times without overlaps, in order, and how much of them is before a moment. */
export interface DisjointTimes {
  /** How much of them is between two moments. */
  within(from: number, until: number): number
  /** The end of a length of time after a moment, if these times do not count. */
  after(moment: number, length: number): number
}

/** Times without overlaps, in order. @param times in any order */
export const unitedTimes = (times: readonly Times[]): readonly Times[] => {
  const united: Times[] = []
  for (const time of times.filter(({ from, until }) => until > from).toSorted((one, other) => one.from - other.from)) {
    const last = united.at(-1)
    if (last && time.from <= last.until) united[united.length - 1] = { from: last.from, until: Math.max(last.until, time.until) }
    else united.push(time)
  }
  return united
}

/** @param times in any order */
export const disjointTimes = (times: readonly Times[]): DisjointTimes => {
  const united = unitedTimes(times)
  const sums = [0]
  for (const { from, until } of united) sums.push((sums.at(-1) ?? 0) + until - from)
  const before = (moment: number): number => {
    const place = firstPlace(united.length, (at) => (united[at]?.from ?? 0) >= moment)
    const last = united[place - 1]
    return (sums[place] ?? 0) - (last ? Math.max(0, last.until - moment) : 0)
  }
  return {
    within: (from, until) => (until <= from || united.length === 0 ? 0 : before(until) - before(from)),
    after: (moment, length) => {
      let end = moment + length
      for (let at = firstPlace(united.length, (place) => (united[place]?.until ?? 0) > moment); at < united.length; at += 1) {
        const { from, until } = united[at] as Times
        if (from > end) break
        end += until - Math.max(from, moment)
      }
      return end
    },
  }
}

/** Times in which a person was held, as they are added, without what does not count of them. */
export interface HeldTimes {
  /** Adds a time that begins, but for a few, not before those added before. */
  add(time: Times): void
  /** How much of them counts before a moment. */
  before(moment: number): number
}

export const heldTimes = (excluded: DisjointTimes): HeldTimes => {
  const united: (Times & { readonly sum: number })[] = []
  const lengthOf = ({ from, until }: Times): number => until - from - excluded.within(from, until)
  const push = (time: Times): void => {
    const last = united.at(-1)
    united.push({ ...time, sum: last ? last.sum + lengthOf(last) : 0 })
  }
  return {
    add: (time) => {
      let { from, until } = time
      if (until <= from) return
      const later: Times[] = []
      for (let last = united.at(-1); last && last.until >= from; last = united.at(-1)) {
        united.pop()
        if (last.from > until) later.push(last)
        else [from, until] = [Math.min(from, last.from), Math.max(until, last.until)]
      }
      push({ from, until })
      for (const one of later.toReversed()) push(one)
    },
    before: (moment) => {
      const last = united[firstPlace(united.length, (at) => (united[at]?.from ?? 0) >= moment) - 1]
      return last ? last.sum + lengthOf({ from: last.from, until: Math.min(last.until, moment) }) : 0
    },
  }
}
