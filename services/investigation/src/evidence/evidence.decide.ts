import { actingAgencyOf } from '@case-timeline/casework'
import type { Decided, Forbidden, Rule } from '@case-timeline/decider'
import type {
  CertifyEvidence,
  CollectEvidence,
  Collected,
  Evidence,
  EvidenceEvent,
  RecordDeviceExamination,
  TransferEvidenceCustody,
} from './evidence.ts'
import { examinationIsAuthorised, examinationKeepsContent, onlyCustodianExamines } from './examination.rules.ts'
import {
  certifiedItemMatchesCollectedItem,
  digitalItemHasHash,
  itemIsCollectedOnce,
  itemKeepsItsContent,
  evidenceUnderWarrantIsAuthorised,
  onlyCustodianHandsOver,
} from './evidence.rules.ts'
import { caseIsOpenedFirst } from '../investigation/investigation.rules.ts'

type Decision = Decided<EvidenceEvent>

export const collectEvidence = (_: Evidence, { data, actor }: CollectEvidence): Decision => ({
  under: [caseIsOpenedFirst, itemIsCollectedOnce, digitalItemHasHash, evidenceUnderWarrantIsAuthorised],
  events: [{ type: 'investigation.EvidenceCollected', data: { ...data, custodian: data.custodian ?? actingAgencyOf(actor) } }],
})

export const transferEvidenceCustody = (_: Collected, { data }: TransferEvidenceCustody): Decision => ({
  under: [onlyCustodianHandsOver, itemKeepsItsContent],
  events: [{ type: 'investigation.EvidenceCustodyTransferred', data }],
})

export const recordDeviceExamination = (_: Collected, { data }: RecordDeviceExamination): Decision => ({
  under: [examinationIsAuthorised, onlyCustodianExamines, examinationKeepsContent],
  events: [{ type: 'investigation.DeviceExamined', data }],
})

export const certifyEvidence = (_: Collected, { data }: CertifyEvidence): Decision => ({
  under: [certifiedItemMatchesCollectedItem],
  events: [{ type: 'investigation.EvidenceCertified', data }],
})

/**
 * Runs a decision only if the item was collected.
 * @param rule the rule that is named when it was not
 */
export const whenCollected =
  <C>(rule: Rule, decide: (item: Collected, command: C) => Decision) =>
  (item: Evidence, command: C): Decision | Forbidden =>
    item.stage === 'notCollected' ? { forbiddenBy: rule } : decide(item, command)
