import { EntitySchema } from 'typeorm'
import type { CaseFile } from './case-file.ts'

const list = (name?: string) => ({ type: 'json' as const, ...(name === undefined ? {} : { name }) })

/** The table of the version of the files that this release reads. */
export const CASE_FILES = 'case_file_v1'

/** The table of a sector's case files, for queries; only the projection writes it. */
export const CaseFileTable = new EntitySchema<CaseFile>({
  name: 'CaseFile',
  tableName: CASE_FILES,
  columns: {
    caseId: { name: 'case_id', type: 'uuid', primary: true },
    since: { type: 'text' },
    leadAgency: { name: 'lead_agency', type: 'text', nullable: true },
    agencies: { type: 'text', array: true },
    handedOver: { name: 'handed_over', type: 'boolean' },
    excluded: { type: 'text', array: true },
    opening: { ...list(), nullable: true },
    persons: list(),
    evidence: list(),
    detentions: list(),
    dossiers: list(),
    charges: list(),
    indictments: list(),
    courtCase: { ...list('court_case'), nullable: true },
    bench: { ...list(), nullable: true },
    hearings: list(),
    verdicts: list(),
    sentences: list(),
    consents: list(),
    referrals: list(),
    chapters: list(),
    warnings: list(),
    overrides: list(),
  },
})
