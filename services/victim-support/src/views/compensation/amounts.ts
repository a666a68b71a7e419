const SCALE = 4

/** An amount in ten-thousandths of its currency, so that sums are exact. */
const exact = (amount: string): bigint => {
  const [whole = '0', fraction = ''] = amount.split('.')
  return BigInt(whole + fraction.padEnd(SCALE, '0'))
}

const text = (amount: bigint): string => {
  const digits = String(amount).padStart(SCALE + 1, '0')
  const fraction = digits.slice(-SCALE).replace(/0+$/, '')
  return `${digits.slice(0, -SCALE)}${fraction === '' ? '' : `.${fraction}`}`
}

/** Two amounts of one currency together. @param one decimal text with at most four places, as in the events */
export const sum = (one: string, other: string): string => text(exact(one) + exact(other))

/** What is left of an amount; nothing when more than it was taken away. */
export const difference = (from: string, taken: string): string => {
  const left = exact(from) - exact(taken)
  return left > 0n ? text(left) : '0'
}

export const isNothing = (amount: string): boolean => exact(amount) === 0n
