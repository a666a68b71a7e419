import {
  AppealDecided,
  AppealLodged,
  ChargeAmended,
  ChargeLaid,
  ChargeWithdrawn,
  CourtCaseRegistered,
  type FactOf,
  HearingDateOrdered,
  IndictmentFiled,
  JudgeAssigned,
  JudgeRecused,
  JudgmentBecameFinal,
  LeadJurisdictionAgreed,
  NonPunishmentApplied,
  type PersonRef,
  ProtectionMeasureOrdered,
  ProtectionMeasureSought,
  VerdictDelivered,
} from '@case-timeline/contracts'
import { type Recorded, type Row, type View, view } from '@case-timeline/projections'
import { afterAppeal, afterOrder, type ChargeBefore, type ChargeOnDocket, onDocket, type Sought, withCharge } from './docket-entries.ts'

/**
 * A case before the court, or about to be: an indictment waits to be registered.
 * This shape is stored in `docket_v1`: change it with the view's version.
 */
export interface DocketEntry extends Row {
  readonly state: 'notFiled' | 'toRegister' | 'pending' | 'decided' | 'final'
  readonly courtCaseNo?: string | undefined
  readonly origin?: FactOf<typeof CourtCaseRegistered>['data']['origin'] | undefined
  readonly registeredAt?: string | undefined
  readonly indictments: readonly string[]
  readonly bench?: FactOf<typeof JudgeAssigned>['data']['bench'] | undefined
  readonly judgeRefs: readonly PersonRef[]
  readonly charges: readonly ChargeOnDocket[]
  /** How often a hearing was ordered, before any was scheduled. */
  readonly hearingDatesOrdered: number
  /** The protection that the prosecutor asked for and the court has not decided on. */
  readonly measuresSought: readonly Sought[]
  readonly appealsPending: readonly string[]
  /** Charges that were laid, whether they came before the court or not: never shown. */
  readonly laid: Readonly<Record<string, ChargeBefore>>
  readonly since: string
}

const known = (row: DocketEntry | undefined, { caseId, stored }: Recorded): DocketEntry =>
  row ?? {
    caseId,
    state: 'notFiled',
    indictments: [],
    judgeRefs: [],
    charges: [],
    hearingDatesOrdered: 0,
    measuresSought: [],
    appealsPending: [],
    laid: {},
    since: stored.recordedAt,
  }

/** Charges that the court decides no more: taken back, handed over to another country, or undone. */
const GONE: readonly ChargeOnDocket['state'][] = ['withdrawn', 'transferred', 'quashed']

/** A case is decided when each charge that still stands before the court is. */
const decided = (row: DocketEntry): DocketEntry => {
  if (row.state === 'notFiled' || row.state === 'toRegister') return row
  const standing = row.charges.filter(({ state }) => !GONE.includes(state))
  if (standing.length > 0 && standing.every(({ state }) => state === 'final')) return { ...row, state: 'final' }
  const isDecided = row.charges.length > 0 && standing.every(({ state }) => state === 'decided' || state === 'final')
  return { ...row, state: isDecided ? 'decided' : 'pending' }
}

/** What lies before the court, case by case. */
export const docketView: View<DocketEntry> = view({
  name: 'docket',
  version: 1,
  events: [
    ChargeLaid,
    ChargeAmended,
    ChargeWithdrawn,
    LeadJurisdictionAgreed,
    IndictmentFiled,
    CourtCaseRegistered,
    JudgeAssigned,
    JudgeRecused,
    HearingDateOrdered,
    ProtectionMeasureSought,
    ProtectionMeasureOrdered,
    VerdictDelivered,
    AppealLodged,
    AppealDecided,
    JudgmentBecameFinal,
    NonPunishmentApplied,
  ],
  on: {
    'prosecution.ChargeLaid': (row, event) => {
      const { chargeId, accusedRef, offenceCode } = event.data
      const before = known(row, event)
      return { ...before, laid: { ...before.laid, [chargeId]: { accusedRef, offenceCode } } }
    },
    'prosecution.ChargeAmended': (row, event) => {
      const { chargeId, accusedRef, offenceCode } = event.data
      const before = known(row, event)
      const charges = withCharge(before.charges, [chargeId], () => ({ accusedRef, offenceCode, amended: true }))
      return { ...before, charges, laid: { ...before.laid, [chargeId]: { accusedRef, offenceCode } } }
    },
    'prosecution.ChargeWithdrawn': (row, event) => {
      const before = known(row, event)
      return decided({ ...before, charges: withCharge(before.charges, [event.data.chargeId], () => ({ state: 'withdrawn' })) })
    },
    'prosecution.LeadJurisdictionAgreed': (row, event) => {
      const before = known(row, event)
      return decided({ ...before, charges: withCharge(before.charges, event.data.chargesTransferred, () => ({ state: 'transferred' })) })
    },
    'prosecution.IndictmentFiled': (row, event) => {
      const before = known(row, event)
      const { indictmentId, chargeIds } = event.data
      const charges = [...before.charges, ...chargeIds.map((chargeId) => onDocket(chargeId, before.laid[chargeId]))]
      const state = before.state === 'notFiled' ? 'toRegister' : before.state
      return decided({ ...before, state, charges, indictments: [...before.indictments, indictmentId] })
    },
    'adjudication.CourtCaseRegistered': (row, event) => {
      const { courtCaseNo, origin } = event.data
      return { ...known(row, event), state: 'pending', courtCaseNo, origin, registeredAt: event.occurredAt }
    },
    'adjudication.JudgeAssigned': (row, event) => {
      const before = known(row, event)
      return { ...before, judgeRefs: [...new Set([...before.judgeRefs, ...event.data.judgeRefs])], bench: event.data.bench }
    },
    'adjudication.JudgeRecused': (row, event) => {
      const before = known(row, event)
      return { ...before, judgeRefs: before.judgeRefs.filter((judge) => judge !== event.data.judgeRef) }
    },
    'adjudication.HearingDateOrdered': (row, event) => {
      const before = known(row, event)
      return { ...before, hearingDatesOrdered: before.hearingDatesOrdered + 1 }
    },
    'prosecution.ProtectionMeasureSought': (row, event) => {
      const before = known(row, event)
      return { ...before, measuresSought: [...before.measuresSought, event.data] }
    },
    'adjudication.ProtectionMeasureOrdered': (row, event) => {
      const before = known(row, event)
      return { ...before, measuresSought: afterOrder(before.measuresSought, event.data) }
    },
    'adjudication.VerdictDelivered': (row, event) => {
      const before = known(row, event)
      const { chargeId, verdict } = event.data
      return decided({ ...before, charges: withCharge(before.charges, [chargeId], () => ({ state: 'decided', verdict })) })
    },
    'prosecution.AppealLodged': (row, event) => {
      const before = known(row, event)
      return { ...before, appealsPending: [...before.appealsPending, event.data.appealId] }
    },
    'adjudication.AppealDecided': (row, event) => {
      const before = known(row, event)
      const appealsPending = before.appealsPending.filter((appeal) => appeal !== event.data.appealId)
      return decided({ ...before, appealsPending, charges: afterAppeal(before.charges, event.data.effects) })
    },
    'adjudication.JudgmentBecameFinal': (row, event) => {
      const before = known(row, event)
      return decided({ ...before, charges: withCharge(before.charges, [event.data.chargeId], () => ({ state: 'final' })) })
    },
    'adjudication.NonPunishmentApplied': (row, event) => {
      const before = known(row, event)
      return decided({ ...before, charges: withCharge(before.charges, event.data.chargeIds, () => ({ state: 'quashed' })) })
    },
  },
})
