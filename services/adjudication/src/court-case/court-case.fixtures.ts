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
import type { Verdict } from '@case-timeline/casework'
import { commandFor } from '@case-timeline/decider/fixtures'
import type {
  KnownAccommodations,
  KnownAppealability,
  KnownCharges,
  KnownChildren,
  KnownExclusions,
  KnownItems,
} from './court-case.commands.ts'
import type { CourtCaseEvent } from './court-case.ts'

export const trader = '11111111-1111-4111-8111-111111111111'
export const bystander = '22222222-2222-4222-8222-222222222222'
export const judge = '33333333-3333-4333-8333-333333333333'
export const indictmentId = '44444444-4444-4444-8444-444444444444'
export const chargeId = '55555555-5555-4555-8555-555555555555'
export const anotherChargeId = '66666666-6666-4666-8666-666666666666'
export const trialHearingId = '77777777-7777-4777-8777-777777777777'
export const witness = '88888888-8888-4888-8888-888888888888'
export const appealId = '99999999-9999-4999-8999-999999999998'

export const nothingFiled: KnownCharges = { indictments: [], accusedByCharge: {}, chargesNoLongerPending: [] }
export const nobodyExcluded: KnownExclusions = { excludedJudges: [], excludedAccounts: [], unnamedAccounts: [] }
export const nothingRequired: KnownAccommodations = { accommodationsRequired: [] }
export const noChildren: KnownChildren = { personsProtectedAsChildren: [] }
export const allDomestic: KnownItems = { certifiedItems: [], itemsFromAbroad: [] }
export const notAppealable: KnownAppealability = { chargesUnderAppeal: [], appealableUntil: {} }
export const indicted: KnownCharges = {
  ...nothingFiled,
  indictments: [{ indictmentId, chargeIds: [chargeId] }],
  accusedByCharge: { [chargeId]: trader, [anotherChargeId]: trader },
}

type Scheduled = FactOf<typeof HearingScheduled>['data']
type Held = FactOf<typeof HearingHeld>['data']
type Delivered = FactOf<typeof VerdictDelivered>['data']

const trial: Scheduled = {
  hearingId: trialHearingId,
  type: 'trial',
  at: '2026-11-20',
  mode: 'inPerson',
  interpreters: [],
  accommodations: [],
}
const sitting: Held = { hearingId: trialHearingId, attendance: [{ personRef: trader, capacity: 'accused' }], closed: true }
const guilty: Delivered = { chargeId, accusedRef: trader, verdict: 'guilty', elementsFound: ['act', 'purpose'] }

/** The history of a court case, in order of recording. */
interface CourtCaseHistory extends Iterable<CourtCaseEvent> {
  withJudge(): CourtCaseHistory
  withHearingScheduled(): CourtCaseHistory
  withHearingHeld(): CourtCaseHistory
  withVerdict(verdict: Verdict): CourtCaseHistory
  /** Any other event. */
  with(event: CourtCaseEvent): CourtCaseHistory
}

const historyOf = (events: readonly CourtCaseEvent[]): CourtCaseHistory => {
  const append = (event: CourtCaseEvent) => historyOf([...events, event])
  return {
    [Symbol.iterator]: () => events[Symbol.iterator](),
    withJudge: () => append({ type: 'adjudication.JudgeAssigned', data: { judgeRefs: [judge], bench: 'single' } }),
    withHearingScheduled: () => append({ type: 'adjudication.HearingScheduled', data: trial }),
    withHearingHeld: () => append({ type: 'adjudication.HearingHeld', data: sitting }),
    with: append,
    withVerdict: (verdict) => append({ type: 'adjudication.VerdictDelivered', data: { ...guilty, verdict } }),
  }
}

export const aCourtCase = () => ({
  registered: () => historyOf([{ type: 'adjudication.CourtCaseRegistered', data: { indictmentId, origin: 'indictment' } }]),
  migrated: () => historyOf([{ type: 'adjudication.CourtCaseRegistered', data: { origin: 'migrated' } }]),
})

export const registerCourtCase = (known = indicted) => commandFor(RegisterCourtCase, { indictmentId, origin: 'indictment' }, known)
export const registerMigratedCourtCase = () => commandFor(RegisterCourtCase, { origin: 'migrated' }, nothingFiled)
export const assignJudge = (judgeRefs = [judge], known = nobodyExcluded, userIds?: string[]) =>
  commandFor(AssignJudge, { judgeRefs, bench: 'panel', ...(userIds === undefined ? {} : { userIds }) }, known)
export const scheduleHearing = (overrides: Partial<Scheduled> = {}, known = nothingRequired) =>
  commandFor(ScheduleHearing, { ...trial, ...overrides }, known)
export const holdHearing = () => commandFor(HoldHearing, sitting, {})
export const deliverVerdict = (overrides: Partial<Delivered> = {}, known = indicted) =>
  commandFor(DeliverVerdict, { ...guilty, ...overrides }, known)
export const imposeSentence = () =>
  commandFor(ImposeSentence, { chargeId, components: [{ kind: 'imprisonment', term: { years: 20 } }] }, {})
