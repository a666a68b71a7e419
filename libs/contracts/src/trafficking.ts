import { z } from 'zod'
import { PersonRef, listOf } from './fields.ts'

/** The acts of trafficking: Palermo Protocol art. 3(a). */
export const Act = z.enum(['recruitment', 'transportation', 'transfer', 'harbouring', 'receipt'])
export type Act = z.infer<typeof Act>

/** An act that only the law of a country names, such as `obtaining`: a code of its policy, short because a charge repeats it. */
export const NationalAct = z
  .string()
  .regex(/^[a-z][A-Za-z]{0,15}$/)
  .meta({ description: 'an act that only the law of the country names, such as `obtaining`, in the codes of its policy' })

/** The means of trafficking: Palermo Protocol art. 3(a). Not an element if the victim is a child. */
export const Means = z.enum([
  'threat',
  'force',
  'coercion',
  'abduction',
  'fraud',
  'deception',
  'abuseOfPower',
  'abuseOfVulnerability',
  'paymentToController',
])
export type Means = z.infer<typeof Means>

/**
 * The purposes of trafficking: the codes of HTCDS 2.0 `vic_TypeOfExploitation`, and forced criminality, which that list
 * lacks.
 */
export const Purpose = z.enum([
  'ForcedLabour',
  'SexualExploitation',
  'ChildLabour',
  'ForcedMarriage',
  'Servitude',
  'ForcedMilitaryByNonStateActors',
  'OrganRemoval',
  'ForcedBegging',
  'ForcedAdoption',
  'Surrogacy',
  'ForcedCriminality',
  'Other',
])
export type Purpose = z.infer<typeof Purpose>

/** The elements of trafficking as charged for one victim. */
export const VictimElements = z.strictObject({
  personRef: PersonRef,
  act: listOf(Act, 5),
  nationalAct: listOf(NationalAct, 8).optional(),
  means: listOf(Means, 9),
  purpose: listOf(Purpose, 12),
})
export type VictimElements = z.infer<typeof VictimElements>

/** The part that a suspect played: the codes of HTCDS 2.0 `per_RoleInProcess`. */
export const RoleInProcess = z.enum([
  'TravellingPartner',
  'Transporter',
  'RecruiterOrIntermediary',
  'BrokerTravelAgent',
  'TransferredIndividual',
  'HarbouredIndividual',
  'SoldIndividual',
  'BoughtIndividual',
  'ReceivedIndividual',
  'ControlledIndividual',
  'Smuggler',
  'Abuser',
  'Kidnapper',
  'Exploiter',
  'Other',
])

/** Age as far as a case needs it; a birth date is identity data and is never stored here. */
export const AgeBand = z.enum(['child', 'adult', 'unknown']).meta({ description: 'child: under 18' })
export type AgeBand = z.infer<typeof AgeBand>

/** Which ages of children are meant, in completed years: a birth date is never stored here. */
export const AgeRange = z
  .strictObject({
    from: z.int().min(1).max(17).optional().meta({ description: 'the lowest age, in completed years; absent: any age below `under`' }),
    under: z.int().min(1).max(18).optional().meta({ description: 'the age that the child has not reached, in years; absent: 18' }),
  })
  .refine(
    ({ from, under }) => (from ?? under) !== undefined && (from ?? 0) < (under ?? 18),
    'state `from`, `under` or both, `from` the lower',
  )
export type AgeRange = z.infer<typeof AgeRange>

/** The organisation that decided on the status: the codes of HTCDS 2.0 `vic_TraffickingStatusDecisionMakingOrg`. */
export const DecisionMakingOrg = z.enum(['Police', 'NGO', 'CourtOrProsecution', 'NonPoliceGovernmentalOrganization', 'Other'])

/** The victim status: the codes of HTCDS 2.0 `vic_TraffickingStatus`. */
export const VictimStatus = z.enum(['PossibleVictimOfTrafficking', 'ActualVictimOfTrafficking', 'NotAVictimOfTrafficking'])
export type VictimStatus = z.infer<typeof VictimStatus>

/** Kind of organisation: the codes of HTCDS 2.0 `org_Type`. */
export const OrgType = z.enum([
  'NGO',
  'LawEnforcement',
  'HealthServiceOrganisation',
  'CentralGovernmentOrganisation',
  'LocalGovernmentOrganisation',
  'ImmigrationService',
  'LegalService',
  'CorporateBusiness',
  'SchoolOrCollege',
])
