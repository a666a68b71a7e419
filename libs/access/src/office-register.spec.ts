import { OfficeRegistered } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { lastSuccessorOf, type Office } from './office-register.ts'

const registerOf = (...offices: readonly (readonly [officeId: string, successor?: string, sector?: Office['sector']])[]) =>
  new Map(
    offices.map(([officeId, successor, sector = 'investigation']) => [
      officeId,
      { ...OfficeRegistered.example, officeId, sector, ...(successor === undefined ? {} : { successor }) },
    ]),
  )

describe('the last successor of an office', () => {
  it('is none while the office works', () => expect(lastSuccessorOf(registerOf(['a']), 'a')).toBeUndefined())
  it('is the office at the end of a row of mergers', () =>
    expect(lastSuccessorOf(registerOf(['a', 'b'], ['b', 'c'], ['c']), 'a')).toBe('c'))
  it('is none where a row leads back, so that no case moves for ever', () => {
    const register = registerOf(['a', 'b'], ['b', 'a'])
    expect([lastSuccessorOf(register, 'a'), lastSuccessorOf(register, 'b')]).toEqual([undefined, undefined])
  })
  it('is none where the successor is not in the register, or of another sector', () => {
    expect(lastSuccessorOf(registerOf(['a', 'b']), 'a')).toBeUndefined()
    expect(lastSuccessorOf(registerOf(['a', 'b'], ['b', undefined, 'prosecution']), 'a')).toBeUndefined()
  })
})
