import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Code, Jurisdiction, listOf, SECTORS } from '../fields.ts'

/**
 * The public name of an office, never of a person: one line of printable characters. Marks that turn the direction of
 * writing are left out, because with them one name can be shown as another.
 */
export const OfficeName = z
  .string()
  .regex(/^[ -;=?-[\]-z|~\u00a0-\u061b\u061d-\u200d\u2010-\u2027\u202f-\u205f\u2070-\ud7ff\uf900-\ufefe\uff01-\uffee]{2,120}$/)
  .meta({ description: 'public name of an office, never of a person' })

/** The instance of a court. */
export const CourtLevel = z.enum(['first', 'appeal', 'supreme'])
export type CourtLevel = z.infer<typeof CourtLevel>

export const OfficeRegistered = eventType({
  type: 'auditTrail.OfficeRegistered',
  version: 1,
  kind: 'decision',
  meaning: 'An office was entered in the register: the agencies to which documents can be addressed.',
  visibility: SECTORS,
  data: z.strictObject({
    officeId: AgencyId,
    name: OfficeName,
    sector: z.enum(SECTORS),
    kind: Code.meta({ description: 'such as policeStation, prosecutorsOffice, familyCourt, shelter, ngo' }),
    courtLevel: CourtLevel.optional(),
    jurisdiction: Jurisdiction,
    areas: listOf(Code, 100).meta({ description: 'the areas for which it is responsible, such as codes of ISO 3166-2' }),
    partOf: AgencyId.optional().meta({ description: 'the office above it' }),
    authority: Code.optional().meta({
      description:
        'the authority under whose own power it holds persons, outside criminal procedure: a code of the policy, such as IMMIGRATION; absent: none',
    }),
  }),
  foundationOf: 'stream',
  example: {
    officeId: 'ph-rtc-cebu',
    name: 'Regional Trial Court, Branch 9, Cebu City',
    sector: 'adjudication',
    kind: 'trialCourt',
    courtLevel: 'first',
    jurisdiction: 'PH',
    areas: ['PH-CEB'],
    partOf: 'ph-supreme-court',
  },
})
