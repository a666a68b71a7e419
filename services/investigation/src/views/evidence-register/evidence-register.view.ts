import { actingAgencyOf } from '@case-timeline/casework'
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
import { chainAfter, withHandover } from '../../evidence/evidence.ts'
import { optional, storedView, type StoredView } from '@case-timeline/projections'
import { z } from 'zod'

/**
 * An item of evidence: its collection, its custodian, and its use in dossiers and in court.
 * This shape is stored in `evidence_register_v3`: change it with the view's version.
 */
export const EvidenceItem = z.strictObject({
  caseId: Id,
  ...EvidenceCollected.data.omit({ cooperationRequestId: true }).shape,
  collectedBy: AgencyId,
  collectedAt: z.string().optional(),
  custodian: AgencyId.meta({ description: 'who had it last, by when the handovers happened' }),
  firstCustodian: AgencyId,
  firstSha256: EvidenceCollected.data.shape.sha256,
  custodyUnbroken: z.boolean().meta({ description: 'whether each handover was made by the custodian, with an unchanged hash' }),
  handovers: z.array(entryOf(EvidenceCustodyTransferred)).meta({ description: 'in the order in which they happened' }),
  dossiers: z.array(Id).meta({ description: 'the dossiers in which the item was referred to the prosecutor' }),
  certificates: z.array(entryOf(EvidenceCertified)),
  ruling: entryOf(EvidenceRuledOn).optional(),
  since: z.string().meta({ description: 'when the first of its facts was recorded, RFC 3339 in UTC with microseconds' }),
})
export type EvidenceItem = z.infer<typeof EvidenceItem>

/** An example of an item in the register. */
export const EVIDENCE_ITEM: EvidenceItem = {
  caseId: '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b',
  ...EvidenceCollected.example,
  collectedBy: EvidenceCustodyTransferred.example.from,
  collectedAt: '2026-03-27',
  custodian: EvidenceCustodyTransferred.example.to,
  firstCustodian: EvidenceCustodyTransferred.example.from,
  firstSha256: EvidenceCollected.example.sha256,
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

type Entry = EvidenceItem['handovers'][number]

const dated = (handover: Entry) => {
  const { record, ...data } = handover
  return { data, occurredAt: record.occurredAt, handover }
}

/** An item after a handover, with its chain of custody by when the handovers happened. */
const afterHandover = (item: EvidenceItem, next: Entry): EvidenceItem => {
  const handovers = withHandover(item.handovers.map(dated), dated(next))
  const { isUnbroken, custodian, sha256 } = chainAfter({ custodian: item.firstCustodian, sha256: item.firstSha256 }, handovers)
  return {
    ...item,
    custodian: custodian ?? item.firstCustodian,
    custodyUnbroken: isUnbroken,
    sha256,
    handovers: handovers.map(({ handover }) => handover),
  }
}

/** The items of evidence of a case, without the persons concerned. */
export const evidenceRegisterView: StoredView<EvidenceItem> = storedView({
  name: 'evidence-register',
  version: 3,
  key: ['evidenceId'],
  columns: {
    evidenceId: 'uuid',
    kind: 'text',
    sha256: optional('text'),
    place: 'text',
    authority: 'text',
    collectedBy: 'text',
    collectedAt: optional('text'),
    custodian: 'text',
    firstCustodian: 'text',
    firstSha256: optional('text'),
    custodyUnbroken: 'boolean',
    handovers: 'json',
    dossiers: 'text[]',
    certificates: 'json',
    ruling: optional('json'),
    since: 'orderedText',
  },
  indexes: { since: ['since', 'caseId', 'evidenceId'] },
  migration: 1_764_000_000_406,
  events: [EvidenceCollected, EvidenceCustodyTransferred, CaseReferredToProsecution, EvidenceCertified, EvidenceRuledOn],
  rows: (event) =>
    event.type === 'investigation.CaseReferredToProsecution' ? event.data.evidence.map(({ id }) => [id]) : [[event.data.evidenceId]],
  on: {
    'investigation.EvidenceCollected': (_, { caseId, data: { cooperationRequestId: _unlisted, ...data }, occurredAt, stored }) => ({
      caseId,
      ...data,
      collectedBy: actingAgencyOf(stored.envelope.actor),
      collectedAt: occurredAt,
      custodian: data.custodian ?? actingAgencyOf(stored.envelope.actor),
      firstCustodian: data.custodian ?? actingAgencyOf(stored.envelope.actor),
      firstSha256: data.sha256,
      custodyUnbroken: true,
      handovers: [],
      dossiers: [],
      certificates: [],
      since: stored.recordedAt,
    }),
    'investigation.EvidenceCustodyTransferred': (item, event) => (item ? afterHandover(item, entry(event)) : null),
    'investigation.CaseReferredToProsecution': (item, { data }) =>
      item ? { ...item, dossiers: [...item.dossiers, data.dossierId] } : null,
    'investigation.EvidenceCertified': (item, event) => (item ? { ...item, certificates: [...item.certificates, entry(event)] } : null),
    'adjudication.EvidenceRuledOn': (item, event) => (item ? { ...item, ruling: entry(event) } : null),
  },
})
