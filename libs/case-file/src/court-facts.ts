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
  // Who is assigned later joins the bench, and the last assignment says how it sits.
  'adjudication.JudgeAssigned': ({ bench }, event) => ({
    bench: { ...entry(event), judgeRefs: [...new Set([...(bench?.judgeRefs ?? []), ...event.data.judgeRefs])] },
  }),
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
