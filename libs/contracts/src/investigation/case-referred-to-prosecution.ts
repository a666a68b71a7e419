import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Id, PersonRef, Sha256, listOf, nonEmptyListOf } from '../fields.ts'

/** An item of the dossier; the hash is absent where the item has none. */
export const DossierItem = z.strictObject({ id: Id, sha256: Sha256.optional() })
export type DossierItem = z.infer<typeof DossierItem>

/**
 * Why a presumed victim was not informed of their rights, or their risk not assessed, before the dossier was referred.
 */
export const SafeguardReason = z.enum(['declined', 'notYetReachable', 'urgentCustody', 'transferredAbroad'])
export type SafeguardReason = z.infer<typeof SafeguardReason>

/** For one presumed victim: the events that record the safeguards, or the reason why they are missing. */
export const Safeguard = z.strictObject({
  personRef: PersonRef,
  rightsInformed: Id.optional().meta({ description: 'the event that records the information on rights' }),
  riskAssessed: Id.optional().meta({ description: 'the event that records the risk assessment' }),
  reasonCode: SafeguardReason.optional(),
})
export type Safeguard = z.infer<typeof Safeguard>

export const CaseReferredToProsecution = eventType({
  type: 'investigation.CaseReferredToProsecution',
  version: 1,
  kind: 'decision',
  meaning: 'Police referred the dossier of a case to the prosecutor.',
  visibility: ['prosecution', 'victimSupport'],
  data: z.strictObject({
    dossierId: Id,
    toOffice: AgencyId.optional().meta({
      description:
        'the prosecutor’s office that gets the dossier; absent: the one that has the case, otherwise the one that the deployment names',
    }),
    suspects: nonEmptyListOf(PersonRef, 200),
    evidence: listOf(DossierItem, 1_000),
    manifestHash: Sha256.meta({ description: 'SHA-256 of RFC 8785 of {dossierId, suspects, evidence sorted by id}' }),
    safeguards: listOf(Safeguard, 200).meta({ description: 'the first 200 presumed victims' }),
    furtherSafeguards: nonEmptyListOf(Safeguard, 20_000)
      .optional()
      .meta({ description: 'all other presumed victims of a case that has more than 200; they are no subjects of the record' }),
  }),
  subjects: ({ suspects, safeguards }) => [
    ...suspects.map((personRef) => ({ personRef, capacity: 'suspect' as const })),
    ...safeguards.map(({ personRef }) => ({ personRef, capacity: 'presumedVictim' as const })),
  ],
  introduces: ({ dossierId }) => [dossierId],
  addressee: { sector: 'prosecution', role: 'getsCase', officeOf: ({ toOffice }) => toOffice },
  example: {
    dossierId: 'd0551e40-1a2b-4c3d-8e4f-5a6b7c8d9e0f',
    suspects: ['3f1d9a52-8a77-4d1e-9c30-7b6a5c4d3e2f'],
    evidence: [
      {
        id: 'e4a1c7d0-2b3c-4d5e-8f60-718293a4b5c6',
        sha256: '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
      },
    ],
    manifestHash: 'ba8d3bc5fd3d2afbd912a22232c0e8b40822c50328f252d5785416727e19d28e',
    safeguards: [
      {
        personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e',
        rightsInformed: 'c2a3f6f0-3b1e-8d5a-9c11-2f6b7a8c9d0e',
        riskAssessed: 'a7b8c9d0-3b1e-8d5a-9c11-2f6b7a8c9d0e',
      },
    ],
  },
})
