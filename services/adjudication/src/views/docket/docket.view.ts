import {
  AppealDecided,
  AppealLodged,
  ChargeAmended,
  ChargeLaid,
  ChargeWithdrawn,
  CourtCaseRegistered,
  HearingDateOrdered,
  Id,
  IndictmentFiled,
  JudgeAssigned,
  JudgeRecused,
  JudgmentBecameFinal,
  LeadJurisdictionAgreed,
  NonPunishmentApplied,
  PersonRef,
  ProtectionMeasureOrdered,
  ProtectionMeasureSought,
  VerdictDelivered,
} from '@case-timeline/contracts'
import { type Recorded, type View, view } from '@case-timeline/projections'
import { z } from 'zod'
import { afterAppeal, afterOrder, type ChargeBefore, ChargeOnDocket, onDocket, withCharge } from './docket-entries.ts'

/** A case before the court, or about to be, as its docket shows it. */
export const DocketEntryShown = z.strictObject({
  caseId: Id,
  state: z.enum(['notFiled', 'toRegister', 'pending', 'decided', 'final']).meta({
    description: 'toRegister: an indictment waits to be registered; decided: each charge that still stands is',
  }),
  courtCaseNo: CourtCaseRegistered.data.shape.courtCaseNo,
  origin: CourtCaseRegistered.data.shape.origin.optional(),
  registeredAt: z.string().optional(),
  indictments: z.array(Id).readonly(),
  bench: JudgeAssigned.data.shape.bench.optional(),
  judgeRefs: z.array(PersonRef).readonly(),
  charges: z.array(ChargeOnDocket).readonly(),
  hearingDatesOrdered: z.int().meta({ description: 'how often a hearing was ordered, before any was scheduled' }),
  measuresSought: z
    .array(ProtectionMeasureSought.data)
    .readonly()
    .meta({ description: 'the protection that the prosecutor asked for and the court has not decided on' }),
  appealsPending: z.array(Id).readonly(),
  since: z.string().meta({ description: 'when the first of its facts was recorded, RFC 3339 in UTC with microseconds' }),
})
type DocketEntryShown = z.infer<typeof DocketEntryShown>

/**
 * A case before the court, or about to be: an indictment waits to be registered.
 * This shape is stored in `docket_v1`: change it with the view's version.
 */
export interface DocketEntry extends DocketEntryShown {
  /** Charges that were laid, whether they came before the court or not: never shown. */
  readonly laid: Readonly<Record<string, ChargeBefore>>
}

const { chargeId, accusedRef, offenceCode } = ChargeLaid.example
/** What a docket shows of one case. */
export const DOCKET_ENTRY: DocketEntryShown = {
  caseId: '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b',
  state: 'pending',
  courtCaseNo: CourtCaseRegistered.example.courtCaseNo,
  origin: CourtCaseRegistered.example.origin,
  registeredAt: '2026-06-01',
  indictments: [IndictmentFiled.example.indictmentId],
  bench: JudgeAssigned.example.bench,
  judgeRefs: JudgeAssigned.example.judgeRefs,
  charges: [onDocket(chargeId, { accusedRef, offenceCode })],
  hearingDatesOrdered: 0,
  measuresSought: [ProtectionMeasureSought.example],
  appealsPending: [],
  since: '2026-04-07T02:15:00.000000Z',
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
