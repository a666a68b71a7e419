import type * as contract from '@case-timeline/contracts'
import type { FactOf, RecordedFact } from '@case-timeline/contracts'
import type { Dated } from '@case-timeline/casework'

/** A fact by which rules judge what is done later. */
export type JudgedFact = RecordedFact<
  FactOf<
    | typeof contract.JudgeAssigned
    | typeof contract.JudgeRecused
    | typeof contract.HearingScheduled
    | typeof contract.HearingAdjourned
    | typeof contract.HearingHeld
    | typeof contract.VerdictDelivered
    | typeof contract.SentenceImposed
    | typeof contract.AppealDecided
    | typeof contract.JudgmentBecameFinal
    | typeof contract.ChargesEnded
    | typeof contract.NonPunishmentApplied
    | typeof contract.AccusedSevered
    | typeof contract.PartsJoined
    | typeof contract.LaterIndictmentRegistered
    | typeof contract.PrivateComplaintRegistered
  >
>

const JUDGED: Readonly<Record<JudgedFact['type'], true>> = {
  'adjudication.JudgeAssigned': true,
  'adjudication.JudgeRecused': true,
  'adjudication.HearingScheduled': true,
  'adjudication.HearingAdjourned': true,
  'adjudication.HearingHeld': true,
  'adjudication.VerdictDelivered': true,
  'adjudication.SentenceImposed': true,
  'adjudication.AppealDecided': true,
  'adjudication.JudgmentBecameFinal': true,
  'adjudication.ChargesEnded': true,
  'adjudication.NonPunishmentApplied': true,
  'adjudication.AccusedSevered': true,
  'adjudication.PartsJoined': true,
  'adjudication.LaterIndictmentRegistered': true,
  'adjudication.PrivateComplaintRegistered': true,
}

export const isJudged = (event: { readonly type: string }): event is JudgedFact => event.type in JUDGED

/** Facts in recording order, the last one first: one more copies none of them. */
export interface KeptFacts {
  readonly fact: JudgedFact
  readonly before?: KeptFacts | undefined
}

/** What a court case keeps of its facts. */
export interface Kept {
  readonly kept?: KeptFacts | undefined
  /** Whether they surely happened in the order in which they were recorded. */
  readonly isInOrder: boolean
}

/** The day of a fact, as far as days of facts can be compared: with the zone in which it is one. */
const dayOf = ({ occurredAt, occurredZone, recordedAt }: Dated) =>
  occurredAt === undefined ? { day: recordedAt?.slice(0, 10) } : { day: occurredAt.slice(0, 10), zone: occurredZone }

/** Whether a fact surely happened after one that was recorded before it. */
const isSurelyLater = (fact: JudgedFact, before: JudgedFact): boolean => {
  if (fact.occurredAt === undefined && before.occurredAt === undefined) return true
  const [one, other] = [dayOf(before), dayOf(fact)]
  return one.day !== undefined && other.day !== undefined && one.zone === other.zone && other.day.length === 10 && one.day < other.day
}

const contentOf = ({ data, occurredAt, occurredZone }: JudgedFact): string => JSON.stringify([data, occurredAt, occurredZone])

/** Keeps a fact for the rules that judge what is done later. The same one, recorded twice, changes nothing. */
export const keeping = <C extends Kept>(courtCase: C, fact: JudgedFact): C => {
  const last = courtCase.kept?.fact
  if (last?.type === fact.type && contentOf(last) === contentOf(fact)) return courtCase
  return {
    ...courtCase,
    kept: { fact, before: courtCase.kept },
    isInOrder: courtCase.isInOrder && (last === undefined || isSurelyLater(fact, last)),
  }
}
