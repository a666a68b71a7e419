import { ChargeLaid, EvidenceCollected, NonPunishmentAssessed, RightsInformed, RiskAssessed } from '@case-timeline/contracts'
import { manifestHash } from '@case-timeline/event-store'
import { storedCase, storedIdOf } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import { arrest, dossierId, identifyVictim, mai, open, phone, refer, trader } from './domain/investigation.fixtures.ts'
import { investigationStream } from './investigation.stream.ts'

const caseId = '99999999-9999-4999-8999-999999999999'
const support = `victimSupport.person-${caseId}~${mai}`
const prosecutor = `prosecution.case-${caseId}`
const item = (evidenceId: string) => ({
  type: EvidenceCollected.type,
  stream: `investigation.evidence-${evidenceId}`,
  data: { ...EvidenceCollected.example, evidenceId },
})
const informed = { type: RightsInformed.type, stream: support, data: { ...RightsInformed.example, personRef: mai } }
const assessed = { type: RiskAssessed.type, stream: support, data: { ...RiskAssessed.example, personRef: mai } }
const retracted = (retractsId: string, stream: string) => ({
  type: 'case.EventRetracted',
  stream,
  data: { retractsId, reasonCode: 'wrongCase', approver: { userId: 'l.santos', role: 'records-supervisor' } },
})
const read = (...[told, command]: [Parameters<typeof storedCase>[1][], Parameters<NonNullable<typeof investigationStream.known>>[1]]) =>
  investigationStream.known?.(storedCase(caseId, ...told), command)

describe('what a referral reads of the case', () => {
  it('is the items that it names with their hashes, and who was informed and assessed by which event', () => {
    const reading = read([item(trader), item(phone), item(dossierId), informed, assessed], refer({ evidence: [phone, trader] }))
    const { sha256 } = EvidenceCollected.example
    const evidence = [
      { id: trader, sha256 },
      { id: phone, sha256 },
    ]
    expect(reading?.known).toEqual({
      evidence,
      manifestHash: manifestHash({ dossierId, suspects: [trader], evidence }),
      rightsInformed: { [mai]: storedIdOf(3) },
      riskAssessed: { [mai]: storedIdOf(4) },
    })
    expect(reading?.read.map(({ id }) => id)).toEqual([0, 1, 3, 4].map(storedIdOf))
  })

  it('counts nothing that was retracted', () =>
    expect(
      read([item(phone), informed, retracted(storedIdOf(0), item(phone).stream), retracted(storedIdOf(1), support)], refer())?.known,
    ).toMatchObject({
      evidence: [],
      rightsInformed: {},
    }))
})

describe('what the identification of a victim reads', () => {
  it('is the offences that she is charged with', () => {
    const charge = (accusedRef: string) => ({ type: ChargeLaid.type, stream: prosecutor, data: { ...ChargeLaid.example, accusedRef } })
    expect(read([charge(trader), charge(mai)], identifyVictim(mai))?.known).toEqual({
      offencesOf: { [mai]: [ChargeLaid.example.offenceCode] },
    })
    expect(read([charge(trader)], identifyVictim(mai))).toMatchObject({ known: { offencesOf: {} }, read: [] })
  })
})

it('the identification of a victim guards the charges, so that none goes unseen', () => {
  expect(read([informed], identifyVictim(mai))?.guards).toEqual([{ stream: prosecutor, revision: -1 }])
  expect(read([], identifyVictim(mai))?.guards).toEqual([])
})

describe('what an arrest reads', () => {
  it('is whether non-punishment was assessed for that person', () => {
    const assessment = { type: NonPunishmentAssessed.type, stream: prosecutor, data: { ...NonPunishmentAssessed.example, personRef: mai } }
    expect(read([assessment], arrest(mai))?.known).toEqual({ assessed: [mai] })
    expect(read([assessment], arrest(trader))?.known).toEqual({ assessed: [] })
  })
})

it('the opening of a case reads nothing', () => expect(read([informed], open())).toEqual({ known: {}, read: [] }))
