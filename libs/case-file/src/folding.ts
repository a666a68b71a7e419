import { EVENT_TYPES, type EventType, SEALED } from '@case-timeline/contracts'
import type { Recorded, RecordedOf } from '@case-timeline/projections'
import type { CaseFile } from './case-file.ts'
import type { Source } from './entry.ts'

type Changes<E extends EventType> = {
  readonly [T in E['type']]: (file: CaseFile, event: RecordedOf<Extract<E, { readonly type: T }>>) => Partial<CaseFile>
}

/** Some event types, and what each of them changes in a case file. */
export interface Folding {
  readonly events: readonly EventType[]
  changes(file: CaseFile, event: Recorded): Partial<CaseFile>
}

export const folding = <const E extends readonly EventType[]>(events: E, on: Changes<E[number]>): Folding => {
  const byType = on as unknown as Readonly<Record<string, (file: CaseFile, event: Recorded) => Partial<CaseFile>>>
  return { events, changes: (file, event) => byType[event.type]?.(file, event) ?? {} }
}

const sourceOf = ({ id, occurredAt, occurredZone, stored }: Recorded): Source => ({
  eventId: id,
  ...(occurredAt === undefined ? {} : { occurredAt }),
  ...(occurredZone === undefined ? {} : { occurredZone }),
  recordedBy: stored.envelope.actor.agencyId,
})

/** What a fact says, with its source; of a sealed member only that there is one: it is opened by its event, and on record. */
export const entry = <D extends object>(event: Recorded & { readonly data: D }): D & { readonly record: Source } => {
  const sealed = Object.keys(EVENT_TYPES.get(event.type)?.sealed ?? {}).filter((member) => member in event.data)
  return { ...event.data, ...Object.fromEntries(sealed.map((member) => [member, SEALED])), record: sourceOf(event) }
}

/** A list with those entries changed that a later fact speaks of. */
export const changed = <T>(list: readonly T[], of: (entry: T) => boolean, change: (entry: T) => Partial<T>): readonly T[] =>
  list.map((one) => (of(one) ? { ...one, ...change(one) } : one))
