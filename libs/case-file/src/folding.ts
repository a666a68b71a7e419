import { EVENT_TYPES, type EventType, ENCRYPTED_PLACEHOLDER } from '@case-timeline/contracts'
import type { Recorded, RecordedOf } from '@case-timeline/projections'
import type { CaseFile } from './case-file.ts'
import type { Source } from './entry.ts'
import type { WithPerson } from './persons.ts'

type Changes<E extends EventType> = {
  readonly [T in E['type']]: (
    file: CaseFile,
    event: RecordedOf<Extract<E, { readonly type: T }>>,
    withPerson: WithPerson,
  ) => Partial<CaseFile>
}

/** Some event types, and the changes of each to a case file. */
export interface Folding {
  readonly events: readonly EventType[]
  changes(file: CaseFile, event: Recorded, withPerson: WithPerson): Partial<CaseFile>
}

/** Combines event types with the change that each makes to a case file. */
export const folding = <const E extends readonly EventType[]>(events: E, on: Changes<E[number]>): Folding => {
  const byType = on as unknown as Readonly<Record<string, Folding['changes']>>
  return { events, changes: (file, event, withPerson) => byType[event.type]?.(file, event, withPerson) ?? {} }
}

const sourceOf = ({ id, occurredAt, occurredZone, restatedAt, stored }: Recorded): Source => ({
  eventId: id,
  ...(occurredAt === undefined ? {} : { occurredAt }),
  ...(occurredZone === undefined ? {} : { occurredZone }),
  recordedBy: stored.envelope.actor.agencyId,
  ...(restatedAt === undefined ? {} : { correctedAt: restatedAt }),
})

/**
 * The data of a fact, with its source. Encrypted members are replaced by a placeholder: they are decrypted only on
 * request, by the id of the event, and the request is recorded.
 */
export const entry = <D extends object>(event: Recorded & { readonly data: D }): D & { readonly record: Source } => {
  const encrypted = Object.keys(EVENT_TYPES.get(event.type)?.encrypted ?? {}).filter((member) => member in event.data)
  return { ...event.data, ...Object.fromEntries(encrypted.map((member) => [member, ENCRYPTED_PLACEHOLDER])), record: sourceOf(event) }
}

/** A list in which the matching entries are changed. */
export const withChangedEntries = <T>(list: readonly T[], matches: (entry: T) => boolean, change: (entry: T) => Partial<T>): readonly T[] =>
  list.map((entry) => (matches(entry) ? { ...entry, ...change(entry) } : entry))
