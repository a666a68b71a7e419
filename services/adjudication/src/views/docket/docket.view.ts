import {
  AppealDecided,
  AppealLodged,
  ChargeAmended,
  ChargeLaid,
  ChargesEnded,
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
import { hidden, optional, type Recorded, storedView, type StoredView } from '@case-timeline/projections'
import { z } from 'zod'
import {
  chargeAfterVerdict,
  chargesAfterAppeal,
  measuresSoughtAfterOrder,
  type LaidCharge,
  ChargeOnDocket,
  docketChargeOf,
  endedCharge,
  finalCharge,
  withChangedCharges,
} from './docket-entries.ts'

/** A case on the docket: registered, or with an indictment to register. */
export const DocketEntryShown = z.strictObject({
  caseId: Id,
  state: z.enum(['notFiled', 'toRegister', 'pending', 'decided', 'final']).meta({
    description:
      'toRegister: an indictment was filed, and the court case is not registered yet; decided: each charge that is still pending before the court has a verdict',
  }),
  courtCaseNo: CourtCaseRegistered.data.shape.courtCaseNo,
  origin: CourtCaseRegistered.data.shape.origin.optional(),
  registeredAt: z.string().optional(),
  indictments: z.array(Id).readonly(),
  bench: JudgeAssigned.data.shape.bench.optional(),
  judgeRefs: z.array(PersonRef).readonly(),
  charges: z.array(ChargeOnDocket).readonly(),
  hearingDatesOrdered: z.int().meta({ description: 'the number of hearings that the court ordered' }),
  measuresSought: z
    .array(ProtectionMeasureSought.data)
    .readonly()
    .meta({ description: 'the protection measures that the prosecutor sought and the court has not decided on' }),
  appealsPending: z.array(Id).readonly(),
  since: z.string().meta({ description: 'when the first of its facts was recorded, RFC 3339 in UTC with microseconds' }),
})
type DocketEntryShown = z.infer<typeof DocketEntryShown>

/**
 * The stored row of a case, also of a case without an indictment.
 * This shape is stored in `docket_v2`: change it with the view's version.
 */
export interface DocketEntry extends DocketEntryShown {
  /** All charges that were laid, also those without an indictment. Never shown. */
  readonly laidCharges: Readonly<Record<string, LaidCharge>>
  /** The appeals that were decided: the notice of one may be recorded later. Never shown. */
  readonly appealsDecided: readonly string[]
}

const { chargeId, accusedRef, offenceCode } = ChargeLaid.example
/** An example of a case on the docket. */
export const DOCKET_ENTRY: DocketEntryShown = {
  caseId: '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b',
  state: 'pending',
  courtCaseNo: CourtCaseRegistered.example.courtCaseNo,
  origin: CourtCaseRegistered.example.origin,
  registeredAt: '2026-06-01',
  indictments: [IndictmentFiled.example.indictmentId],
  bench: JudgeAssigned.example.bench,
  judgeRefs: JudgeAssigned.example.judgeRefs,
  charges: [docketChargeOf(chargeId, { accusedRef, offenceCode })],
  hearingDatesOrdered: 0,
  measuresSought: [ProtectionMeasureSought.example],
  appealsPending: [],
  since: '2026-04-07T02:15:00.000000Z',
}

const entryOrNew = (row: DocketEntry | undefined, { caseId, stored }: Recorded): DocketEntry =>
  row ?? {
    caseId,
    state: 'notFiled',
    indictments: [],
    judgeRefs: [],
    charges: [],
    hearingDatesOrdered: 0,
    measuresSought: [],
    appealsPending: [],
    laidCharges: {},
    appealsDecided: [],
    since: stored.recordedAt,
  }

/** The row with each of these charges: a court may decide a charge that no indictment of the record contains. */
const withChargesOnDocket = (row: DocketEntry, chargeIds: readonly string[], accusedRef?: string): DocketEntry => {
  const missing = chargeIds.filter((chargeId) => !row.charges.some((charge) => charge.chargeId === chargeId))
  const added = missing.map((chargeId) => ({
    ...docketChargeOf(chargeId, row.laidCharges[chargeId]),
    ...(row.laidCharges[chargeId] === undefined && accusedRef !== undefined ? { accusedRef } : {}),
  }))
  return { ...row, charges: [...row.charges, ...added] }
}

/** Charges that the court no longer decides. */
const NO_LONGER_PENDING: readonly ChargeOnDocket['state'][] = ['withdrawn', 'transferred', 'quashed', 'ended']

/**
 * A case is decided when each charge that was not withdrawn, transferred, quashed or ended has a verdict. It is final when
 * each of these charges is final, and there is at least one.
 */
const withCaseState = (row: DocketEntry): DocketEntry => {
  if (row.state === 'notFiled' || row.state === 'toRegister') return row
  const pendingCharges = row.charges.filter(({ state }) => !NO_LONGER_PENDING.includes(state))
  if (pendingCharges.length > 0 && pendingCharges.every(({ state }) => state === 'final')) return { ...row, state: 'final' }
  const isDecided = row.charges.length > 0 && pendingCharges.every(({ state }) => state === 'decided' || state === 'final')
  return { ...row, state: isDecided ? 'decided' : 'pending' }
}

/** The docket of the court. It has one row for each case. */
export const docketView: StoredView<DocketEntry> = storedView({
  name: 'docket',
  version: 2,
  columns: {
    state: 'text',
    courtCaseNo: optional('text'),
    origin: optional('text'),
    registeredAt: optional('text'),
    indictments: 'text[]',
    bench: optional('text'),
    judgeRefs: 'text[]',
    charges: 'json',
    hearingDatesOrdered: 'int',
    measuresSought: 'json',
    appealsPending: 'text[]',
    laidCharges: hidden('json'),
    appealsDecided: hidden('text[]'),
    since: 'orderedText',
  },
  indexes: { since: ['since', 'caseId'] },
  migration: 1_764_000_000_424,
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
    ChargesEnded,
  ],
  on: {
    'prosecution.ChargeLaid': (row, event) => {
      const { chargeId, accusedRef, offenceCode } = event.data
      const before = entryOrNew(row, event)
      return { ...before, laidCharges: { ...before.laidCharges, [chargeId]: { accusedRef, offenceCode } } }
    },
    'prosecution.ChargeAmended': (row, event) => {
      const { chargeId, accusedRef, offenceCode } = event.data
      const before = entryOrNew(row, event)
      const charges = withChangedCharges(before.charges, [chargeId], () => ({ accusedRef, offenceCode, amended: true }))
      return { ...before, charges, laidCharges: { ...before.laidCharges, [chargeId]: { accusedRef, offenceCode } } }
    },
    'prosecution.ChargeWithdrawn': (row, event) => {
      const before = entryOrNew(row, event)
      return withCaseState({
        ...before,
        charges: withChangedCharges(before.charges, [event.data.chargeId], () => ({ state: 'withdrawn' })),
      })
    },
    'prosecution.LeadJurisdictionAgreed': (row, event) => {
      const before = entryOrNew(row, event)
      return withCaseState({
        ...before,
        charges: withChangedCharges(before.charges, event.data.chargesTransferred, () => ({ state: 'transferred' })),
      })
    },
    'prosecution.IndictmentFiled': (row, event) => {
      const before = entryOrNew(row, event)
      const { indictmentId, chargeIds } = event.data
      const { charges } = withChargesOnDocket(before, chargeIds)
      const state = before.state === 'notFiled' ? 'toRegister' : before.state
      return withCaseState({ ...before, state, charges, indictments: [...before.indictments, indictmentId] })
    },
    'adjudication.CourtCaseRegistered': (row, event) => {
      const { courtCaseNo, origin } = event.data
      return { ...entryOrNew(row, event), state: 'pending', courtCaseNo, origin, registeredAt: event.occurredAt }
    },
    'adjudication.JudgeAssigned': (row, event) => {
      const before = entryOrNew(row, event)
      return { ...before, judgeRefs: [...new Set([...before.judgeRefs, ...event.data.judgeRefs])], bench: event.data.bench }
    },
    'adjudication.JudgeRecused': (row, event) => {
      const before = entryOrNew(row, event)
      return { ...before, judgeRefs: before.judgeRefs.filter((judge) => judge !== event.data.judgeRef) }
    },
    'adjudication.HearingDateOrdered': (row, event) => {
      const before = entryOrNew(row, event)
      return { ...before, hearingDatesOrdered: before.hearingDatesOrdered + 1 }
    },
    'prosecution.ProtectionMeasureSought': (row, event) => {
      const before = entryOrNew(row, event)
      return { ...before, measuresSought: [...before.measuresSought, event.data] }
    },
    'adjudication.ProtectionMeasureOrdered': (row, event) => {
      const before = entryOrNew(row, event)
      return { ...before, measuresSought: measuresSoughtAfterOrder(before.measuresSought, event.data) }
    },
    'adjudication.VerdictDelivered': (row, event) => {
      const { chargeId, accusedRef } = event.data
      const before = withChargesOnDocket(entryOrNew(row, event), [chargeId], accusedRef)
      return withCaseState({
        ...before,
        charges: withChangedCharges(before.charges, [chargeId], (charge) => chargeAfterVerdict(charge, event.data)),
      })
    },
    'prosecution.AppealLodged': (row, event) => {
      const before = entryOrNew(row, event)
      const { appealId } = event.data
      return before.appealsDecided.includes(appealId) ? before : { ...before, appealsPending: [...before.appealsPending, appealId] }
    },
    'adjudication.AppealDecided': (row, event) => {
      const { appealId, effects } = event.data
      const before = withChargesOnDocket(
        entryOrNew(row, event),
        effects.map(({ chargeId }) => chargeId),
      )
      const appealsPending = before.appealsPending.filter((appeal) => appeal !== appealId)
      const appealsDecided = [...before.appealsDecided, appealId]
      return withCaseState({ ...before, appealsPending, appealsDecided, charges: chargesAfterAppeal(before.charges, effects) })
    },
    'adjudication.JudgmentBecameFinal': (row, event) => {
      const { chargeId } = event.data
      const before = withChargesOnDocket(entryOrNew(row, event), [chargeId])
      return withCaseState({ ...before, charges: withChangedCharges(before.charges, [chargeId], finalCharge) })
    },
    'adjudication.ChargesEnded': (row, event) => {
      const { chargeIds, accusedRef } = event.data
      const before = withChargesOnDocket(entryOrNew(row, event), chargeIds, accusedRef)
      return withCaseState({ ...before, charges: withChangedCharges(before.charges, chargeIds, () => endedCharge('ended')) })
    },
    'adjudication.NonPunishmentApplied': (row, event) => {
      const { chargeIds, personRef } = event.data
      const before = withChargesOnDocket(entryOrNew(row, event), chargeIds, personRef)
      return withCaseState({ ...before, charges: withChangedCharges(before.charges, chargeIds, () => endedCharge('quashed')) })
    },
  },
})
