import type * as contract from '@case-timeline/contracts'
import type { FactOf, Happened } from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'

export type EvidenceFact = FactOf<
  typeof contract.EvidenceCollected | typeof contract.EvidenceCustodyTransferred | typeof contract.EvidenceCertified
>

/** Whether the case was opened: what every item, freeze and request of a case asks. */
export interface KnownCase {
  readonly opened: boolean
}
/** From when, as far as it is known, until when a search, a seizure or an interception is authorised. */
export interface Measure {
  readonly from?: string | undefined
  readonly validUntil: string
}
export interface KnownMeasures extends KnownCase {
  readonly measures: readonly Measure[]
}
export type CollectEvidence = CommandOf<typeof contract.CollectEvidence, KnownMeasures>
export type TransferEvidenceCustody = CommandOf<typeof contract.TransferEvidenceCustody, KnownMeasures>
export type CertifyEvidence = CommandOf<typeof contract.CertifyEvidence, KnownMeasures>
export type EvidenceCommand = CollectEvidence | TransferEvidenceCustody | CertifyEvidence

export type Handover = FactOf<typeof contract.EvidenceCustodyTransferred>['data']

/** One item of evidence. */
export type Evidence = NotCollected | Collected
export interface NotCollected {
  readonly is: 'not collected'
}
export interface Collected extends InCustody {
  readonly is: 'in custody' | 'of broken custody'
  /** The requests for legal assistance that certify it; without one, what came from police abroad is intelligence alone. */
  readonly certifiedBy?: readonly string[] | undefined
}
/** What a handover is judged by. */
export interface InCustody {
  readonly sha256?: string | undefined
  /** Who has it; absent: a record of its collection from before this was stated. */
  readonly custodian?: string | undefined
  /** The handover by which it came to its present custodian; absent: whoever collected it still has it. */
  readonly last?: Handover
}

export const notCollected: NotCollected = { is: 'not collected' }

/** The same handover told twice is one handover. */
export const isTheLast = ({ last }: InCustody, { from, to, seal, sha256 }: Handover): boolean =>
  last !== undefined && last.from === from && last.to === to && last.seal === seal && last.sha256 === sha256

export const comesFromItsCustodian = (it: InCustody, handover: Handover): boolean =>
  it.custodian === undefined || it.custodian === handover.from || isTheLast(it, handover)

export const hasItsContent = ({ sha256 }: InCustody, handover: Handover): boolean =>
  sha256 === undefined || handover.sha256 === undefined || sha256 === handover.sha256

const handedOver = (it: Collected, handover: Handover): Collected => {
  const isUnbroken = it.is === 'in custody' && comesFromItsCustodian(it, handover) && hasItsContent(it, handover)
  return {
    ...it,
    is: isUnbroken ? 'in custody' : 'of broken custody',
    sha256: it.sha256 ?? handover.sha256,
    custodian: handover.to,
    last: handover,
  }
}

export const isCertifiedBy = ({ certifiedBy = [] }: Collected, requestId: string): boolean => certifiedBy.includes(requestId)

const certified = (it: Collected, requestId: string): Collected =>
  isCertifiedBy(it, requestId) ? it : { ...it, certifiedBy: [...(it.certifiedBy ?? []), requestId] }

export const evolve = (it: Evidence, event: Happened<EvidenceFact>): Evidence => {
  switch (event.type) {
    case 'investigation.EvidenceCollected':
      return { is: 'in custody', sha256: event.data.sha256, custodian: event.data.custodian }
    case 'investigation.EvidenceCustodyTransferred':
      return it.is === 'not collected' ? it : handedOver(it, event.data)
    case 'investigation.EvidenceCertified':
      return it.is === 'not collected' ? it : certified(it, event.data.requestId)
  }
}
