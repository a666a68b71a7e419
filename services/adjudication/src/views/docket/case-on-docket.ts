import type { ActOfParty } from '@case-timeline/casework'
import {
  AccusedSevered,
  ChargeLaid,
  CourtCaseRegistered,
  Id,
  IndictmentFiled,
  JudgeAssigned,
  PersonRef,
  ProtectionMeasureSought,
} from '@case-timeline/contracts'
import type { Recorded } from '@case-timeline/projections'
import { z } from 'zod'
import { ChargeOnDocket, docketChargeOf, type LaidCharge } from './docket-entries.ts'
import { AccusedShown, disaggregated, PartOnDocket, PartShown } from './docket-parts.ts'

/** A case on the docket, as it is stored and listed. */
const DocketEntryListed = z.strictObject({
  caseId: Id,
  state: z.enum(['notFiled', 'applied', 'toRegister', 'pending', 'decided', 'final']).meta({
    description:
      'applied: police or the prosecutor brought a person or a matter before the court, and no indictment was filed; toRegister: an indictment was filed, and the court case is not registered yet; decided: each charge that is still pending before the court has a verdict',
  }),
  courtCaseNo: CourtCaseRegistered.data.shape.courtCaseNo,
  origin: z.enum([...CourtCaseRegistered.data.shape.origin.options, 'privateComplaint']).optional(),
  registeredAt: z.string().optional(),
  indictments: z.array(Id).readonly(),
  complaints: z.array(Id).readonly().meta({ description: 'the private and direct complaints that brought charges before the court' }),
  bench: JudgeAssigned.data.shape.bench.optional(),
  judgeRefs: z.array(PersonRef).readonly(),
  charges: z.array(ChargeOnDocket).readonly(),
  parts: z.array(PartOnDocket).readonly(),
  joinedTo: IndictmentFiled.data.shape.joinedTo.meta({ description: 'the indictment of another case with whose trial this one is tried' }),
  joinedCases: z.array(Id).readonly().meta({ description: 'the cases that the prosecutor agreed to try together with this one' }),
  hearingDatesOrdered: z.int().meta({ description: 'the number of hearings that the court ordered' }),
  measuresSought: z
    .array(ProtectionMeasureSought.data)
    .readonly()
    .meta({ description: 'the protection measures that the prosecutor sought and the court has not decided on' }),
  appealsPending: z.array(Id).readonly(),
  pleaAgreementsPending: z.array(Id).readonly().meta({ description: 'the agreements about pleas on which the court has not decided' }),
  since: z.string().meta({ description: 'when the first of its facts was recorded, RFC 3339 in UTC with microseconds' }),
})
type DocketEntryListed = z.infer<typeof DocketEntryListed>

/** A case on the docket: registered, with an indictment to register, or with an application to decide on. */
export const DocketEntryShown = DocketEntryListed.extend({
  parts: z.array(PartShown).readonly().meta({ description: 'what was severed, and later indictments, each with a bench of its own' }),
  accused: z.array(AccusedShown).readonly(),
})
type DocketEntryShown = z.infer<typeof DocketEntryShown>

/** A case with the state of each part and of each accused. */
export const docketEntryOf = (row: DocketEntryListed): DocketEntryShown => ({ ...row, ...disaggregated(row) })

/**
 * The stored row of a case, also of a case without an indictment.
 * This shape is stored in `docket_v6`: change it with the view's version.
 */
export interface DocketEntry extends DocketEntryListed {
  /** All charges that were laid, also those without an indictment. Never shown. */
  readonly laidCharges: Readonly<Record<string, LaidCharge>>
  /** The appeals, with each id under which a sector recorded the notice. Never shown. */
  readonly appeals: readonly ActOfParty[]
  /** The appeals that were decided: the notice of one may be recorded later. Never shown. */
  readonly appealsDecided: readonly string[]
  /** The agreements about pleas that were decided: one may be recorded later. Never shown. */
  readonly pleaAgreementsDecided: readonly string[]
}

const { chargeId, accusedRef, offenceCode } = ChargeLaid.example
/** An example of a case on the docket. */
export const DOCKET_ENTRY: DocketEntryShown = docketEntryOf({
  caseId: '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b',
  state: 'pending',
  courtCaseNo: CourtCaseRegistered.example.courtCaseNo,
  origin: CourtCaseRegistered.example.origin,
  registeredAt: '2026-06-01',
  indictments: [IndictmentFiled.example.indictmentId],
  complaints: [],
  bench: JudgeAssigned.example.bench,
  judgeRefs: JudgeAssigned.example.judgeRefs,
  charges: [{ ...docketChargeOf(chargeId, { accusedRef, offenceCode }), partId: AccusedSevered.example.partId }],
  parts: [{ partId: AccusedSevered.example.partId, origin: 'severed', reason: AccusedSevered.example.reason, judgeRefs: [] }],
  joinedCases: [],
  hearingDatesOrdered: 0,
  measuresSought: [ProtectionMeasureSought.example],
  appealsPending: [],
  pleaAgreementsPending: [],
  since: '2026-04-07T02:15:00.000000Z',
})

/** The row of the case of an event, also of a case without an indictment. */
export const entryOrNew = (row: DocketEntry | undefined, { caseId, stored }: Recorded): DocketEntry =>
  row ?? {
    caseId,
    state: 'notFiled',
    indictments: [],
    complaints: [],
    judgeRefs: [],
    charges: [],
    parts: [],
    joinedCases: [],
    hearingDatesOrdered: 0,
    measuresSought: [],
    appealsPending: [],
    pleaAgreementsPending: [],
    laidCharges: {},
    appeals: [],
    appealsDecided: [],
    pleaAgreementsDecided: [],
    since: stored.recordedAt,
  }
