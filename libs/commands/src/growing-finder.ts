import type { EventsFinder, RecordedEvent } from '@case-timeline/casework'

/** Finds events of one case. @param events of the case from its first one, as they were read at some time */
export type GrowingFinder = (events: readonly RecordedEvent[]) => EventsFinder

const note = (places: Map<string, number[]>, key: string, place: number): void => {
  const known = places.get(key)
  if (known) known.push(place)
  else places.set(key, [place])
}

/**
 * Notes once where each event of a case is, by type and stream, so that a decision looks only at the events that it
 * asks for, and not at all events of its case. What is found cannot be stale: places never change, those of later events
 * are added before a search, and a search among earlier events ignores them.
 */
export const growingFinder = (): GrowingFinder => {
  const [byType, byStream] = [new Map<string, number[]>(), new Map<string, number[]>()]
  let noted = 0
  return (events) => {
    for (const { type, stream } of events.slice(noted)) {
      note(byType, type, noted)
      note(byStream, stream, noted)
      noted += 1
    }
    const { length } = events
    return {
      ofTypes: (types) =>
        [...new Set(types)]
          .flatMap((type) => byType.get(type) ?? [])
          .toSorted((one, other) => one - other)
          .flatMap((place) => events[place] ?? []),
      lastIn: (stream) => events[byStream.get(stream)?.findLast((place) => place < length) ?? -1],
    }
  }
}
