import { ChargeLaid, IndictmentFiled } from '@case-timeline/contracts'
import { storedCase, storedIdOf } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import { courtCaseStream } from './court-case.stream.ts'
import { chargeId, deliver, indictmentId, nothingFiled, schedule, trader } from './domain/court-case.fixtures.ts'

const caseId = '99999999-9999-4999-8999-999999999999'
const stream = `prosecution.case-${caseId}`
const charged = { type: ChargeLaid.type, stream, data: { ...ChargeLaid.example, chargeId, accusedRef: trader } }
const filed = { type: IndictmentFiled.type, stream, data: { indictmentId, courtId: 'ph-rtc-manila', chargeIds: [chargeId] } }
const history = storedCase(caseId, charged, filed)

describe('what the court knows of the case', () => {
  it('is one stream for a case', () => expect(courtCaseStream.streamId(caseId, deliver().data)).toBe(caseId))

  it('is the indictments filed, and whom each charge accuses', () =>
    expect(courtCaseStream.known?.(history, deliver())).toMatchObject({
      known: { indictments: [{ indictmentId, chargeIds: [chargeId] }], accusedByCharge: { [chargeId]: trader } },
      read: [{ id: storedIdOf(1) }, { id: storedIdOf(0) }],
    }))

  it('is nothing where no rule asks for it', () =>
    expect(courtCaseStream.known?.(history, schedule())).toEqual({ known: nothingFiled, read: [] }))
})
