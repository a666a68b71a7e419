import { storedOf, type CaseHistory, type Reading } from '@case-timeline/casework'
import type * as contract from '@case-timeline/contracts'
import type { KnownItems } from './mla.ts'

interface Execution {
  readonly data: (typeof contract.ExecuteMlaRequest)['example']
}

/** The SHA-256 hashes that were recorded when the items of an execution were collected. */
export const collectedItems = (history: CaseHistory, { data: { items } }: Execution): Reading<KnownItems> => {
  const ids = items.map(({ id }) => id)
  const collected = history.facts('investigation.EvidenceCollected').filter(({ data }) => ids.includes(data.evidenceId))
  const hashed = collected.flatMap(({ data: { evidenceId, sha256 } }) => (sha256 === undefined ? [] : [[evidenceId, sha256] as const]))
  return { known: { hashOf: Object.fromEntries(hashed) }, read: storedOf(collected) }
}
