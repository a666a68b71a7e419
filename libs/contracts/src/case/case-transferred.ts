import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Code, Id, listOf, Reference, SECTORS, Sha256 } from '../fields.ts'

/** Why a case goes to another office of the same sector. */
export const TransferReason = z.enum([
  'jurisdiction',
  'venue',
  'leadAgencyChanged',
  'conflictOfInterest',
  'safety',
  'workload',
  'courtOrder',
  'officeReorganised',
  'other',
])
export type TransferReason = z.infer<typeof TransferReason>

/** One thing that is handed over with a case. */
export const HandedOver = z.strictObject({
  kind: Code.meta({ description: 'such as caseFile, exhibit, custodyRecord' }),
  ref: Reference,
  sha256: Sha256.optional(),
})
export type HandedOver = z.infer<typeof HandedOver>

export const CaseTransferred = eventType({
  type: 'case.CaseTransferred',
  version: 1,
  kind: 'decision',
  meaning: 'The office that had the case in a sector transferred it to another office of that sector, with a list of what it hands over.',
  visibility: ['investigation', 'prosecution', 'adjudication', 'victimSupport'],
  recordedBy: SECTORS,
  chapter: 'record',
  data: z.strictObject({
    transferId: Id,
    from: AgencyId,
    to: AgencyId,
    reason: TransferReason,
    basis: Reference.optional().meta({ description: 'the order or decision on which the transfer rests' }),
    handoverList: listOf(HandedOver, 200),
  }),
  introduces: ({ transferId }) => [transferId],
  addressee: { role: 'getsCase', officeOf: ({ to }) => to },
  example: {
    transferId: '7c8d9e0f-1a2b-4c3d-8e4f-5a6b7c8d9e10',
    from: 'ph-police',
    to: 'ph-nbi',
    reason: 'leadAgencyChanged',
    basis: 'DOJ-DO-2026-118',
    handoverList: [{ kind: 'caseFile', ref: 'PNP-2026-0117' }],
  },
})
