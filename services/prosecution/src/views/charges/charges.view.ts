import { type Entry, entry } from '@case-timeline/case-file'
import {
  AppealDecided,
  ChargeAmended,
  ChargeLaid,
  ChargeWithdrawn,
  type FactOf,
  IndictmentFiled,
  JudgmentBecameFinal,
  LeadJurisdictionAgreed,
  NonPunishmentApplied,
  PleaEntered,
  SentenceImposed,
  VerdictDelivered,
} from '@case-timeline/contracts'
import { type Row, type View, view } from '@case-timeline/projections'

type Laid = FactOf<typeof ChargeLaid>['data']
type Effect = FactOf<typeof AppealDecided>['data']['effects'][number]['effect']

/**
 * A charge as it reads now, and how far it has come.
 * This shape is stored in `charges_v1`: change it with the view's version.
 */
export interface Charge extends Row, Omit<Laid, 'acts'> {
  readonly state: 'laid' | 'filed' | 'withdrawn' | 'transferred' | 'decided' | 'quashed' | 'final'
  readonly laidAt?: string | undefined
  readonly amendments: readonly Entry<typeof ChargeAmended>[]
  readonly withdrawal?: Entry<typeof ChargeWithdrawn> | undefined
  readonly transferredTo?: string | undefined
  readonly indictmentId?: string | undefined
  readonly plea?: FactOf<typeof PleaEntered>['data']['plea'] | undefined
  readonly verdict?: Entry<typeof VerdictDelivered> | undefined
  readonly sentence?: Entry<typeof SentenceImposed> | undefined
  /** What the last appeal did to it. */
  readonly appeal?: Effect | undefined
  readonly since: string
}

const STATE_AFTER: Partial<Record<Effect, Charge['state']>> = { retrial: 'filed' }

/** The charges of a case; what its events say of a charge that was never laid here is not shown. */
export const chargesView: View<Charge> = view({
  name: 'charges',
  version: 1,
  events: [
    ChargeLaid,
    ChargeAmended,
    ChargeWithdrawn,
    IndictmentFiled,
    LeadJurisdictionAgreed,
    PleaEntered,
    VerdictDelivered,
    SentenceImposed,
    AppealDecided,
    JudgmentBecameFinal,
    NonPunishmentApplied,
  ],
  key: ['chargeId'],
  rows: (event) => {
    switch (event.type) {
      case 'prosecution.IndictmentFiled':
      case 'adjudication.NonPunishmentApplied':
        return event.data.chargeIds.map((chargeId) => [chargeId])
      case 'prosecution.LeadJurisdictionAgreed':
        return event.data.chargesTransferred.map((chargeId) => [chargeId])
      case 'adjudication.AppealDecided':
        return event.data.effects.map(({ chargeId }) => [chargeId])
      default:
        return [[event.data.chargeId]]
    }
  },
  on: {
    'prosecution.ChargeLaid': (_, { caseId, data: { acts: _acts, ...data }, occurredAt, stored }) => ({
      caseId,
      ...data,
      state: 'laid',
      laidAt: occurredAt,
      amendments: [],
      since: stored.recordedAt,
    }),
    'prosecution.ChargeAmended': (charge, event) => {
      const { accusedRef, offenceCode, perVictim, aggravating } = event.data
      return charge
        ? { ...charge, accusedRef, offenceCode, perVictim, aggravating, amendments: [...charge.amendments, entry(event)] }
        : null
    },
    'prosecution.ChargeWithdrawn': (charge, event) => (charge ? { ...charge, state: 'withdrawn', withdrawal: entry(event) } : null),
    'prosecution.IndictmentFiled': (charge, { data }) => (charge ? { ...charge, state: 'filed', indictmentId: data.indictmentId } : null),
    'prosecution.LeadJurisdictionAgreed': (charge, { data }) =>
      charge ? { ...charge, state: 'transferred', transferredTo: data.leadParty } : null,
    'adjudication.PleaEntered': (charge, { data }) => (charge ? { ...charge, plea: data.plea } : null),
    'adjudication.VerdictDelivered': (charge, event) => (charge ? { ...charge, state: 'decided', verdict: entry(event) } : null),
    'adjudication.SentenceImposed': (charge, event) => (charge ? { ...charge, sentence: entry(event) } : null),
    'adjudication.AppealDecided': (charge, { data }, [chargeId]) => {
      const effect = data.effects.find((one) => one.chargeId === chargeId)?.effect
      return charge && effect ? { ...charge, appeal: effect, state: STATE_AFTER[effect] ?? charge.state } : (charge ?? null)
    },
    'adjudication.JudgmentBecameFinal': (charge) => (charge ? { ...charge, state: 'final' } : null),
    'adjudication.NonPunishmentApplied': (charge) => (charge ? { ...charge, state: 'quashed' } : null),
  },
})
