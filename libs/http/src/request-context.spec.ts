import type { Admission } from '@case-timeline/access'
import { type CommandType, IdentifySuspect, RecordOnlineTrace, ReferCaseToProsecution } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { isDecidedAtOnce, staysAdmitted } from './request-context.ts'

type Admitted = Pick<Admission, 'participation' | 'assignments'>
const lent = { userId: 'j.cruz', agencyId: 'zz-court-cebu', role: 'judge', onBehalfOf: 'zz-court-manila' }
const assigned = (admittedBy: string, role = 'judge'): Admitted => ({
  participation: 'assigned',
  assignments: [{ account: 'j.cruz', agencyId: 'zz-court-cebu', role, from: 0, admittedBy }],
})

describe('a person of another agency who records on behalf of the one that assigned', () => {
  it('goes on as long as this agency assigns the person to this role', () =>
    expect(staysAdmitted(assigned('zz-court-manila'), { actor: lent })).toBe(true))
  it.each<[string, Admitted]>([
    ['another agency assigns the person', assigned('zz-court-davao')],
    ['it is to another role', assigned('zz-court-manila', 'registrar')],
    ['the case went to the own agency', { participation: 'participating' }],
    ['the assignment ended', { participation: 'notParticipating' }],
    ['the person is excluded', { participation: 'excluded' }],
  ])('records nothing on its behalf once %s', (_, admission) => expect(staysAdmitted(admission, { actor: lent })).toBe(false))
})

describe('a user who records for the own agency', () => {
  const { onBehalfOf: _, ...actor } = lent
  it.each<[Admitted, boolean]>([
    [{ participation: 'participating' }, true],
    [{ participation: 'unknownCase' }, true],
    [assigned('zz-court-manila'), false],
    [{ participation: 'notParticipating' }, false],
  ])('goes on only while the agency takes part: %j', (admission, expected) => expect(staysAdmitted(admission, { actor })).toBe(expected))
})

describe('what the admission has read', () => {
  it.each<[CommandType, boolean, boolean]>([
    [IdentifySuspect as CommandType, true, true],
    [RecordOnlineTrace as CommandType, false, false],
    // The register of offices is asked; where ids are unique, the store notices a command that was refused meanwhile.
    [ReferCaseToProsecution as CommandType, true, false],
  ])('is what a command is decided on only if nothing else is asked before: %#', (type, withUniqueIds, without) => {
    const on = (uniqueEventIds: boolean) =>
      isDecidedAtOnce(type, {
        capabilities: { uniqueEventIds, guards: uniqueEventIds, densePositions: uniqueEventIds, monotoneRecordedAt: uniqueEventIds },
      })
    expect([on(true), on(false)]).toEqual([withUniqueIds, without])
  })
})
