import { isSurelyBefore, withInTime, type Dated } from '@case-timeline/casework'
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
  /** What was recorded when the item was collected. */
  readonly origin: Pick<InCustody, 'sha256' | 'custodian'>
  /** In the order in which they happened. */
  readonly handovers: readonly DatedHandover[]
}
export interface DatedHandover extends Dated {
  readonly data: Handover
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

/** An item, as far as its chain of custody says it. */
export interface Chain extends InCustody {
  readonly isUnbroken: boolean
}

const afterHandover = (chain: Chain, handover: Handover): Chain => ({
  isUnbroken: chain.isUnbroken && comesFromItsCustodian(chain, handover) && hasItsContent(chain, handover),
  sha256: chain.sha256 ?? handover.sha256,
  custodian: handover.to,
  lastHandover: handover,
})

/** @param handovers in the order in which they happened */
export const chainAfter = (origin: Collected['origin'], handovers: readonly DatedHandover[]): Chain =>
  handovers.reduce<Chain>((chain, { data }) => afterHandover(chain, data), { ...origin, isUnbroken: true })

const isSame = (one: DatedHandover, other: DatedHandover): boolean =>
  one.occurredAt === other.occurredAt && isLastHandover({ lastHandover: one.data }, other.data)

/** Whether the item was not handed on between a handover and the same one: it may come back, and be handed over again. */
const isRepeated = (handovers: readonly DatedHandover[], next: DatedHandover): boolean => {
  const place = handovers.findLastIndex((one) => isSame(one, next))
  const after = handovers[place + 1]
  return place !== -1 && (after === undefined || isSurelyBefore(next, after))
}

/** Handovers with one more, in the order in which they happened; recorded twice, it is one. */
export const withHandover = <H extends DatedHandover>(handovers: readonly H[], next: H): readonly H[] =>
  isRepeated(handovers, next) ? handovers : withInTime(handovers, next)

const ofChain = ({ isUnbroken, ...inCustody }: Chain) => ({
  ...inCustody,
  stage: isUnbroken ? ('inCustody' as const) : ('custodyBroken' as const),
})

const collected = (origin: Collected['origin'], handovers: readonly DatedHandover[]): Collected => ({
  ...ofChain(chainAfter(origin, handovers)),
  origin,
  handovers,
})

/** The item as it was when something was done with it, whenever its handovers were recorded. */
export const itemAt = ({ origin, handovers }: Collected, act: Dated): Chain =>
  chainAfter(
    origin,
    handovers.filter((handover) => !isSurelyBefore(act, handover)),
  )

/** The first handover that happened after something was done, and is recorded already. */
export const nextHandover = ({ handovers }: Collected, act: Dated): Handover | undefined =>
  handovers.find((handover) => isSurelyBefore(act, handover))?.data

export const isCertifiedBy = ({ certifiedBy = [] }: Collected, requestId: string): boolean => certifiedBy.includes(requestId)

const certified = (item: Collected, requestId: string): Collected =>
  isCertifiedBy(item, requestId) ? item : { ...item, certifiedBy: [...(item.certifiedBy ?? []), requestId] }

const handoverOf = ({
  data,
  occurredAt,
  occurredZone,
}: RecordedFact<FactOf<typeof contract.EvidenceCustodyTransferred>>): DatedHandover => ({
  data,
  occurredAt,
  occurredZone,
})

export const evolve = (item: Evidence, event: RecordedFact<EvidenceEvent>): Evidence => {
  switch (event.type) {
    case 'investigation.EvidenceCollected':
      return collected({ sha256: event.data.sha256, custodian: event.data.custodian }, [])
    case 'investigation.EvidenceCustodyTransferred':
      return item.stage === 'notCollected' ? item : { ...item, ...collected(item.origin, withHandover(item.handovers, handoverOf(event))) }
    case 'investigation.DeviceExamined':
      return item
    case 'investigation.EvidenceCertified':
      return item.stage === 'notCollected' ? item : certified(item, event.data.requestId)
  }
}
