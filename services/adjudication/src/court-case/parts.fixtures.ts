import { AssignJudge, DeliverVerdict, HoldHearing, JoinParts, NumberCourtCase, SeverAccused, type DataOf } from '@case-timeline/contracts'
import { commandFor } from '@case-timeline/decider/fixtures'
import type { KnownCharges } from './court-case.commands.ts'
import type { CourtCaseEvent } from './court-case.ts'
import { aCourtCase, chargeId, indictmentId, judge, nobodyExcluded, trader, trialHearingId } from './court-case.fixtures.ts'

export const girl = '22222222-2222-4222-8222-222222222201'
export const girlsCharge = '55555555-5555-4555-8555-555555555501'
export const fugitive = '22222222-2222-4222-8222-222222222202'
export const fugitivesCharge = '55555555-5555-4555-8555-555555555502'
export const laterIndictmentId = '44444444-4444-4444-8444-444444444402'
export const familyPart = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaa01'
export const otherPart = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaa02'
export const familyJudge = '33333333-3333-4333-8333-333333333301'

/** A trader and a girl who are indicted together, and a fugitive who is indicted later. */
export const severalAccused: KnownCharges = {
  indictments: [
    { indictmentId, courtId: 'zz-court', chargeIds: [chargeId, girlsCharge] },
    { indictmentId: laterIndictmentId, courtId: 'zz-court', chargeIds: [fugitivesCharge] },
  ],
  accusedByCharge: { [chargeId]: trader, [girlsCharge]: girl, [fugitivesCharge]: fugitive },
  chargesNoLongerPending: [],
}

type Severed = DataOf<'adjudication.AccusedSevered'>

export const girlSevered: Severed = {
  partId: familyPart,
  accusedRefs: [girl],
  chargeIds: [girlsCharge],
  reason: 'juvenile',
  courtId: 'zz-family-court',
}

export const severed = (data: Partial<Severed> = {}): CourtCaseEvent => ({
  type: 'adjudication.AccusedSevered',
  data: { ...girlSevered, ...data },
})
export const joined = (data: Partial<DataOf<'adjudication.PartsJoined'>> = {}): CourtCaseEvent => ({
  type: 'adjudication.PartsJoined',
  data: { partId: familyPart, chargeIds: [girlsCharge], ...data },
})
export const laterIndictment: CourtCaseEvent = {
  type: 'adjudication.LaterIndictmentRegistered',
  data: { indictmentId: laterIndictmentId, chargeIds: [fugitivesCharge] },
}
export const recusedFrom = (partId?: string, judgeRef = judge): CourtCaseEvent => ({
  type: 'adjudication.JudgeRecused',
  data: { judgeRef, ground: 'kinship', ...(partId === undefined ? {} : { partId }) },
})

/** A trial of all accused that began: with a judge, and a hearing held. */
export const trialOfAll = () => aCourtCase().registered().withJudge().withHearingHeld()

export const sever = (data: Partial<Severed> = {}, known = severalAccused) => commandFor(SeverAccused, { ...girlSevered, ...data }, known)
export const join = (partId: string = familyPart, intoPartId?: string) =>
  commandFor(JoinParts, { partId, ...(intoPartId === undefined ? {} : { intoPartId }) }, {})
export const number = (partId?: string) =>
  commandFor(NumberCourtCase, { courtCaseNo: 'FC-7/2026-0112', ...(partId === undefined ? {} : { partId }) }, {})
export const assignTo = (partId: string, judgeRef = familyJudge) =>
  commandFor(AssignJudge, { judgeRefs: [judgeRef], bench: 'single', partId }, nobodyExcluded)
export const holdIn = (partId: string | undefined, closed: boolean) =>
  commandFor(HoldHearing, { hearingId: trialHearingId, attendance: [], closed, ...(partId === undefined ? {} : { partId }) }, {})
export const decide = (chargeId: string, accusedRef: string) =>
  commandFor(DeliverVerdict, { chargeId, accusedRef, verdict: 'notGuilty', elementsFound: [] }, severalAccused)
