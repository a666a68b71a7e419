import { type Entry, entry } from '@case-timeline/case-file'
import {
  type AgencyId,
  CaseReferredToProsecution,
  EvidenceCertified,
  EvidenceCollected,
  EvidenceCustodyTransferred,
  EvidenceRuledOn,
  type FactOf,
} from '@case-timeline/contracts'
import { comesFromItsCustodian, type Handover, hasItsContent } from '../../domain/evidence.ts'
import { type Row, type View, view } from '@case-timeline/projections'

type Collected = FactOf<typeof EvidenceCollected>['data']

/**
 * An item of evidence: where it came from, who has it, and what became of it.
 * This shape is stored in `evidence_register_v1`: change it with the view's version.
 */
export interface EvidenceItem extends Row, Collected {
  readonly collectedBy: AgencyId
  readonly collectedAt?: string | undefined
  readonly custodian: AgencyId
  /** Each handover came from its custodian, with the content as it was collected. */
  readonly custodyUnbroken: boolean
  readonly handovers: readonly Entry<typeof EvidenceCustodyTransferred>[]
  /** The dossiers in which it went to the prosecutor. */
  readonly dossiers: readonly string[]
  readonly certificates: readonly Entry<typeof EvidenceCertified>[]
  readonly ruling?: Entry<typeof EvidenceRuledOn> | undefined
  readonly since: string
}

const isInOrder = (item: EvidenceItem, next: Handover): boolean => {
  const before = { ...item, last: item.handovers.at(-1) }
  return comesFromItsCustodian(before, next) && hasItsContent(before, next)
}

/** The evidence of a case, item by item; nothing of the persons whom it concerns. */
export const evidenceRegisterView: View<EvidenceItem> = view({
  name: 'evidence-register',
  version: 1,
  events: [EvidenceCollected, EvidenceCustodyTransferred, CaseReferredToProsecution, EvidenceCertified, EvidenceRuledOn],
  key: ['evidenceId'],
  rows: (event) =>
    event.type === 'investigation.CaseReferredToProsecution' ? event.data.evidence.map(({ id }) => [id]) : [[event.data.evidenceId]],
  on: {
    'investigation.EvidenceCollected': (_, { caseId, data, occurredAt, stored }) => ({
      caseId,
      ...data,
      collectedBy: stored.envelope.actor.agencyId,
      collectedAt: occurredAt,
      custodian: data.custodian ?? stored.envelope.actor.agencyId,
      custodyUnbroken: true,
      handovers: [],
      dossiers: [],
      certificates: [],
      since: stored.recordedAt,
    }),
    'investigation.EvidenceCustodyTransferred': (item, event) =>
      item
        ? {
            ...item,
            custodian: event.data.to,
            custodyUnbroken: item.custodyUnbroken && isInOrder(item, event.data),
            sha256: item.sha256 ?? event.data.sha256,
            handovers: [...item.handovers, entry(event)],
          }
        : null,
    'investigation.CaseReferredToProsecution': (item, { data }) =>
      item ? { ...item, dossiers: [...item.dossiers, data.dossierId] } : null,
    'investigation.EvidenceCertified': (item, event) => (item ? { ...item, certificates: [...item.certificates, entry(event)] } : null),
    'adjudication.EvidenceRuledOn': (item, event) => (item ? { ...item, ruling: entry(event) } : null),
  },
})
