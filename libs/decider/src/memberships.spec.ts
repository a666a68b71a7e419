import { describe, expect, it } from '@jest/globals'
import { ASEAN_STATES, membershipsOf } from './memberships.ts'

const of = (state: string, treaty: string) => membershipsOf(state).find((one) => one.treaty === treaty)

describe('whether a treaty binds a state', () => {
  it('is stated with the day of accession and where that was read', () =>
    expect(of('SG', 'Palermo Protocol')).toMatchObject({ bound: true, read: true, since: '2015-09-28' }))
  it('is marked as general knowledge where nobody has read it', () => {
    expect(of('PH', 'Palermo Protocol')).toEqual({ treaty: 'Palermo Protocol', bound: true, read: false })
    expect(of('MY', 'ICCPR')).toEqual({ treaty: 'ICCPR', bound: false, read: false })
  })
  it('is unknown where the table does not name the state', () => expect(of('TL', 'ACTIP')?.bound).toBe(undefined))
  it('is stated of each member state of ASEAN for the same treaties, and of no other state', () => {
    const treaties = membershipsOf('BN').map(({ treaty }) => treaty)
    expect(treaties).toEqual(expect.arrayContaining(['ACTIP', 'Palermo Protocol', 'UNTOC', 'ASEAN MLAT', 'CRC', 'CEDAW', 'ICCPR', 'VCCR']))
    for (const state of ASEAN_STATES) expect(membershipsOf(state).map(({ treaty }) => treaty)).toEqual(treaties)
    expect(membershipsOf('ZZ')).toEqual([])
  })
})
