import { z } from 'zod'

/** The mandate under which an agency that is not police meets, supports or identifies a person. */
export const SupportMandate = z.enum([
  'ngo',
  'hotline',
  'socialWelfare',
  'childProtection',
  'health',
  'labourInspectorate',
  'immigration',
  'embassy',
  'other',
])
export type SupportMandate = z.infer<typeof SupportMandate>
