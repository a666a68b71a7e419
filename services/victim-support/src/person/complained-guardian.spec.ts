import { ChargesEnded, PrivateComplaintRegistered, SupportCaseOpened } from '@case-timeline/contracts'
import { readingFor, type StoredLinkedCases } from '@case-timeline/commands'
import { storedCase } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import { appointGuardian, aunt, girl } from './person.fixtures.ts'
import { personStream } from './person.stream.ts'

const [caseId, otherCaseId] = ['99999999-9999-4999-8999-999999999999', '88888888-8888-4888-8888-888888888888']
const stream = `victimSupport.person-${caseId}~${girl}`
const opened = { type: SupportCaseOpened.type, stream, data: { personRef: girl, origin: 'identification' } } as const
const [charge] = PrivateComplaintRegistered.example.charges

const complained = (of: string) => ({
  type: PrivateComplaintRegistered.type,
  stream: `adjudication.courtCase-${of}`,
  data: { ...PrivateComplaintRegistered.example, charges: [{ ...charge, accusedRef: aunt }] },
})
const ended = {
  type: ChargesEnded.type,
  stream: `adjudication.courtCase-${caseId}`,
  data: { ...ChargesEnded.example, accusedRef: aunt, chargeIds: [charge?.chargeId], ground: 'noCaseToAnswer' },
}

/** What is read of the suspicions against a person who is to be a guardian. */
const suspicion = (recorded: readonly Parameters<typeof storedCase>[1][], cases: StoredLinkedCases['cases'] = []) => {
  const linked = { cases, hasMore: false, caseIdsToGuard: [caseId, otherCaseId], asOf: '7' }
  return readingFor(personStream, storedCase(caseId, opened, ...recorded), appointGuardian(aunt), linked).known
}

describe('a guardian whom a private complaint accuses', () => {
  it('is under suspicion until the court ends the charges', () => {
    expect(suspicion([complained(caseId)])).toMatchObject({ suspicion: { accused: [aunt] } })
    expect(suspicion([complained(caseId), ended])).toMatchObject({ suspicion: { accused: [] } })
  })
  it('is under suspicion in a linked case, too', () =>
    expect(suspicion([], [{ caseId: otherCaseId, events: storedCase(otherCaseId, complained(otherCaseId)) }])).toMatchObject({
      suspicion: { accused: [], suspectedInLinkedCases: [aunt] },
    }))
})
