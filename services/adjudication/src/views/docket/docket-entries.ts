import {
  type AppealDecided,
  ChargeLaid,
  type FactOf,
  Id,
  type ProtectionMeasureOrdered,
  type ProtectionMeasureSought,
  VerdictDelivered,
} from '@case-timeline/contracts'
import { z } from 'zod'

const ChargeBefore = ChargeLaid.data.pick({ accusedRef: true, offenceCode: true })
/** Whom a charge accuses of what. */
export type ChargeBefore = z.infer<typeof ChargeBefore>

/** A charge that was brought before the court. */
export const ChargeOnDocket = z.strictObject({
  chargeId: Id,
  ...ChargeBefore.partial().shape,
  state: z.enum(['filed', 'withdrawn', 'transferred', 'decided', 'quashed', 'final']),
  amended: z.boolean(),
  verdict: VerdictDelivered.data.shape.verdict.optional(),
})
export type ChargeOnDocket = z.infer<typeof ChargeOnDocket>

export type Sought = FactOf<typeof ProtectionMeasureSought>['data']

export const onDocket = (chargeId: string, laid: ChargeBefore | undefined): ChargeOnDocket => ({
  chargeId,
  ...laid,
  state: 'filed',
  amended: false,
})

/** The charges with some of them changed. */
export const withCharge = (
  charges: readonly ChargeOnDocket[],
  changed: readonly string[],
  change: (charge: ChargeOnDocket) => Partial<ChargeOnDocket>,
): readonly ChargeOnDocket[] => charges.map((charge) => (changed.includes(charge.chargeId) ? { ...charge, ...change(charge) } : charge))

type Effects = FactOf<typeof AppealDecided>['data']['effects']

const VERDICT_AFTER = { acquitted: 'notGuilty', convicted: 'guilty' } as const

const after = ({ verdict }: ChargeOnDocket, effect: Effects[number]['effect']): Partial<ChargeOnDocket> => {
  if (effect === 'retrial') return { state: 'filed', verdict: undefined }
  return { verdict: effect === 'acquitted' || effect === 'convicted' ? VERDICT_AFTER[effect] : verdict }
}

/** The charges as an appeal leaves them. */
export const afterAppeal = (charges: readonly ChargeOnDocket[], effects: Effects): readonly ChargeOnDocket[] =>
  effects.reduce((all, { chargeId, effect }) => withCharge(all, [chargeId], (charge) => after(charge, effect)), charges)

type Order = FactOf<typeof ProtectionMeasureOrdered>['data']

/** What is still to be decided once the court granted or refused a measure: nothing is left of a request all of whose measures it answered. */
export const afterOrder = (sought: readonly Sought[], { personRef, measure }: Order): readonly Sought[] =>
  sought
    .map((one) => (one.personRef === personRef ? { ...one, measures: one.measures.filter((asked) => asked !== measure) } : one))
    .filter(({ measures }) => measures.length > 0)
