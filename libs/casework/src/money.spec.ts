import { expect, it } from '@jest/globals'
import { exceedsLimit, type Money } from './money.ts'

const php = (amount: string): Money => ({ amount, currency: 'PHP' })

it('sums exceed a limit exactly from the smallest unit on, and only in the currency of the limit', () => {
  expect(exceedsLimit([php('0.1'), php('0.2')], php('0.3'))).toBe(false)
  expect(exceedsLimit([php('0.1'), php('0.2001')], php('0.3'))).toBe(true)
  expect(exceedsLimit([php('0.3'), { amount: '1', currency: 'IDR' }], php('0.3'))).toBe(false)
  expect(exceedsLimit([], php('0'))).toBe(false)
})
