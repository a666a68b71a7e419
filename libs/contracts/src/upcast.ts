import type { EventType } from './event-type.ts'

/**
 * The data of a stored event in the newest version of its type.
 * @throws if the stored version is newer than this release knows: a reader parks such an event and does not interpret
 *   it.
 */
export const upcast = (type: EventType, storedVersion: number, data: unknown): unknown => {
  if (storedVersion > type.version) throw new NewerVersion(type.type, storedVersion, type.version)
  const chain = (type.upcasters ?? []).slice(storedVersion - 1)
  return chain.reduce((older, step) => step(older), data)
}

/** A stored event has a newer version than this release can read. */
export class NewerVersion extends Error {
  constructor(
    readonly type: string,
    readonly stored: number,
    readonly known: number,
  ) {
    super(`${type} was stored in version ${stored}, and this release reads up to version ${known}: upgrade this service`)
  }
}
