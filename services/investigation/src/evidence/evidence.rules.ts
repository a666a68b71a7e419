import { namedThingIsOnRecord, thingIsRecordedOnce } from '@case-timeline/casework'
import type { Rule } from '@case-timeline/decider'
import { covers } from './authorisation.ts'
import {
  comesFromItsCustodian,
  hasItsContent,
  itemAt,
  nextHandover,
  type CertifyEvidence,
  type CollectEvidence,
  type Collected,
  type Evidence,
  type TransferEvidenceCustody,
} from './evidence.ts'

const CUSTODY = 'ISO/IEC 27037: chain of custody'

export const itemIsCollectedOnce: Rule<Evidence, CollectEvidence> = thingIsRecordedOnce('itemOfEvidence', {
  holds: ({ stage }) => stage === 'notCollected',
  facts: (_, { data: { evidenceId } }) => [evidenceId],
})

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
export const itemIsCollectedBeforeHandover: Rule<unknown, TransferEvidenceCustody> = namedThingIsOnRecord('itemOfEvidence', {
  holds: () => false,
  facts: (_, { data }) => [data.evidenceId],
})

export const onlyCustodianHandsOver: Rule<Collected, TransferEvidenceCustody> = {
  id: 'investigation.only-custodian-hands-over',
  sentence: 'an item of evidence is handed over only by its current custodian',
  source: CUSTODY,
  level: 'warn',
  holds: (item, command) => {
    const next = nextHandover(item, command)
    return comesFromItsCustodian(itemAt(item, command), command.data) && (next === undefined || next.from === command.data.to)
  },
  facts: ({ custodian }, { data: { evidenceId } }) => [evidenceId, ...(custodian === undefined ? [] : [custodian])],
}

export const itemKeepsItsContent: Rule<Collected, TransferEvidenceCustody> = {
  id: 'investigation.item-keeps-its-content',
  sentence: 'an item of evidence keeps the hash that was first recorded for it',
  source: CUSTODY,
  level: 'warn',
  holds: (item, command) => hasItsContent(itemAt(item, command), command.data),
  facts: (_, { data: { evidenceId } }) => [evidenceId],
}

// Has no condition of its own: it is the reason that is named when the item was not collected.
export const onlyCollectedItemIsCertified: Rule<unknown, CertifyEvidence> = namedThingIsOnRecord('itemOfEvidence', {
  holds: () => false,
  facts: (_, { data }) => [data.evidenceId],
})

export const certifiedItemMatchesCollectedItem: Rule<Collected, CertifyEvidence> = {
  id: 'investigation.certified-item-matches-collected-item',
  sentence: 'a certified item has the hash that was first recorded for it',
  source: CUSTODY,
  level: 'warn',
  holds: (item, { data: { sha256 } }) => item.sha256 === undefined || item.sha256 === sha256,
  facts: (_, { data: { evidenceId } }) => [evidenceId],
}
