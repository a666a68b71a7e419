import { CaseReferredToProsecution, PresumedVictimIdentified, VictimSuspectConflictFlagged } from '@case-timeline/contracts'
import { storedCase, storedIdOf } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import { assess, charged, indict, mai, receive } from './domain/prosecution.fixtures.ts'
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
const read = (...[told, command]: [Parameters<typeof storedCase>[1][], Parameters<NonNullable<typeof prosecutionStream.known>>[1]]) =>
  prosecutionStream.known?.(storedCase(caseId, ...told), command)

describe('what the receipt of a dossier reads', () => {
  it('is the hash that police stated with it', () => {
    const { dossierId, manifestHash } = referral.data
    expect(read([referral], receive())).toMatchObject({
      known: { manifestHashOf: { [dossierId]: manifestHash } },
      read: [{ id: storedIdOf(0) }],
    })
  })
})

describe('what a charge and an indictment read', () => {
  it.each([charged(), indict()])('is who is a victim, of what age by the last finding, and who is flagged: $name', (command) => {
    const reading = read([victim('child'), flag, victim('adult')], command)
    expect(reading?.known).toMatchObject({ victims: { [mai]: { ageBand: 'adult' } }, conflicts: [mai] })
    expect(reading?.read.map(({ id }) => id)).toEqual([0, 2, 1].map(storedIdOf))
  })

  it('guards the investigation, so that nothing learned in between is missed', () => {
    expect(read([referral, flag], charged())?.guards).toEqual([{ stream, revision: 1 }])
    expect(read([{ ...flag, stream: 'investigation.elsewhere-1' }], charged())?.guards).toEqual([{ stream, revision: -1 }])
    expect(read([], charged())?.guards).toEqual([])
  })
})

it('an assessment reads nothing', () => expect(read([flag], assess())).toEqual({ known: {}, read: [] }))
