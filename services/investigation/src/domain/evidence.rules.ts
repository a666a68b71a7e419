import type { Rule } from '@case-timeline/decider'
import type { CollectEvidence, Evidence } from './evidence.ts'

export const anItemIsCollectedOnce: Rule<Evidence, CollectEvidence> = {
  id: 'investigation.an-item-is-collected-once',
  sentence: 'an item of evidence is collected once: another item has another id',
  source: 'integrity of the record',
  level: 'block',
  integrity: true,
  holds: (it) => it.is === 'not collected',
  facts: (_, { data: { evidenceId } }) => [evidenceId],
}

export const evidenceBelongsToAnOpenedCase: Rule<Evidence, CollectEvidence> = {
  id: 'investigation.evidence-belongs-to-an-opened-case',
  sentence: 'evidence is collected in a case that was opened',
  source: 'integrity of the record',
  level: 'block',
  integrity: true,
  holds: (_, { known }) => known.opened,
}

export const aDigitalItemHasAHash: Rule<Evidence, CollectEvidence> = {
  id: 'investigation.a-digital-item-has-a-hash',
  sentence: 'a digital item is collected with the hash of its content',
  source: 'ISO/IEC 27037 [G]',
  level: 'warn',
  holds: (_, { data: { kind, sha256 } }) => kind !== 'digital' || sha256 !== undefined,
}
