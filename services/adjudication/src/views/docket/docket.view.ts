import { appealKey, sectorOf, withRecordedAct } from '@case-timeline/casework'
import {
  AccusedSevered,
  AppealDecided,
  AppealLodged,
  ChargeAmended,
  ChargeLaid,
  ChargesEnded,
  ChargeWithdrawn,
  CourtApplicationMade,
  CourtCaseNumbered,
  CourtCaseRegistered,
  HearingDateOrdered,
  IndictmentFiled,
  JoinderAgreed,
  JoinderEnded,
  JudgeAssigned,
  JudgeRecused,
  JudgmentBecameFinal,
  LaterIndictmentRegistered,
  LeadJurisdictionAgreed,
  NonPunishmentApplied,
  PartsJoined,
  PleaAgreementDecided,
  PleaAgreementReached,
  PrivateComplaintRegistered,
  ProtectionMeasureOrdered,
  ProtectionMeasureSought,
  VerdictDelivered,
} from '@case-timeline/contracts'
import { hidden, optional, storedView, type StoredView } from '@case-timeline/projections'
import {
  chargeAfterVerdict,
  chargesAfterAppeal,
  measuresSoughtAfterOrder,
  endedCharge,
  finalCharge,
  withChangedCharges,
} from './docket-entries.ts'
import { entryOrNew, type DocketEntry } from './case-on-docket.ts'
import { chargeIdsOf, withChargesIndicted, withChargesOnDocket, withComplaint } from './docket-charges.ts'
import { benchesAfter, progressOf, withChangedPart, withPart } from './docket-parts.ts'

/** A case is decided, or final, when all its charges are, in whichever part they are tried. */
const withCaseState = (row: DocketEntry): DocketEntry => {
  if (row.state === 'notFiled' || row.state === 'applied' || row.state === 'toRegister') return row
  const state = progressOf(row.charges)
  return { ...row, state: state === 'ended' ? 'decided' : state }
}

/** What two sectors recorded of one appeal is pending once, and decided under either id. */
const withAppealsPending = (row: DocketEntry): DocketEntry => {
  const pending = row.appeals.filter(({ ids }) => !ids.some((id) => row.appealsDecided.includes(id)))
  return { ...row, appealsPending: pending.flatMap(({ ids }) => ids.slice(0, 1)) }
}

/** The docket of the court. It has one row for each case. */
export const docketView: StoredView<DocketEntry> = storedView({
  name: 'docket',
  version: 6,
  columns: {
    state: 'text',
    courtCaseNo: optional('text'),
    origin: optional('text'),
    registeredAt: optional('text'),
    indictments: 'text[]',
    complaints: 'text[]',
    bench: optional('text'),
    judgeRefs: 'text[]',
    charges: 'json',
    parts: 'json',
    joinedTo: optional('json'),
    joinedCases: 'text[]',
    hearingDatesOrdered: 'int',
    measuresSought: 'json',
    appealsPending: 'text[]',
    pleaAgreementsPending: 'text[]',
    laidCharges: hidden('json'),
    appeals: hidden('json'),
    appealsDecided: hidden('text[]'),
    pleaAgreementsDecided: hidden('text[]'),
    since: 'orderedText',
  },
  indexes: { since: ['since', 'caseId'] },
  migration: 1_764_000_002_143,
  events: [
    ChargeLaid,
    ChargeAmended,
    ChargeWithdrawn,
    LeadJurisdictionAgreed,
    CourtApplicationMade,
    IndictmentFiled,
    CourtCaseRegistered,
    PrivateComplaintRegistered,
    JudgeAssigned,
    JudgeRecused,
    HearingDateOrdered,
    ProtectionMeasureSought,
    ProtectionMeasureOrdered,
    PleaAgreementReached,
    PleaAgreementDecided,
    VerdictDelivered,
    AppealLodged,
    AppealDecided,
    JudgmentBecameFinal,
    NonPunishmentApplied,
    ChargesEnded,
    AccusedSevered,
    PartsJoined,
    LaterIndictmentRegistered,
    CourtCaseNumbered,
    JoinderAgreed,
    JoinderEnded,
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
    'case.CourtApplicationMade': (row, event) => {
      const before = entryOrNew(row, event)
      return before.state === 'notFiled' ? { ...before, state: 'applied' } : before
    },
    'prosecution.IndictmentFiled': (row, event) => {
      const before = entryOrNew(row, event)
      const { indictmentId, chargeIds, joinedTo = before.joinedTo } = event.data
      const { charges } = withChargesIndicted(before, chargeIds)
      const state = before.state === 'notFiled' || before.state === 'applied' ? 'toRegister' : before.state
      return withCaseState({ ...before, state, charges, joinedTo, indictments: [...before.indictments, indictmentId] })
    },
    'adjudication.CourtCaseRegistered': (row, event) => {
      const { courtCaseNo, origin } = event.data
      return { ...entryOrNew(row, event), state: 'pending', courtCaseNo, origin, registeredAt: event.occurredAt }
    },
    'adjudication.PrivateComplaintRegistered': (row, event) => {
      const { complaintId, courtCaseNo, charges } = event.data
      const before = withComplaint(entryOrNew(row, event), complaintId, charges)
      return before.registeredAt === undefined && before.origin === undefined
        ? { ...before, state: 'pending', courtCaseNo, origin: 'privateComplaint', registeredAt: event.occurredAt }
        : withCaseState({
            ...before,
            charges: withChangedCharges(before.charges, chargeIdsOf(charges), () => ({ partId: complaintId })),
            parts: withPart(before.parts, { partId: complaintId, origin: 'privateComplaint', ...(courtCaseNo && { courtCaseNo }) }),
          })
    },
    'adjudication.JudgeAssigned': (row, event) => benchesAfter(entryOrNew(row, event), event),
    'adjudication.JudgeRecused': (row, event) => benchesAfter(entryOrNew(row, event), event),
    'adjudication.AccusedSevered': (row, event) => {
      const { partId, chargeIds, accusedRefs, ...part } = event.data
      const before = withChargesOnDocket(entryOrNew(row, event), chargeIds, accusedRefs.length === 1 ? accusedRefs[0] : undefined)
      return {
        ...before,
        charges: withChangedCharges(before.charges, chargeIds, () => ({ partId })),
        parts: withPart(before.parts, { partId, origin: 'severed', ...part }),
      }
    },
    'adjudication.PartsJoined': (row, event) => {
      const { partId, intoPartId, chargeIds } = event.data
      const before = entryOrNew(row, event)
      return {
        ...before,
        charges: withChangedCharges(before.charges, chargeIds, () => ({ partId: intoPartId })),
        parts: withChangedPart(before.parts, partId, () => ({ joined: intoPartId === undefined ? {} : { intoPartId } })),
      }
    },
    'adjudication.LaterIndictmentRegistered': (row, event) => {
      const { indictmentId, chargeIds, ...part } = event.data
      const before = withChargesIndicted(entryOrNew(row, event), chargeIds, indictmentId)
      return withCaseState({ ...before, parts: withPart(before.parts, { partId: indictmentId, origin: 'indictment', ...part }) })
    },
    'adjudication.CourtCaseNumbered': (row, event) => {
      const { partId, ...numbered } = event.data
      const before = entryOrNew(row, event)
      return partId === undefined
        ? { ...before, courtCaseNo: numbered.courtCaseNo }
        : { ...before, parts: withChangedPart(before.parts, partId, () => numbered) }
    },
    'prosecution.JoinderAgreed': (row, event) => {
      const { otherCaseId } = event.data
      const before = entryOrNew(row, event)
      return { ...before, joinedCases: [...before.joinedCases.filter((one) => one !== otherCaseId), otherCaseId] }
    },
    'adjudication.JoinderEnded': (row, event) => {
      const { otherCaseId } = event.data
      const { joinedTo, ...before } = entryOrNew(row, event)
      const joinedCases = before.joinedCases.filter((one) => one !== otherCaseId)
      return { ...before, joinedCases, ...(joinedTo?.caseId === otherCaseId ? {} : { joinedTo }) }
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
    'prosecution.PleaAgreementReached': (row, event) => {
      const before = entryOrNew(row, event)
      const { agreementId } = event.data
      return before.pleaAgreementsDecided.includes(agreementId)
        ? before
        : { ...before, pleaAgreementsPending: [...before.pleaAgreementsPending, agreementId] }
    },
    'adjudication.PleaAgreementDecided': (row, event) => {
      const before = entryOrNew(row, event)
      const { agreementId } = event.data
      return {
        ...before,
        pleaAgreementsPending: before.pleaAgreementsPending.filter((pending) => pending !== agreementId),
        pleaAgreementsDecided: [...before.pleaAgreementsDecided, agreementId],
      }
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
      const recorded = { id: event.data.appealId, key: appealKey(event.data), sector: sectorOf(event.stored.stream) }
      return withAppealsPending({ ...before, appeals: withRecordedAct(before.appeals, recorded, before.appealsDecided) })
    },
    'adjudication.AppealDecided': (row, event) => {
      const { appealId, effects } = event.data
      const before = withChargesOnDocket(
        entryOrNew(row, event),
        effects.map(({ chargeId }) => chargeId),
      )
      const after = withAppealsPending({ ...before, appealsDecided: [...before.appealsDecided, appealId] })
      return withCaseState({ ...after, charges: chargesAfterAppeal(before.charges, effects) })
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
