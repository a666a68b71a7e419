import { z } from 'zod'

/** What a person needs in order to take part in an interview or a hearing; never the reason for the need. */
export const Accommodation = z.enum([
  'breaks',
  'childcare',
  'genderOfQuestioner',
  'intermediary',
  'interpreter',
  'screen',
  'separateWaitingRoom',
  'signLanguage',
  'stepFreeAccess',
  'supportPerson',
  'videoLink',
])
export type Accommodation = z.infer<typeof Accommodation>
