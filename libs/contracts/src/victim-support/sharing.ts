import { z } from 'zod'

/** The services that victims of trafficking are referred to. */
export const SUPPORT_SERVICES = [
  'shelter',
  'health',
  'psychosocial',
  'legalAid',
  'childProtection',
  'education',
  'familyTracing',
  'financial',
  'interpretation',
  'livelihood',
  'returnAndReintegration',
  'socialCare',
] as const
export const SupportService = z.enum(SUPPORT_SERVICES)
export type SupportService = z.infer<typeof SupportService>

/** The purposes for which a person may allow the use of data: a support service, or a purpose of the authorities. */
export const SharingPurpose = z.enum([
  ...SUPPORT_SERVICES,
  'criminalProceedings',
  'policeCooperation',
  'mutualLegalAssistance',
  'notificationAbroad',
  'statistics',
])
export type SharingPurpose = z.infer<typeof SharingPurpose>

/** The categories of data about a person that may be shared, each only if named. */
export const DataCategory = z.enum([
  'identity',
  'contact',
  'location',
  'family',
  'health',
  'psychosocial',
  'risk',
  'immigration',
  'caseFacts',
  'testimony',
])
export type DataCategory = z.infer<typeof DataCategory>
