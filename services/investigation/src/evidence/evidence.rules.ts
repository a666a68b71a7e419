import { isBefore } from '@case-timeline/casework'
import type { Rule } from '@case-timeline/decider'
import {
  comesFromItsCustodian,
  hasItsContent,
  type CertifyEvidence,
  type CollectEvidence,
  type Collected,
  type Evidence,
  type Measure,
  type TransferEvidenceCustody,
} from './evidence.ts'

/** Whether a measure authorises a collection at the time when it occurred. */
const covers = ({ from, validUntil }: Measure, { occurredAt, now }: CollectEvidence): boolean =>
  !isBefore(validUntil, occurredAt ?? now) && (from === undefined || occurredAt === undefined || !isBefore(occurredAt, from))

const CUSTODY = 'ISO/IEC 27037: chain of custody'

export const itemIsCollectedOnce: Rule<Evidence, CollectEvidence> = {
  id: 'investigation.item-is-collected-once',
  sentence: 'an item of evidence is collected once: another item needs its own id',
  source: 'integrity of the record',
  level: 'block',
  integrity: true,
  holds: ({ stage }) => stage === 'notCollected',
  facts: (_, { data: { evidenceId } }) => [evidenceId],
}

export const evidenceBelongsToOpenedCase: Rule<Evidence, CollectEvidence> = {
  id: 'investigation.evidence-belongs-to-opened-case',
  sentence: 'evidence is collected only in a case that was opened',
  source: 'integrity of the record',
  level: 'block',
  integrity: true,
  holds: (_, { known }) => known.opened,
}

export const digitalItemHasHash: Rule<Evidence, CollectEvidence> = {
  id: 'investigation.digital-item-has-hash',
  sentence: 'a digital item is collected with the hash of its content',
  source: 'ISO/IEC 27037',
  level: 'warn',
  holds: (_, { data: { kind, sha256 } }) => kind !== 'digital' || sha256 !== undefined,
}

export const evidenceUnderWarrantIsAuthorised: Rule<Evidence, CollectEvidence> = {
  id: 'investigation.evidence-under-warrant-is-authorised',
  sentence: 'evidence is collected under a warrant only while a search, a seizure or an interception is authorised',
  source: 'ICCPR 17; national law',
  level: 'warn',
  holds: (_, command) => command.data.authority !== 'warrant' || command.known.measures.some((measure) => covers(measure, command)),
}

// Has no condition of its own: it is the reason that is named when the item was not collected.
export const itemIsCollectedBeforeHandover: Rule = {
  id: 'investigation.item-is-collected-before-handover',
  sentence: 'an item of evidence is handed over only after it was collected',
  source: 'integrity of the record',
  level: 'block',
  integrity: true,
  holds: () => false,
}

export const onlyCustodianHandsOver: Rule<Collected, TransferEvidenceCustody> = {
  id: 'investigation.only-custodian-hands-over',
  sentence: 'an item of evidence is handed over only by its current custodian',
  source: CUSTODY,
  level: 'warn',
  holds: (item, { data }) => comesFromItsCustodian(item, data),
  facts: ({ custodian }, { data: { evidenceId } }) => [evidenceId, ...(custodian === undefined ? [] : [custodian])],
}

export const itemKeepsItsContent: Rule<Collected, TransferEvidenceCustody> = {
  id: 'investigation.item-keeps-its-content',
  sentence: 'an item of evidence keeps the hash that was first recorded for it',
  source: CUSTODY,
  level: 'warn',
  holds: (item, { data }) => hasItsContent(item, data),
  facts: (_, { data: { evidenceId } }) => [evidenceId],
}

// Has no condition of its own: it is the reason that is named when the item was not collected.
export const onlyCollectedItemIsCertified: Rule = {
  id: 'investigation.only-collected-item-is-certified',
  sentence: 'a request for legal assistance certifies only an item that was collected before',
  source: 'integrity of the record',
  level: 'block',
  integrity: true,
  holds: () => false,
}

export const certifiedItemMatchesCollectedItem: Rule<Collected, CertifyEvidence> = {
  id: 'investigation.certified-item-matches-collected-item',
  sentence: 'a certified item has the hash that was first recorded for it',
  source: CUSTODY,
  level: 'warn',
  holds: (item, { data: { sha256 } }) => item.sha256 === undefined || item.sha256 === sha256,
  facts: (_, { data: { evidenceId } }) => [evidenceId],
}
