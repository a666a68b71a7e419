import {
  CourtCaseRegistered,
  HearingHeld,
  HearingScheduled,
  JudgeAssigned,
  SentenceImposed,
  VerdictDelivered,
} from '@case-timeline/contracts'
import { changed, entry, folding } from './folding.ts'

export const courtFacts = folding([CourtCaseRegistered, JudgeAssigned, HearingScheduled, HearingHeld, VerdictDelivered, SentenceImposed], {
  'adjudication.CourtCaseRegistered': (_, event) => ({ courtCase: entry(event) }),
  'adjudication.JudgeAssigned': (_, event) => ({ bench: entry(event) }),
  'adjudication.HearingScheduled': ({ hearings }, event) => ({ hearings: [...hearings, entry(event)] }),
  'adjudication.HearingHeld': ({ hearings }, event) => ({
    hearings: changed(
      hearings,
      ({ hearingId }) => hearingId === event.data.hearingId,
      () => ({ held: entry(event) }),
    ),
  }),
  'adjudication.VerdictDelivered': ({ verdicts }, event) => ({ verdicts: [...verdicts, entry(event)] }),
  'adjudication.SentenceImposed': ({ sentences }, event) => ({ sentences: [...sentences, entry(event)] }),
})
