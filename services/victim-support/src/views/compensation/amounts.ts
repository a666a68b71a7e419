/** Amounts have at most four decimal places. */
const SCALE = 4

/** An amount in ten-thousandths of its currency unit, so that sums are exact. */
const inTenThousandths = (amount: string): bigint => {
  const [whole = '0', fraction = ''] = amount.split('.')
  return BigInt(whole + fraction.padEnd(SCALE, '0'))
}

const decimalText = (amount: bigint): string => {
  const digits = String(amount).padStart(SCALE + 1, '0')
  const fraction = digits.slice(-SCALE).replace(/0+$/, '')
  return `${digits.slice(0, -SCALE)}${fraction === '' ? '' : `.${fraction}`}`
}

/** The exact sum of two amounts of one currency, each as decimal text with at most four decimal places. */
export const sum = (one: string, other: string): string => decimalText(inTenThousandths(one) + inTenThousandths(other))

/** The exact difference of two amounts of one currency, as decimal text; `0` instead of a negative result. */
export const difference = (from: string, taken: string): string => {
  const remaining = inTenThousandths(from) - inTenThousandths(taken)
  return remaining > 0n ? decimalText(remaining) : '0'
}

export const isZero = (amount: string): boolean => inTenThousandths(amount) === 0n
