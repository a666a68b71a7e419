import { z } from 'zod'

/** What makes an interview or a hearing bearable for the person heard; never the reason why she needs it. */
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
