import { describe, expect, it } from '@jest/globals'
import { untilNextLook } from './lease.ts'

describe('a replica on standby', () => {
  it('looks again right after the end of the lease that ends first, and not before', () => {
    expect(untilNextLook([1_900, 120.4, 40.6])).toBe(41)
    expect(untilNextLook([0])).toBe(1)
  })

  it('looks no more often while the leases are renewed, or when it knows of none', () => {
    expect(untilNextLook([3_334, 5_000])).toBe(250)
    expect(untilNextLook([])).toBe(250)
  })
})
