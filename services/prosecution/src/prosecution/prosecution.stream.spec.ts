import { readingFor, type UnreadCommand } from '@case-timeline/commands'
import { CaseReferredToProsecution, PresumedVictimIdentified, VictimSuspectConflictFlagged } from '@case-timeline/contracts'
import { storedCase, storedIdOf } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import { assess, charged, indict, mai, receive } from './prosecution.fixtures.ts'
import { prosecutionStream } from './prosecution.stream.ts'

const caseId = '99999999-9999-4999-8999-999999999999'
const stream = `investigation.case-${caseId}`
const referral = { type: CaseReferredToProsecution.type, stream, data: CaseReferredToProsecution.example }
const victim = (ageBand: string) => ({
  type: PresumedVictimIdentified.type,
  stream,
  data: { ...PresumedVictimIdentified.example, personRef: mai, ageBand },
})
const flag = { type: VictimSuspectConflictFlagged.type, stream, data: { ...VictimSuspectConflictFlagged.example, personRef: mai } }
const read = (history: readonly Parameters<typeof storedCase>[1][], command: UnreadCommand) =>
  readingFor(prosecutionStream, storedCase(caseId, ...history), command)

describe('receiving a dossier', () => {
  it('reads the hash that police stated with it', () => {
    const { dossierId, manifestHash } = referral.data
    expect(read([referral], receive())).toMatchObject({
      known: { manifestHashOf: { [dossierId]: manifestHash } },
      read: [{ id: storedIdOf(0) }],
    })
  })
})

describe('a charge and an indictment', () => {
  it.each([charged(), indict()])('read the victims, their age by the last finding, and the flagged persons: $name', (command) => {
    const reading = read([victim('child'), flag, victim('adult')], command)
    expect(reading.known).toMatchObject({ victims: { [mai]: { ageBand: 'adult' } }, conflicts: [mai] })
    expect(reading.read.map(({ id }) => id)).toEqual([0, 2, 1].map(storedIdOf))
  })

  const ofSupport = `victimSupport.person-${caseId}~${charged().data.accusedRef}`
  it('guard the streams of the investigation and of the court case, and a charge that of support about the accused, so that no concurrent event is missed', () => {
    const unseen = { stream: ofSupport, revision: -1 }
    const court = { stream: `adjudication.courtCase-${caseId}`, revision: -1 }
    expect(read([referral, flag], charged()).guards).toEqual([{ stream, revision: 1 }, unseen, court])
    expect(read([{ ...flag, stream: 'investigation.elsewhere-1' }], charged()).guards).toEqual([{ stream, revision: -1 }, unseen, court])
    expect(read([referral, { ...victim('adult'), stream: ofSupport }], charged()).guards).toEqual([
      { stream, revision: 0 },
      { stream: ofSupport, revision: 0 },
      court,
    ])
    expect(read([referral], indict()).guards).toEqual([{ stream, revision: 0 }, court])
    expect(read([], charged()).guards).toEqual([])
  })
})

it('an assessment of non-punishment reads nothing', () => expect(read([flag], assess())).toEqual({ known: {}, read: [] }))
