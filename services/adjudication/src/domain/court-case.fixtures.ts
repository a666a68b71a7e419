import {
  AssignJudge,
  DeliverVerdict,
  HoldHearing,
  ImposeSentence,
  RegisterCourtCase,
  ScheduleHearing,
  type FactOf,
  type HearingHeld,
  type HearingScheduled,
  type VerdictDelivered,
} from '@case-timeline/contracts'
import { commanded } from '@case-timeline/decider/fixtures'
import type { CourtCaseEvent, KnownToTheCourt, ToDeliver, Verdict } from './court-case.ts'

export const trader = '11111111-1111-4111-8111-111111111111'
export const bystander = '22222222-2222-4222-8222-222222222222'
export const judge = '33333333-3333-4333-8333-333333333333'
export const indictmentId = '44444444-4444-4444-8444-444444444444'
export const chargeId = '55555555-5555-4555-8555-555555555555'
export const anotherChargeId = '66666666-6666-4666-8666-666666666666'
export const trialDay = '77777777-7777-4777-8777-777777777777'
export const witness = '88888888-8888-4888-8888-888888888888'
export const appealId = '99999999-9999-4999-8999-999999999998'

export const nothingFiled: KnownToTheCourt = {
  indictments: [],
  accusedByCharge: {},
  chargesGone: [],
  excludedJudges: [],
  excludedAccounts: [],
  unnamedAccounts: [],
  protectedAsChildren: [],
  accommodationsRequired: [],
  certifiedItems: [],
  itemsFromAbroad: [],
  tracedAssets: [],
  appealsLodged: [],
  chargesUnderAppeal: [],
  appealableUntil: {},
}
export const indicted: KnownToTheCourt = {
  ...nothingFiled,
  indictments: [{ indictmentId, chargeIds: [chargeId] }],
  accusedByCharge: { [chargeId]: trader, [anotherChargeId]: trader },
}

type Scheduled = FactOf<typeof HearingScheduled>['data']
type Held = FactOf<typeof HearingHeld>['data']
type Delivered = FactOf<typeof VerdictDelivered>['data']

const trial: Scheduled = { hearingId: trialDay, type: 'trial', at: '2026-11-20', mode: 'inPerson', interpreters: [], accommodations: [] }
const sitting: Held = { hearingId: trialDay, attendance: [{ personRef: trader, capacity: 'accused' }], closed: true }
const guilty: Delivered = { chargeId, accusedRef: trader, verdict: 'guilty', elementsFound: ['act', 'purpose'] }

/** A court case's history, told in the order in which it happened. */
interface History extends Iterable<CourtCaseEvent> {
  withJudge(): History
  withHearingScheduled(): History
  withHearingHeld(): History
  withVerdict(verdict: Verdict): History
  /** Any other event, as it is told. */
  with(event: CourtCaseEvent): History
}

const historyOf = (events: readonly CourtCaseEvent[]): History => {
  const and = (event: CourtCaseEvent) => historyOf([...events, event])
  return {
    [Symbol.iterator]: () => events[Symbol.iterator](),
    withJudge: () => and({ type: 'adjudication.JudgeAssigned', data: { judgeRefs: [judge], bench: 'single' } }),
    withHearingScheduled: () => and({ type: 'adjudication.HearingScheduled', data: trial }),
    withHearingHeld: () => and({ type: 'adjudication.HearingHeld', data: sitting }),
    with: and,
    withVerdict: (verdict) => and({ type: 'adjudication.VerdictDelivered', data: { ...guilty, verdict } }),
  }
}

export const aCourtCase = () => ({
  registered: () => historyOf([{ type: 'adjudication.CourtCaseRegistered', data: { indictmentId, origin: 'indictment' } }]),
  migrated: () => historyOf([{ type: 'adjudication.CourtCaseRegistered', data: { origin: 'migrated' } }]),
})

export const register = (known = indicted) => commanded(RegisterCourtCase, { indictmentId, origin: 'indictment' }, known)
export const registerMigrated = () => commanded(RegisterCourtCase, { origin: 'migrated' }, nothingFiled)
export const assignJudge = (judgeRefs = [judge], known = nothingFiled, userIds?: string[]) =>
  commanded(AssignJudge, { judgeRefs, bench: 'panel', ...(userIds === undefined ? {} : { userIds }) }, known)
export const schedule = (but: Partial<Scheduled> = {}, known = nothingFiled) => commanded(ScheduleHearing, { ...trial, ...but }, known)
export const hold = () => commanded(HoldHearing, sitting, nothingFiled)
export const deliver = (but: Partial<Delivered> = {}, known = indicted): ToDeliver =>
  commanded(DeliverVerdict, { ...guilty, ...but }, known)
export const sentence = () =>
  commanded(ImposeSentence, { chargeId, components: [{ kind: 'imprisonment', term: { years: 20 } }] }, nothingFiled)
