import { EntitySchema } from 'typeorm'
import type { EvidenceItem } from './evidence-register.view.ts'

/** The table of the evidence, for queries; only the projection writes it. */
export const EvidenceItemTable = new EntitySchema<EvidenceItem>({
  name: 'EvidenceItem',
  tableName: 'evidence_register_v1',
  columns: {
    caseId: { name: 'case_id', type: 'uuid', primary: true },
    evidenceId: { name: 'evidence_id', type: 'uuid', primary: true },
    kind: { type: 'text' },
    sha256: { type: 'text', nullable: true },
    place: { type: 'text' },
    authority: { type: 'text' },
    collectedBy: { name: 'collected_by', type: 'text' },
    collectedAt: { name: 'collected_at', type: 'text', nullable: true },
    custodian: { type: 'text' },
    custodyUnbroken: { name: 'custody_unbroken', type: 'boolean' },
    handovers: { type: 'json' },
    dossiers: { type: 'text', array: true },
    certificates: { type: 'json' },
    ruling: { type: 'json', nullable: true },
    since: { type: 'text' },
  },
})
