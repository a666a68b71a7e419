import { z } from 'zod'

/** The kind of support: the codes of HTCDS 2.0 `spl_Type`. */
export const SupportPlanType = z.enum([
  'Education',
  'Financial',
  'Health',
  'LabourExploitationRehabilitation',
  'Legal',
  'Livelihood',
  'RightsBasedTraining',
  'SexualExploitationRehabilitation',
  'SocialCare',
])
export type SupportPlanType = z.infer<typeof SupportPlanType>
