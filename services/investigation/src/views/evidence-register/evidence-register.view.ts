import { entry, entryOf } from '@case-timeline/case-file'
import {
  AgencyId,
  CaseReferredToProsecution,
  EvidenceCertified,
  EvidenceCollected,
  EvidenceCustodyTransferred,
  EvidenceRuledOn,
  Id,
} from '@case-timeline/contracts'
import { comesFromItsCustodian, type Handover, hasItsContent } from '../../domain/evidence.ts'
import { type View, view } from '@case-timeline/projections'
import { z } from 'zod'

/**
 * An item of evidence: where it came from, who has it, and what became of it.
 * This shape is stored in `evidence_register_v1`: change it with the view's version.
 */
export const EvidenceItem = z.strictObject({
  caseId: Id,
  ...EvidenceCollected.data.shape,
  collectedBy: AgencyId,
  collectedAt: z.string().optional(),
  custodian: AgencyId,
  custodyUnbroken: z.boolean().meta({ description: 'each handover came from its custodian, with the content as it was collected' }),
  handovers: z.array(entryOf(EvidenceCustodyTransferred)),
  dossiers: z.array(Id).meta({ description: 'the dossiers in which it went to the prosecutor' }),
  certificates: z.array(entryOf(EvidenceCertified)),
  ruling: entryOf(EvidenceRuledOn).optional(),
  since: z.string().meta({ description: 'when the first of its facts was recorded, RFC 3339 in UTC with microseconds' }),
})
export type EvidenceItem = z.infer<typeof EvidenceItem>

/** What the register shows of an item. */
export const EVIDENCE_ITEM: EvidenceItem = {
  caseId: '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b',
  ...EvidenceCollected.example,
  collectedBy: EvidenceCustodyTransferred.example.from,
  collectedAt: '2026-03-27',
  custodian: EvidenceCustodyTransferred.example.to,
  custodyUnbroken: true,
  handovers: [
    {
      ...EvidenceCustodyTransferred.example,
      record: { eventId: '8e3f4a5b-6c7d-8e8f-9091-2c3d4e5f6071', occurredAt: '2026-03-28', recordedBy: 'ph-police' },
    },
  ],
  dossiers: [CaseReferredToProsecution.example.dossierId],
  certificates: [],
  since: '2026-03-27T02:15:00.000000Z',
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
