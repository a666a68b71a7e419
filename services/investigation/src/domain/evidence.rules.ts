import type { Rule } from '@case-timeline/decider'
import { isBefore } from './days.ts'
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

const covers = ({ from, validUntil }: Measure, { occurredAt, now }: CollectEvidence): boolean =>
  !isBefore(validUntil, occurredAt ?? now) && (from === undefined || occurredAt === undefined || !isBefore(occurredAt, from))

const CUSTODY = 'chain of custody, ISO/IEC 27037 [G]'

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

export const evidenceUnderWarrantIsAuthorised: Rule<Evidence, CollectEvidence> = {
  id: 'investigation.evidence-under-warrant-is-authorised',
  sentence: 'evidence that is collected under a warrant is collected while a search, a seizure or an interception is authorised',
  source: 'ICCPR 17 and national codes [G]',
  level: 'warn',
  holds: (_, command) => command.data.authority !== 'warrant' || command.known.measures.some((measure) => covers(measure, command)),
}

export const anItemIsCollectedBeforeItIsHandedOver: Rule = {
  id: 'investigation.an-item-is-collected-before-it-is-handed-over',
  sentence: 'an item of evidence is handed over after it was collected',
  source: 'integrity of the record',
  level: 'block',
  integrity: true,
  holds: () => false,
}

export const theCustodianHandsOver: Rule<Collected, TransferEvidenceCustody> = {
  id: 'investigation.the-custodian-hands-over',
  sentence: 'an item of evidence is handed over by its present custodian',
  source: CUSTODY,
  level: 'warn',
  holds: (it, { data }) => comesFromItsCustodian(it, data),
  facts: ({ custodian }, { data: { evidenceId } }) => [evidenceId, ...(custodian === undefined ? [] : [custodian])],
}

export const anItemKeepsItsContent: Rule<Collected, TransferEvidenceCustody> = {
  id: 'investigation.an-item-keeps-its-content',
  sentence: 'an item of evidence has the hash with which it was collected',
  source: CUSTODY,
  level: 'warn',
  holds: (it, { data }) => hasItsContent(it, data),
  facts: (_, { data: { evidenceId } }) => [evidenceId],
}

export const onlyACollectedItemIsCertified: Rule = {
  id: 'investigation.only-a-collected-item-is-certified',
  sentence: 'an item that a request for legal assistance certifies was collected before',
  source: 'integrity of the record',
  level: 'block',
  integrity: true,
  holds: () => false,
}

export const aCertifiedItemIsTheOneCollected: Rule<Collected, CertifyEvidence> = {
  id: 'investigation.a-certified-item-is-the-one-collected',
  sentence: 'a certified item has the hash with which police collected it',
  source: CUSTODY,
  level: 'warn',
  holds: (it, { data: { sha256 } }) => it.sha256 === undefined || it.sha256 === sha256,
  facts: (_, { data: { evidenceId } }) => [evidenceId],
}
