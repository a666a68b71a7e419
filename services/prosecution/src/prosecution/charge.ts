import type { AmendCharge, LayCharge } from './prosecution.commands.ts'
import type { Charge, Prosecution } from './prosecution.ts'

/** A command that lays or amends a charge. */
export type ChargeCommand = LayCharge | AmendCharge

/** The charge as it is after the command. */
export const resultingCharge = (prosecution: Prosecution, { name, data }: ChargeCommand): Charge => {
  if (name === 'LayCharge') return data
  const { reasonCode: _, leaveRef: __, ...charge } = data
  // An empty reference matches no person: `onlyLiveChargeChanges` refuses the command before any rule reads the charge.
  const { accusedRef = '', complaintId } = prosecution.charges[data.chargeId] ?? {}
  return { ...(complaintId === undefined ? {} : { complaintId }), ...charge, accusedRef }
}
