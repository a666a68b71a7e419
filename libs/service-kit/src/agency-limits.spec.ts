import { describe, expect, it } from '@jest/globals'
import { agencyQuotas } from './agency-quotas.ts'
import { agencySlots } from './agency-slots.ts'

describe('the quota of an agency', () => {
  it('is its own, and is full again in the next window', () => {
    const clock = { ms: 0 }
    const quotas = agencyQuotas({ requests: 2, windowMs: 10_000 }, () => clock.ms)
    expect(quotas.take('zz-police')).toEqual({ isWithin: true, remaining: 1, secondsLeft: 10 })
    clock.ms = 6_500
    expect(quotas.take('zz-police')).toEqual({ isWithin: true, remaining: 0, secondsLeft: 4 })
    expect(quotas.take('zz-police')).toEqual({ isWithin: false, remaining: 0, secondsLeft: 4 })
    expect(quotas.take('zz-court').isWithin).toBe(true)
    clock.ms = 10_000
    expect(quotas.take('zz-police')).toEqual({ isWithin: true, remaining: 1, secondsLeft: 10 })
  })
})

it('what costs more than is left of the quota is not counted, so that less of it can be sent', () => {
  const quotas = agencyQuotas({ requests: 10, windowMs: 10_000 }, () => 0)
  expect(quotas.take('zz-support', 8)).toMatchObject({ isWithin: true, remaining: 2 })
  expect(quotas.take('zz-support', 3)).toMatchObject({ isWithin: false, remaining: 2 })
  expect(quotas.take('zz-support', 2)).toMatchObject({ isWithin: true, remaining: 0 })
})

describe('the slots for concurrent requests', () => {
  it('are not all for one agency, and each can be given back once', () => {
    const slots = agencySlots({ perAgency: 2, total: 3 })
    const first = slots.take('zz-police')
    expect([slots.take('zz-police'), slots.take('zz-police')]).toEqual([expect.any(Function), undefined])
    expect([slots.take('zz-court'), slots.take('zz-court')]).toEqual([expect.any(Function), undefined])
    first?.()
    first?.()
    expect([slots.take('zz-police'), slots.take('zz-court')]).toEqual([expect.any(Function), undefined])
  })
})
