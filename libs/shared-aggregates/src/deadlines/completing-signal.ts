import type { Start } from '@case-timeline/casework'
import type { ClockSignal } from './deadline.ts'

/** An amount in units of 0.0001, the smallest fraction that the contract allows. */
const minorUnits = (amount: string): bigint => {
  const [whole = '0', fraction = ''] = amount.split('.')
  return BigInt(whole + fraction.padEnd(4, '0'))
}

/**
 * The first stopping event that waives the obligation, or after which the sum is reached and all parts are done. If the
 * start states neither a sum nor parts, the first stopping event is sufficient.
 */
export const completingSignal = (
  { amount = '0', parts = [] }: Start,
  stopping: readonly ClockSignal[],
  isWaiver: (signal: ClockSignal) => boolean,
): ClockSignal | undefined => {
  if (amount === '0' && parts.length === 0) return stopping[0]
  let open = minorUnits(amount)
  const openParts = new Set(parts)
  return stopping.find((signal) => {
    open -= minorUnits(signal.stop?.amount ?? '0')
    for (const part of signal.stop?.parts ?? []) openParts.delete(part)
    return isWaiver(signal) || (open <= 0n && openParts.size === 0)
  })
}
