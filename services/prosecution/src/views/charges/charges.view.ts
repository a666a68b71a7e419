import { entry, entryOf } from '@case-timeline/case-file'
import { verdictAfterAppeal } from '@case-timeline/casework'
import {
  AccusedSevered,
  AppealDecided,
  ChargeAmended,
  ChargeLaid,
  ChargesEnded,
  ChargeWithdrawn,
  Id,
  IndictmentFiled,
  JudgmentBecameFinal,
  LaterIndictmentRegistered,
  LeadJurisdictionAgreed,
  NonPunishmentApplied,
  PartId,
  PartsJoined,
  PleaAgreementDecided,
  PleaAgreementReached,
  PleaEntered,
  PrivateComplaintRegistered,
  SentenceImposed,
  VerdictDelivered,
} from '@case-timeline/contracts'
import { optional, storedView, type StoredView } from '@case-timeline/projections'
import { z } from 'zod'

const Effect = AppealDecided.data.shape.effects.unwrap().shape.effect
type Effect = z.infer<typeof Effect>

/**
 * A charge in its current form and state.
 * This shape is stored in `charges_v4`: change it with the view's version.
 */
export const Charge = z.strictObject({
  caseId: Id,
  ...ChargeLaid.data.omit({ acts: true, committed: true }).shape,
  state: z.enum(['laid', 'filed', 'withdrawn', 'transferred', 'decided', 'quashed', 'ended', 'final']),
  laidAt: z.string().optional(),
  amendments: z.array(entryOf(ChargeAmended)),
  withdrawal: entryOf(ChargeWithdrawn).optional(),
  transferredTo: LeadJurisdictionAgreed.data.shape.leadParty.optional(),
  indictmentId: Id.optional(),
  partId: PartId.meta({ description: 'the part of the court case in which the charge is tried; absent: the case itself' }),
  plea: PleaEntered.data.shape.plea.optional(),
  pleaAgreement: z
    .strictObject({ agreementId: Id, state: z.enum(['reached', 'approved', 'rejected']) })
    .optional()
    .meta({ description: 'the last agreement about a plea to the charge' }),
  verdict: entryOf(VerdictDelivered).optional(),
  sentence: entryOf(SentenceImposed).optional(),
  appeal: Effect.optional().meta({ description: 'the effect of the last appeal on the charge' }),
  since: z.string().meta({ description: 'when the first of its facts was recorded, RFC 3339 in UTC with microseconds' }),
})
export type Charge = z.infer<typeof Charge>

const { acts: _acts, committed: _committed, ...laid } = ChargeLaid.example
/** An example of a charge in the list. */
export const CHARGE: Charge = {
  caseId: '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b',
  ...laid,
  state: 'filed',
  laidAt: '2026-04-07',
  amendments: [],
  indictmentId: IndictmentFiled.example.indictmentId,
  since: '2026-04-07T02:15:00.000000Z',
}

/** The states of charges that a complainant may still bring before a court: what the court decided of any other stands. */
const BROUGHT_BY_COMPLAINT: readonly Charge['state'][] = ['laid', 'withdrawn', 'ended']

/** A retrial brings the charge before a court again; a judgment that a higher court changes is not final. */
const STATE_AFTER: Partial<Record<Effect, Charge['state']>> = {
  retrial: 'filed',
  acquitted: 'decided',
  convicted: 'decided',
  sentenceChanged: 'decided',
}

/**
 * A charge after a verdict, with its sentence only if the verdict is guilty. It is not final after another verdict than
 * the one before; the first verdict on a charge that was recorded as final only completes the record.
 */
const afterVerdict = (charge: Charge, verdict: NonNullable<Charge['verdict']>): Charge => ({
  ...charge,
  state: charge.state === 'final' && (charge.verdict?.verdict ?? verdict.verdict) === verdict.verdict ? 'final' : 'decided',
  verdict,
  sentence: verdict.verdict === 'guilty' ? charge.sentence : undefined,
})

/** A charge after an appeal: a verdict or sentence is no longer in force once a higher court changed it. */
const afterAppeal = (charge: Charge, effect: Effect): Charge => ({
  ...charge,
  appeal: effect,
  state: STATE_AFTER[effect] ?? charge.state,
  verdict: verdictAfterAppeal(charge.verdict?.verdict, effect) === charge.verdict?.verdict ? charge.verdict : undefined,
  sentence: effect === 'verdictStands' ? charge.sentence : undefined,
})

/** The charges of a case. Events about a charge that nobody brought in this case are ignored. */
export const chargesView: StoredView<Charge> = storedView({
  name: 'charges',
  version: 4,
  key: ['chargeId'],
  columns: {
    chargeId: 'uuid',
    accusedRef: 'uuid',
    offenceCode: 'text',
    perVictim: 'json',
    aggravating: 'text[]',
    complaintId: optional('uuid'),
    withoutVictim: optional('text'),
    state: 'text',
    laidAt: optional('text'),
    amendments: 'json',
    withdrawal: optional('json'),
    transferredTo: optional('text'),
    indictmentId: optional('uuid'),
    partId: optional('uuid'),
    plea: optional('text'),
    pleaAgreement: optional('json'),
    verdict: optional('json'),
    sentence: optional('json'),
    appeal: optional('text'),
    since: 'orderedText',
  },
  indexes: { since: ['since', 'caseId', 'chargeId'] },
  migration: 1_764_000_000_598,
  events: [
    ChargeLaid,
    ChargeAmended,
    ChargeWithdrawn,
    IndictmentFiled,
    LeadJurisdictionAgreed,
    PleaEntered,
    PleaAgreementReached,
    PleaAgreementDecided,
    VerdictDelivered,
    SentenceImposed,
    AppealDecided,
    JudgmentBecameFinal,
    NonPunishmentApplied,
    ChargesEnded,
    AccusedSevered,
    PartsJoined,
    LaterIndictmentRegistered,
    PrivateComplaintRegistered,
  ],
  rows: (event) => {
    switch (event.type) {
      case 'prosecution.IndictmentFiled':
      case 'prosecution.PleaAgreementReached':
      case 'adjudication.PleaAgreementDecided':
      case 'adjudication.NonPunishmentApplied':
      case 'adjudication.ChargesEnded':
      case 'adjudication.AccusedSevered':
      case 'adjudication.PartsJoined':
      case 'adjudication.LaterIndictmentRegistered':
        return event.data.chargeIds.map((chargeId) => [chargeId])
      case 'adjudication.PrivateComplaintRegistered':
        return event.data.charges.map(({ chargeId }) => [chargeId])
      case 'prosecution.LeadJurisdictionAgreed':
        return event.data.chargesTransferred.map((chargeId) => [chargeId])
      case 'adjudication.AppealDecided':
        return event.data.effects.map(({ chargeId }) => [chargeId])
      default:
        return [[event.data.chargeId]]
    }
  },
  on: {
    // A charge that a complainant brought before stays before the court, whatever became of it there.
    'prosecution.ChargeLaid': (charge, { caseId, data: { acts: _acts, committed: _committed, ...data }, occurredAt, stored }) => ({
      ...(charge ?? { caseId, state: 'laid' as const, laidAt: occurredAt, amendments: [], since: stored.recordedAt }),
      ...data,
    }),
    'prosecution.ChargeAmended': (charge, event) => {
      const { accusedRef, offenceCode, perVictim, aggravating, complaintId, withoutVictim } = event.data
      return charge
        ? {
            ...charge,
            accusedRef,
            offenceCode,
            perVictim,
            aggravating,
            complaintId,
            withoutVictim,
            amendments: [...charge.amendments, entry(event)],
          }
        : null
    },
    'prosecution.ChargeWithdrawn': (charge, event) => (charge ? { ...charge, state: 'withdrawn', withdrawal: entry(event) } : null),
    'prosecution.IndictmentFiled': (charge, { data }) => (charge ? { ...charge, state: 'filed', indictmentId: data.indictmentId } : null),
    // A charge that no prosecutor laid: who are its victims is known, and not the part of each in it.
    'adjudication.PrivateComplaintRegistered': (charge, { caseId, data, occurredAt, stored }, [chargeId]) => {
      const brought = data.charges.find((one) => one.chargeId === chargeId)
      if (charge) {
        const state = BROUGHT_BY_COMPLAINT.includes(charge.state) ? 'filed' : charge.state
        return { ...charge, state, complaintId: data.complaintId }
      }
      if (!brought) return null
      const { victims, ...complained } = brought
      const perVictim = victims.map((personRef) => ({ personRef, act: [], means: [], purpose: [] }))
      const row = { caseId, ...complained, perVictim, aggravating: [], complaintId: data.complaintId, amendments: [] }
      return { ...row, state: 'filed', laidAt: occurredAt, since: stored.recordedAt }
    },
    'prosecution.LeadJurisdictionAgreed': (charge, { data }) =>
      charge ? { ...charge, state: 'transferred', transferredTo: data.leadParty } : null,
    'adjudication.PleaEntered': (charge, { data }) => (charge ? { ...charge, plea: data.plea } : null),
    'prosecution.PleaAgreementReached': (charge, { data }) =>
      // One that is recorded after the decision on it stays decided.
      charge && charge.pleaAgreement?.agreementId !== data.agreementId
        ? { ...charge, pleaAgreement: { agreementId: data.agreementId, state: 'reached' } }
        : (charge ?? null),
    'adjudication.PleaAgreementDecided': (charge, { data }) =>
      charge ? { ...charge, pleaAgreement: { agreementId: data.agreementId, state: data.outcome } } : null,
    'adjudication.VerdictDelivered': (charge, event) => (charge ? afterVerdict(charge, entry(event)) : null),
    'adjudication.SentenceImposed': (charge, event) => (charge ? { ...charge, sentence: entry(event) } : null),
    'adjudication.AppealDecided': (charge, { data }, [chargeId]) => {
      const effect = data.effects.find((one) => one.chargeId === chargeId)?.effect
      return charge && effect ? afterAppeal(charge, effect) : (charge ?? null)
    },
    // A charge that the court ended or quashed is no judgment that becomes final.
    'adjudication.JudgmentBecameFinal': (charge) =>
      charge ? { ...charge, state: charge.state === 'ended' || charge.state === 'quashed' ? charge.state : 'final' } : null,
    'adjudication.ChargesEnded': (charge) => (charge ? { ...charge, state: 'ended', verdict: undefined, sentence: undefined } : null),
    'adjudication.AccusedSevered': (charge, { data }) => (charge ? { ...charge, partId: data.partId } : null),
    'adjudication.PartsJoined': (charge, { data }) => (charge ? { ...charge, partId: data.intoPartId } : null),
    'adjudication.LaterIndictmentRegistered': (charge, { data }) => (charge ? { ...charge, partId: data.indictmentId } : null),
    'adjudication.NonPunishmentApplied': (charge) =>
      charge ? { ...charge, state: 'quashed', verdict: undefined, sentence: undefined } : null,
  },
})
