import type { EventStore } from '@case-timeline/event-store'

/** A log, and the log that it is after it was restored from a backup. */
export interface GoingBack {
  readonly store: EventStore
  /** It goes back when a case is read the next time: another reading noticed it before. */
  goesBackAtNextReading(): void
}

/** A store that reads one log, and later another one, as if the first was restored. */
export const goingBack = (before: EventStore, restored: EventStore): GoingBack => {
  let current = before
  let generation = 0
  let isNext = false
  const get = (_: EventStore, name: string | symbol): unknown => {
    if (name === 'generation') return generation
    if (name === 'readCase' && isNext) [current, generation] = [restored, 1]
    const value: unknown = Reflect.get(current, name)
    return typeof value === 'function' ? value.bind(current) : value
  }
  return { store: new Proxy(before, { get }), goesBackAtNextReading: () => void (isNext = true) }
}
