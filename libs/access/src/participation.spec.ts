import { describe, expect, it } from '@jest/globals'
import { CaseReferredToProsecution, VictimSuspectConflictFlagged } from '@case-timeline/contracts'
import fc from 'fast-check'
import { isUnknownCase, participants } from './participation.ts'

type ParticipationEvent = Parameters<typeof participants>[0][number]

const eventBy = (
  agencyId: string,
  type: string,
  data: unknown = {},
  id = 'a0000000-0000-8000-8000-000000000001',
  stream = `${type.startsWith('case.') ? 'investigation' : type.slice(0, type.indexOf('.'))}.case-1`,
): ParticipationEvent => ({ id, type, data, envelope: { actor: { agencyId }, stream } as ParticipationEvent['envelope'] })
const prosecutor = { agencyId: 'zz-prosecution', participationEvents: [CaseReferredToProsecution, VictimSuspectConflictFlagged] }

describe('an agency participates in a case', () => {
  it('if it recorded a fact in the case', () =>
    expect([...participants([eventBy('zz-police', 'investigation.SuspectArrested')], 'investigation')]).toEqual(['zz-police']))

  it('if it leads the case', () =>
    expect(
      participants([eventBy('zz-hq', 'investigation.CaseOpened', { leadAgency: 'zz-police' })], 'investigation').has('zz-police'),
    ).toBe(true))

  it('but not because a victim was referred to it: a referral gives no access to the case', () =>
    expect(
      participants([eventBy('zz-welfare', 'victimSupport.ReferralMade', { toOrg: 'zz-clinic' })], 'investigation').has('zz-clinic'),
    ).toBe(false))

  it('but not if it was named by mistake and the fact was corrected', () => {
    const opened = eventBy('zz-hq', 'investigation.CaseOpened', { leadAgency: 'zz-harbour' })
    const corrected = eventBy(
      'zz-hq',
      'case.EventCorrected',
      { correctsId: opened.id, schemaVersion: 1, data: { leadAgency: 'zz-police' } },
      'a0000000-0000-8000-8000-000000000002',
    )
    expect(participants([opened, corrected], 'investigation')).toEqual(new Set(['zz-hq', 'zz-police']))
  })

  it.each(['investigation.CaseReferredToProsecution', 'investigation.VictimSuspectConflictFlagged'])(
    'as the receiving prosecution after %s',
    (type) => expect(participants([eventBy('zz-police', type)], 'prosecution', prosecutor).has('zz-prosecution')).toBe(true),
  )

  it('but not as a receiving agency of another sector', () =>
    expect(
      participants([eventBy('zz-prosecution', 'prosecution.IndictmentFiled')], 'prosecution', { ...prosecutor, agencyId: 'zz-other' }),
    ).toEqual(new Set(['zz-prosecution'])))

  it('but not because a service recorded by itself that it missed a deadline, or withdrew that', () => {
    const recordedBySystem = (type: string, id: string) => {
      const event = eventBy('zz-prosecution', type, {}, id, 'prosecution.case-1')
      return { ...event, envelope: { ...event.envelope, actor: { ...event.envelope.actor, role: 'system' } } }
    }
    const missed = recordedBySystem('case.DeadlineMissed', 'a0000000-0000-8000-8000-000000000003')
    const withdrawn = recordedBySystem('case.EventRetracted', 'a0000000-0000-8000-8000-000000000004')
    expect(participants([missed, withdrawn], 'prosecution').size).toBe(0)
  })

  it('but not because another sector’s service names it as the agency that acted', () => {
    const forged = eventBy('zz-police-two', 'prosecution.ChargeLaid')
    expect(participants([forged], 'investigation').size).toBe(0)
  })

  it('but not because a service recorded a type of another, which names it', () => {
    const forged = eventBy('zz-prosecution', 'investigation.CaseOpened', { leadAgency: 'zz-police-two' }, undefined, 'prosecution.case-1')
    expect(participants([forged], 'investigation').size).toBe(0)
    expect(
      participants(
        [eventBy('zz-police', prosecutor.participationEvents[0]?.type ?? '', {}, undefined, 'victimSupport.case-1')],
        'prosecution',
        prosecutor,
      ).size,
    ).toBe(0)
  })

  it('even if another sector’s service states that its act was retracted', () => {
    const opened = eventBy('zz-police', 'investigation.CaseOpened', { leadAgency: 'zz-police' })
    const forged = eventBy(
      'zz-prosecution',
      'case.EventRetracted',
      { retractsId: opened.id },
      'a0000000-0000-8000-8000-000000000002',
      'prosecution.case-1',
    )
    expect(participants([opened, forged], 'investigation').has('zz-police')).toBe(true)
  })

  it('but not by a refused command', () => {
    const refused = eventBy('zz-stranger', 'case.CommandRefused')
    expect(participants([refused], 'investigation').size).toBe(0)
    expect(isUnknownCase([refused])).toBe(true)
  })

  it('permanently: later events never remove it', () => {
    const event = fc
      .tuple(
        fc.constantFrom('a1', 'b2', 'c3'),
        fc.constantFrom(
          'investigation.CaseOpened',
          'prosecution.ChargeLaid',
          'case.CommandRefused',
          'investigation.VictimSuspectConflictFlagged',
        ),
      )
      .map(([agency, type]) => eventBy(agency, type, { leadAgency: 'd4' }))
    fc.assert(
      fc.property(fc.array(event), fc.array(event), (before, after) => {
        const then = participants([...before, ...after], 'prosecution', prosecutor)
        return [...participants(before, 'prosecution', prosecutor)].every((agency) => then.has(agency))
      }),
    )
  })
})
