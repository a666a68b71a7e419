import { describe, expect, it } from '@jest/globals'
import { officeAddressedBy } from './addressee.ts'

const indictment = { type: 'prosecution.IndictmentFiled', data: { courtId: 'ph-rtc-cebu' } }
const transfer = { type: 'case.CaseTransferred', data: { to: 'ph-rtc-cebu' } }
const cebu = { office: 'ph-rtc-cebu', role: 'getsCase' }

describe('the office to which an event is addressed', () => {
  it('is the court that an indictment names, and no office of another sector', () => {
    expect(officeAddressedBy(indictment, 'prosecution.case-1', 'adjudication')).toEqual(cebu)
    expect(officeAddressedBy(indictment, 'prosecution.case-1', 'prosecution')).toBeUndefined()
  })
  it('is in the sector that recorded the transfer', () => {
    expect(officeAddressedBy(transfer, 'adjudication.record-1', 'adjudication')).toEqual(cebu)
    expect(officeAddressedBy(transfer, 'prosecution.record-1', 'adjudication')).toBeUndefined()
  })
  it('is a court of appeal that the registry of a court records, and no support office that support itself would give the case', () => {
    const appeal = { type: 'prosecution.AppealLodged', data: { courtId: 'ph-court-of-appeals' } }
    const identified = { type: 'investigation.PresumedVictimIdentified', data: { supportOffice: 'ph-shelter-cebu' } }
    const appeals = { office: 'ph-court-of-appeals', role: 'takesPart' }
    expect(officeAddressedBy(appeal, 'prosecution.case-1', 'adjudication')).toEqual(appeals)
    expect(officeAddressedBy(appeal, 'adjudication.filing-1', 'adjudication')).toEqual(appeals)
    expect(officeAddressedBy(identified, 'victimSupport.person-1', 'victimSupport')).toBeUndefined()
  })
  it('is none where the event names none', () => {
    const dossier = { type: 'investigation.CaseReferredToProsecution', data: {} }
    const arrest = { type: 'investigation.SuspectArrested', data: {} }
    expect(officeAddressedBy(dossier, 'investigation.case-1', 'prosecution')).toBeUndefined()
    expect(officeAddressedBy(arrest, 'investigation.case-1', 'investigation')).toBeUndefined()
  })
})
