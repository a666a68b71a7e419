import type { AmendCharge, LayCharge } from './prosecution.commands.ts'
import type { Charge, Prosecution } from './prosecution.ts'

/** A charge as it would stand, whether it is laid or amended. */
export type Charging = LayCharge | AmendCharge

export const chargeIn = (it: Prosecution, { name, data }: Charging): Charge => {
  if (name === 'LayCharge') return data
  const { chargeId, offenceCode, perVictim, aggravating, acts } = data
  // No charge falls on the person that an empty reference names: `onlyALiveChargeChanges` refuses before this is asked.
  return {
    chargeId,
    accusedRef: it.charges[chargeId]?.accusedRef ?? '',
    offenceCode,
    perVictim,
    aggravating,
    ...(acts === undefined ? {} : { acts }),
  }
}
