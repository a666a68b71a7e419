import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { CaseHistory } from './case-history.ts'
import { dutyHolderAfter, successorIn, type Transfer } from './offices.ts'

describe('the duties of an office after transfers', () => {
  const holderAfter = (office: string, ...transfers: readonly (readonly [string, string])[]) =>
    dutyHolderAfter(transfers.map(([from, to]) => ({ from, to })))(office)

  it('go with the case, on from office to office', () => {
    expect(holderAfter('manila', ['manila', 'cebu'])).toBe('cebu')
    expect(holderAfter('manila', ['manila', 'cebu'], ['cebu', 'davao'])).toBe('davao')
    expect(holderAfter('cebu', ['manila', 'cebu'], ['cebu', 'davao'])).toBe('davao')
    expect(holderAfter('iloilo', ['manila', 'cebu'])).toBe('iloilo')
  })
  it('come back with the case', () => {
    expect(holderAfter('manila', ['manila', 'cebu'], ['cebu', 'manila'])).toBe('manila')
    expect(holderAfter('cebu', ['manila', 'cebu'], ['cebu', 'manila'])).toBe('manila')
  })
  it('are always with the office that has the case, for each office through which it went', () => {
    const office = fc.constantFrom('a', 'b', 'c', 'd')
    fc.assert(
      fc.property(fc.array(office, { minLength: 2, maxLength: 12 }), (route) => {
        const went = route
          .slice(1)
          .map((to, index): Transfer => ({ from: route[index] ?? '', to }))
          .filter(({ from, to }) => from !== to)
        const holder = dutyHolderAfter(went)
        expect(new Set(route.map(holder))).toEqual(new Set([route.at(-1)]))
      }),
    )
  })
})

describe('the owner of what an office recorded', () => {
  const ownerAfter = (reason: string, stream = 'victimSupport.record-1') => {
    const fact = { type: 'case.CaseTransferred', data: { from: 'a-shelter', to: 'its-successor', reason }, stored: { stream } }
    return successorIn({ facts: () => [fact] } as unknown as CaseHistory, 'victimSupport')('a-shelter')
  }

  it('is its successor after a reorganisation', () => expect(ownerAfter('officeReorganised')).toBe('its-successor'))
  it('is still that office if the case went to another for any other reason', () => {
    expect(ownerAfter('venue')).toBe('a-shelter')
    expect(ownerAfter('officeReorganised', 'investigation.record-1')).toBe('a-shelter')
  })
})
