import { verdictAfterAppeal } from '@case-timeline/casework'
import {
  type AppealDecided,
  ChargeLaid,
  type FactOf,
  Id,
  PartId,
  type ProtectionMeasureOrdered,
  type ProtectionMeasureSought,
  VerdictDelivered,
} from '@case-timeline/contracts'
import { z } from 'zod'

const LaidCharge = ChargeLaid.data.pick({ accusedRef: true, offenceCode: true })
/** The accused and the offence of a charge. */
export type LaidCharge = z.infer<typeof LaidCharge>

/** A charge of an indictment before the court. */
export const ChargeOnDocket = z.strictObject({
  chargeId: Id,
  ...LaidCharge.partial().shape,
  state: z.enum(['filed', 'withdrawn', 'transferred', 'decided', 'quashed', 'ended', 'final']),
  amended: z.boolean(),
  verdict: VerdictDelivered.data.shape.verdict.optional(),
  convictedOf: VerdictDelivered.data.shape.otherOffence,
  partId: PartId.meta({ description: 'the part in which the charge is tried; absent: the case itself' }),
})
export type ChargeOnDocket = z.infer<typeof ChargeOnDocket>

export type MeasuresSought = FactOf<typeof ProtectionMeasureSought>['data']

export const docketChargeOf = (chargeId: string, laid: LaidCharge | undefined): ChargeOnDocket => ({
  chargeId,
  ...laid,
  state: 'filed',
  amended: false,
})

/** All charges, with a change applied to those listed in `changed`. */
export const withChangedCharges = (
  charges: readonly ChargeOnDocket[],
  changed: readonly string[],
  change: (charge: ChargeOnDocket) => Partial<ChargeOnDocket>,
): readonly ChargeOnDocket[] => charges.map((charge) => (changed.includes(charge.chargeId) ? { ...charge, ...change(charge) } : charge))

type Delivered = Pick<FactOf<typeof VerdictDelivered>['data'], 'verdict' | 'otherOffence'>
type Effects = FactOf<typeof AppealDecided>['data']['effects']

/** The state of a charge after each effect: a judgment that a higher court changes is not final. */
const STATE_AFTER: Partial<Record<Effects[number]['effect'], ChargeOnDocket['state']>> = {
  retrial: 'filed',
  acquitted: 'decided',
  convicted: 'decided',
  sentenceChanged: 'decided',
}

const chargeAfterEffect = (charge: ChargeOnDocket, { effect, otherOffence }: Effects[number]): Partial<ChargeOnDocket> => {
  const verdict = verdictAfterAppeal(charge.verdict, effect)
  const convictedOf = effect === 'convicted' ? otherOffence : charge.convictedOf
  return { state: STATE_AFTER[effect] ?? charge.state, verdict, convictedOf: verdict === 'guilty' ? convictedOf : undefined }
}

/**
 * A charge after a verdict: it is not final after another verdict than the one in force. The first verdict on a charge
 * that was recorded as final only completes the record.
 */
export const chargeAfterVerdict = (before: ChargeOnDocket, { verdict, otherOffence }: Delivered): Partial<ChargeOnDocket> => ({
  state: before.state === 'final' && (before.verdict ?? verdict) === verdict ? 'final' : 'decided',
  verdict,
  convictedOf: verdict === 'guilty' ? otherOffence : undefined,
})

/**
 * A charge that the court ended without a verdict, or quashed: an earlier verdict on it is no longer in force, and it
 * does not count as a judgment when that becomes final.
 */
export const endedCharge = (state: 'ended' | 'quashed'): Partial<ChargeOnDocket> => ({ state, verdict: undefined, convictedOf: undefined })

export const finalCharge = ({ state }: ChargeOnDocket): Partial<ChargeOnDocket> =>
  state === 'ended' || state === 'quashed' ? {} : { state: 'final' }

/** The charges after the effects of an appeal. */
export const chargesAfterAppeal = (charges: readonly ChargeOnDocket[], effects: Effects): readonly ChargeOnDocket[] =>
  effects.reduce((all, effect) => withChangedCharges(all, [effect.chargeId], (charge) => chargeAfterEffect(charge, effect)), charges)

type Order = FactOf<typeof ProtectionMeasureOrdered>['data']

/** The measures still to be decided after an order; a request is removed when all its measures were decided. */
export const measuresSoughtAfterOrder = (sought: readonly MeasuresSought[], { personRef, measure }: Order): readonly MeasuresSought[] =>
  sought
    .map((request) =>
      request.personRef === personRef
        ? { ...request, measures: request.measures.filter((soughtMeasure) => soughtMeasure !== measure) }
        : request,
    )
    .filter(({ measures }) => measures.length > 0)
