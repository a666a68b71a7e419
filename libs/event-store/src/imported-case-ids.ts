import { hkdfSync } from 'node:crypto'
import { idForImport, keyedIdForImport } from './ids.ts'

// The context of the key derivation is part of every imported id: never change it.
/** The key of the ids of imported cases, derived from the deployment's digest key. */
export const importedCaseKey = (digestKey: Uint8Array): Buffer =>
  Buffer.from(hkdfSync('sha256', digestKey, '', 'case-timeline: ids of imported cases', 32))

/** The ids that a case may have that was imported from a source: the keyed one, and that which earlier releases gave. */
export const importedCaseIds = (key: Buffer, source: string, sourceId: string): readonly [keyed: string, unkeyed: string] => [
  keyedIdForImport(key, 'case', source, sourceId),
  idForImport('case', source, sourceId),
]
