import {
  CourtCaseRegistered,
  HearingAdjourned,
  HearingHeld,
  HearingScheduled,
  JudgeAssigned,
  PrivateComplaintRegistered,
  SentenceImposed,
  VerdictDelivered,
} from '@case-timeline/contracts'
import { withChangedEntries, entry, folding } from './folding.ts'

/** How the facts of the court change a case file. */
export const courtFacts = folding(
  [
    CourtCaseRegistered,
    PrivateComplaintRegistered,
    JudgeAssigned,
    HearingScheduled,
    HearingAdjourned,
    HearingHeld,
    VerdictDelivered,
    SentenceImposed,
  ],
  {
    'adjudication.CourtCaseRegistered': (_, event) => ({ courtCase: entry(event) }),
    // In a court case that is registered already, a complaint is a part of its own.
    'adjudication.PrivateComplaintRegistered': ({ courtCase }, event) => ({ courtCase: courtCase ?? entry(event) }),
    // A judge who is assigned later joins the bench; the last assignment states the kind of bench, but one in a part of the
    // court case does not state that of the case itself.
    'adjudication.JudgeAssigned': ({ bench }, event) => {
      const last = event.data.partId !== undefined && bench !== undefined && bench.partId === undefined ? bench : entry(event)
      return { bench: { ...last, judgeRefs: [...new Set([...(bench?.judgeRefs ?? []), ...event.data.judgeRefs])] } }
    },
    'adjudication.HearingScheduled': ({ hearings }, event) => ({ hearings: [...hearings, entry(event)] }),
    // The chapter of the proceedings lists each adjournment, too.
    'adjudication.HearingAdjourned': ({ hearings }, event) => ({
      hearings: withChangedEntries(
        hearings,
        ({ hearingId }) => hearingId === event.data.hearingId,
        () => ({ adjourned: entry(event) }),
      ),
    }),
    'adjudication.HearingHeld': ({ hearings }, event) => ({
      hearings: withChangedEntries(
        hearings,
        ({ hearingId }) => hearingId === event.data.hearingId,
        () => ({ held: entry(event) }),
      ),
    }),
    'adjudication.VerdictDelivered': ({ verdicts }, event) => ({ verdicts: [...verdicts, entry(event)] }),
    'adjudication.SentenceImposed': ({ sentences }, event) => ({ sentences: [...sentences, entry(event)] }),
  },
)
