import type * as contract from '@case-timeline/contracts'
import type { FactOf, RecordedFact } from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'
import type { KnownCase } from '../investigation/investigation.commands.ts'

export type EvidenceEvent = FactOf<
  | typeof contract.EvidenceCollected
  | typeof contract.EvidenceCustodyTransferred
  | typeof contract.DeviceExamined
  | typeof contract.EvidenceCertified
>

/** The period of an authorised search, seizure or interception; without `from` if the start is unknown. */
export interface Measure {
  readonly from?: string | undefined
  readonly validUntil: string
}
export interface KnownMeasures extends KnownCase {
  readonly measures: readonly Measure[]
}
export type CollectEvidence = CommandOf<typeof contract.CollectEvidence, KnownMeasures>
export type TransferEvidenceCustody = CommandOf<typeof contract.TransferEvidenceCustody, KnownMeasures>
export type RecordDeviceExamination = CommandOf<typeof contract.RecordDeviceExamination, KnownMeasures>
export type CertifyEvidence = CommandOf<typeof contract.CertifyEvidence, KnownMeasures>

export type Handover = FactOf<typeof contract.EvidenceCustodyTransferred>['data']

/** One item of evidence. */
export type Evidence = NotCollected | Collected
export interface NotCollected {
  readonly stage: 'notCollected'
}
export interface Collected extends InCustody {
  readonly stage: 'inCustody' | 'custodyBroken'
  /** The requests for legal assistance that certify it; without one, an item from abroad is intelligence only. */
  readonly certifiedBy?: readonly string[] | undefined
}
/** What a handover is checked against. */
export interface InCustody {
  readonly sha256?: string | undefined
  /** The current custodian; absent for a collection recorded before this member existed. */
  readonly custodian?: string | undefined
  /** The handover to the current custodian. Absent: the item is still with its first custodian. */
  readonly lastHandover?: Handover
}

export const notCollected: NotCollected = { stage: 'notCollected' }

/** Whether a handover has the data of the last one. A handover that is recorded twice does not break the custody. */
export const isLastHandover = ({ lastHandover }: InCustody, { from, to, seal, sha256 }: Handover): boolean =>
  lastHandover !== undefined &&
  lastHandover.from === from &&
  lastHandover.to === to &&
  lastHandover.seal === seal &&
  lastHandover.sha256 === sha256

export const comesFromItsCustodian = (item: InCustody, handover: Handover): boolean =>
  item.custodian === undefined || item.custodian === handover.from || isLastHandover(item, handover)

export const hasItsContent = ({ sha256 }: InCustody, handover: Handover): boolean =>
  sha256 === undefined || handover.sha256 === undefined || sha256 === handover.sha256

const afterHandover = (item: Collected, handover: Handover): Collected => {
  const isCustodyUnbroken = item.stage === 'inCustody' && comesFromItsCustodian(item, handover) && hasItsContent(item, handover)
  return {
    ...item,
    stage: isCustodyUnbroken ? 'inCustody' : 'custodyBroken',
    sha256: item.sha256 ?? handover.sha256,
    custodian: handover.to,
    lastHandover: handover,
  }
}

export const isCertifiedBy = ({ certifiedBy = [] }: Collected, requestId: string): boolean => certifiedBy.includes(requestId)

const certified = (item: Collected, requestId: string): Collected =>
  isCertifiedBy(item, requestId) ? item : { ...item, certifiedBy: [...(item.certifiedBy ?? []), requestId] }

export const evolve = (item: Evidence, event: RecordedFact<EvidenceEvent>): Evidence => {
  switch (event.type) {
    case 'investigation.EvidenceCollected':
      return { stage: 'inCustody', sha256: event.data.sha256, custodian: event.data.custodian }
    case 'investigation.EvidenceCustodyTransferred':
      return item.stage === 'notCollected' ? item : afterHandover(item, event.data)
    case 'investigation.DeviceExamined':
      return item
    case 'investigation.EvidenceCertified':
      return item.stage === 'notCollected' ? item : certified(item, event.data.requestId)
  }
}
