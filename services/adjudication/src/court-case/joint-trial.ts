import {
  agreedJoinders,
  casesAgreedToJoin,
  dutyHolderAfter,
  isSurelyBefore,
  joinedIndictments,
  successorIn,
  whoIsWhoIn,
  type CaseFact,
  type CaseHistory,
  type Dated,
} from '@case-timeline/casework'
import type { DataOf } from '@case-timeline/contracts'
import { evolve, unregistered, type CourtCase } from './court-case.ts'
import { keyOfHearing, keyOfPart, MAIN, undivided, type Parts } from './parts.ts'

/** The facts of a trial that are recorded in each case that is tried with it. */
const CARRIED = [
  'adjudication.JudgeAssigned',
  'adjudication.JudgeRecused',
  'adjudication.HearingDateOrdered',
  'adjudication.HearingScheduled',
  'adjudication.HearingAdjourned',
  'adjudication.HearingHeld',
] as const
type TrialFact = CaseFact<(typeof CARRIED)[number]>

/** The names of the commands that `carriedCommands` and `endIn` make. */
export type CarriedCommandName =
  | 'AssignJudge'
  | 'RecuseJudge'
  | 'OrderHearingDate'
  | 'ScheduleHearing'
  | 'AdjournHearing'
  | 'HoldHearing'
  | 'EndJoinder'

/** An indictment that is tried with one of another case: both cases say so, and the court registered it. */
interface JoinedIndictment {
  readonly leadingIndictmentId: string
  /** The part of its court case that it is; absent: the court case itself. */
  readonly partId?: string
  /** Since when all of that is on record, and one court has both. */
  readonly since: string
  /** What both sides stated, and when. */
  readonly statements: readonly Dated[]
  readonly accusedRefs: readonly string[]
}

/** A command of the court, in another case than the fact from which it follows. */
export interface CarriedCommand {
  /** The id of the fact. */
  readonly factId: string
  readonly command: CarriedCommandName
  readonly data: unknown
  /** Where a fact is recorded in several parts of a court case: the part, for all but the first. */
  readonly target?: string
}

/** The registration of an indictment; the first of the record belongs to a court case that was registered without naming one. */
const registrationOf = (history: CaseHistory, indictmentId: string) => {
  const first = history.facts('prosecution.IndictmentFiled')[0]?.data.indictmentId
  return history
    .facts('adjudication.CourtCaseRegistered', 'adjudication.LaterIndictmentRegistered')
    .find(({ data }) => (data.indictmentId ?? first) === indictmentId)
}

const latest = (times: readonly string[]): string => times.reduce((one, other) => (one < other ? other : one), '')

const transfersOfCourt = (history: CaseHistory): readonly CaseFact<'case.CaseTransferred'>[] =>
  history.facts('case.CaseTransferred').filter(({ stored }) => stored.stream.startsWith('adjudication.'))

/** The court that has an indictment after the transfers of its case. */
const courtOf = (history: CaseHistory, indictmentId: string): string | undefined => {
  const filed = history.facts('prosecution.IndictmentFiled').find(({ data }) => data.indictmentId === indictmentId)
  return filed && dutyHolderAfter(transfersOfCourt(history).map(({ data }) => data))(filed.data.courtId)
}

/** Whether one court has both indictments: the successor of a court gets its cases one after another. */
const areBeforeOneCourt = (leading: CaseHistory, leadingId: string, joining: CaseHistory, joiningId: string): boolean => {
  const [one, other] = [courtOf(leading, leadingId), courtOf(joining, joiningId)]
  const isSuccessor = (history: CaseHistory, court = '', before = '') => successorIn(history, 'adjudication')(before) === court
  return one === other || isSuccessor(leading, one, other) || isSuccessor(joining, other, one)
}

const joinedIndictmentsOf = (leading: CaseHistory, joining: CaseHistory): readonly JoinedIndictment[] => {
  if (leading.caseId === undefined || joining.caseId === undefined) return []
  const agreements = agreedJoinders(leading, joining.caseId)
  const { refsOf } = whoIsWhoIn([joining])
  const moves = [leading, joining]
    .flatMap(transfersOfCourt)
    .flatMap(({ data, stored }) => (data.reason === 'officeReorganised' ? [] : [stored]))
  return joinedIndictments(joining, leading.caseId).flatMap((indicted) => {
    const { indictmentId, chargeIds, joinedTo } = indicted.data
    const agreed = agreements.find(({ data }) => data.indictmentId === joinedTo?.indictmentId)
    const registered = registrationOf(joining, indictmentId)
    if (agreed === undefined || registered === undefined) return []
    if (!areBeforeOneCourt(leading, agreed.data.indictmentId, joining, indictmentId)) return []
    const charges = joining.facts('prosecution.ChargeLaid').filter(({ data }) => chargeIds.includes(data.chargeId))
    return [
      {
        leadingIndictmentId: agreed.data.indictmentId,
        ...(registered.type === 'adjudication.LaterIndictmentRegistered' ? { partId: indictmentId } : {}),
        since: latest([agreed.stored, indicted.stored, registered.stored, ...moves].map(({ recordedAt }) => recordedAt)),
        statements: [agreed, indicted],
        accusedRefs: charges.flatMap(({ data }) => [...refsOf(data.accusedRef)]),
      },
    ]
  })
}

const courtCaseOf = (history: CaseHistory): CourtCase =>
  history
    .facts(
      'adjudication.CourtCaseRegistered',
      'adjudication.PrivateComplaintRegistered',
      'adjudication.LaterIndictmentRegistered',
      'adjudication.AccusedSevered',
      'adjudication.PartsJoined',
      'adjudication.HearingScheduled',
    )
    .reduce<CourtCase>(evolve, unregistered)

const partOf = (courtCase: Parts, fact: TrialFact): string => {
  switch (fact.type) {
    case 'adjudication.HearingHeld':
      return keyOfHearing(courtCase, fact.data)
    case 'adjudication.HearingAdjourned':
      return keyOfPart(courtCase, courtCase.partByHearing[fact.data.hearingId])
    case 'adjudication.JudgeAssigned':
    case 'adjudication.JudgeRecused':
    case 'adjudication.HearingDateOrdered':
    case 'adjudication.HearingScheduled':
      return keyOfPart(courtCase, fact.data.partId)
  }
}

type Attendance = DataOf<'adjudication.HearingHeld'>['attendance']

/** The judges, and those whom the joined charges accuse. */
const attendanceIn = (attendance: Attendance, accusedRefs: readonly string[]): Attendance =>
  attendance.filter(({ personRef, capacity }) => capacity === 'judge' || (capacity === 'accused' && accusedRefs.includes(personRef)))

/** Who of the leading case is no party there: why they caused an adjournment is not for another case. */
const THOSE_HEARD: readonly DataOf<'adjudication.HearingAdjourned'>['causedBy'][] = ['victim', 'witness', 'interpreter']

const adjournedElsewhere = (adjourned: DataOf<'adjudication.HearingAdjourned'>): DataOf<'adjudication.HearingAdjourned'> =>
  THOSE_HEARD.includes(adjourned.causedBy) ? { ...adjourned, reasonCode: 'jointTrial', causedBy: 'other' } : adjourned

/**
 * What the joined case records of a fact: who decides, when and how, and neither persons of the leading case nor what
 * they said, need or did.
 */
const carried = (fact: TrialFact, { partId }: JoinedIndictment, accusedRefs: readonly string[]): CarriedCommand => {
  const part = partId === undefined ? {} : { partId }
  switch (fact.type) {
    case 'adjudication.JudgeAssigned': {
      const { partId: _, ...assigned } = fact.data
      return { factId: fact.id, command: 'AssignJudge', data: { ...assigned, ...part } }
    }
    case 'adjudication.JudgeRecused': {
      const { partId: _, ...recused } = fact.data
      return { factId: fact.id, command: 'RecuseJudge', data: { ...recused, ...part } }
    }
    case 'adjudication.HearingDateOrdered': {
      const { partId: _, ...ordered } = fact.data
      return { factId: fact.id, command: 'OrderHearingDate', data: { ...ordered, ...part } }
    }
    case 'adjudication.HearingScheduled': {
      const { hearingId, type, at, mode, accommodations } = fact.data
      return { factId: fact.id, command: 'ScheduleHearing', data: { hearingId, type, at, mode, interpreters: [], accommodations, ...part } }
    }
    case 'adjudication.HearingAdjourned':
      return { factId: fact.id, command: 'AdjournHearing', data: adjournedElsewhere(fact.data) }
    case 'adjudication.HearingHeld': {
      const { hearingId, attendance, closed } = fact.data
      return {
        factId: fact.id,
        command: 'HoldHearing',
        data: { hearingId, attendance: attendanceIn(attendance, accusedRefs), closed, ...part },
      }
    }
  }
}

const isOfBench = ({ type }: TrialFact): boolean => type === 'adjudication.JudgeAssigned' || type === 'adjudication.JudgeRecused'

/** The indictments of which each is in another part of the court case, the first of each part. */
const onePerPart = (courtCase: Parts, joined: readonly JoinedIndictment[]): readonly JoinedIndictment[] => {
  const keys = joined.map(({ partId }) => keyOfPart(courtCase, partId))
  return joined.filter((_, place) => keys.indexOf(keys[place] ?? MAIN) === place)
}

/** Whether a fact follows itself from one of another case: it is not carried on. */
const isCarried = ({ stored: { envelope } }: TrialFact, caseEventIds: ReadonlySet<string>): boolean =>
  envelope.actor.role === 'system' && envelope.causationId !== undefined && !caseEventIds.has(envelope.causationId)

/**
 * What the court records in a case that is tried with another, from the facts of the leading trial, in their order: its
 * bench, and its hearings, without those that were held or adjourned before the case joined. Nothing while one of the two cases does
 * not say that they are tried together. Of several joined indictments that are parts of their own, each has the bench, and
 * the first the hearings, because a hearing is in one part.
 */
export const carriedCommands = (leading: CaseHistory, joining: CaseHistory): readonly CarriedCommand[] => {
  const joined = joinedIndictmentsOf(leading, joining)
  const courtCase = courtCaseOf(leading)
  if (joined.length === 0 || courtCase.stage !== 'registered') return []
  const joiningCourtCase = courtCaseOf(joining)
  const parts: Parts = joiningCourtCase.stage === 'registered' ? joiningCourtCase : undivided
  const trialOf = ({ leadingIndictmentId }: JoinedIndictment): string =>
    keyOfPart(courtCase, courtCase.parts[leadingIndictmentId] === undefined ? MAIN : leadingIndictmentId)
  const scheduled = new Set(joining.facts('adjudication.HearingScheduled').map(({ data }) => data.hearingId))
  const eventIds = new Set(leading.events.map(({ id }) => id))
  const facts: readonly TrialFact[] = leading.facts(...CARRIED).filter((fact) => !isCarried(fact, eventIds))
  return facts.flatMap((fact) => {
    const inTrial = joined.filter((one) => trialOf(one) === partOf(courtCase, fact))
    const [first, ...others] = onePerPart(parts, inTrial)
    if (first === undefined || ('hearingId' in fact.data && wasOverBefore(facts, fact.data.hearingId, inTrial, scheduled))) return []
    const accusedRefs = inTrial.flatMap((one) => one.accusedRefs)
    const inOthers = isOfBench(fact) ? others : []
    return [
      carried(fact, first, accusedRefs),
      ...inOthers.map((one) => ({ ...carried(fact, one, accusedRefs), target: one.partId ?? MAIN })),
    ]
  })
}

/**
 * Whether a hearing was over before any of the indictments was joined: their accused were not heard there, and an adjournment
 * delayed nothing of theirs, unless the hearing is on their calendar from an earlier time at which they were joined.
 */
const wasOverBefore = (
  facts: readonly TrialFact[],
  hearingId: string,
  joined: readonly JoinedIndictment[],
  scheduled: ReadonlySet<string>,
): boolean =>
  facts.some(
    (fact) =>
      (fact.type === 'adjudication.HearingHeld' || (fact.type === 'adjudication.HearingAdjourned' && !scheduled.has(hearingId))) &&
      fact.data.hearingId === hearingId &&
      joined.every(
        ({ since, statements }) => fact.stored.recordedAt < since || statements.some((statement) => isSurelyBefore(fact, statement)),
      ),
  )

/** The cases whose trial follows that of a case, as far as this case is concerned. */
export const casesFollowing = (leading: CaseHistory): readonly string[] => casesAgreedToJoin(leading)

/** The cases whose trial a case follows, as far as this case is concerned. */
export const casesFollowedBy = (joining: CaseHistory): readonly string[] => [
  ...new Set(joining.facts('prosecution.IndictmentFiled').flatMap(({ data }) => data.joinedTo?.caseId ?? [])),
]

/**
 * The end of a joint trial as the other case records it; none if that case does not say that they are tried together, or
 * if the end follows from that which the other case recorded: both may say so again since.
 */
export const endIn = (
  other: CaseHistory,
  caseId: string,
  { id, data }: Pick<CaseFact<'adjudication.JoinderEnded'>, 'id' | 'data'>,
  causationId: string | undefined,
): readonly CarriedCommand[] =>
  (causationId !== undefined && other.events.some((event) => event.id === causationId)) ||
  (agreedJoinders(other, caseId).length === 0 && joinedIndictments(other, caseId).length === 0)
    ? []
    : [{ factId: id, command: 'EndJoinder', data: { otherCaseId: caseId, reason: data.reason } }]
