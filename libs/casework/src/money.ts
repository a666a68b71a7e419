/** A sum as decimal text with at most four decimal places, in its currency. */
export interface Money {
  readonly amount: string
  readonly currency: string
}

/** An amount in ten-thousandths of its currency unit: sums are exact. */
const inTenThousandths = (amount: string): bigint => {
  const [whole = '0', fraction = ''] = amount.split('.')
  return BigInt(whole + fraction.padEnd(4, '0'))
}

/** Whether the sums in the currency of the limit exceed it in total; sums in other currencies are not counted. */
export const exceedsLimit = (sums: readonly Money[], limit: Money): boolean =>
  sums.filter(({ currency }) => currency === limit.currency).reduce((sum, { amount }) => sum + inTenThousandths(amount), 0n) >
  inTenThousandths(limit.amount)
