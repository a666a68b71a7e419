import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { isUnheardOf, participants } from './participation.ts'

type Seen = Parameters<typeof participants>[0][number]

const by = (agencyId: string, type: string, data: unknown = {}, id = 'a0000000-0000-8000-8000-000000000001'): Seen => ({
  id,
  type,
  data,
  envelope: { actor: { agencyId } } as Seen['envelope'],
})
const prosecutor = { service: 'prosecution', agencyId: 'zz-prosecution' } as const

describe('an agency takes part in a case', () => {
  it('when it acted in it', () => expect([...participants([by('zz-police', 'investigation.SuspectArrested')])]).toEqual(['zz-police']))

  it('when it leads it', () =>
    expect(participants([by('zz-hq', 'investigation.CaseOpened', { leadAgency: 'zz-police' })]).has('zz-police')).toBe(true))

  it('not because a victim was referred to it: a referral shows itself, never the case', () =>
    expect(participants([by('zz-welfare', 'victimSupport.ReferralMade', { toOrg: 'zz-clinic' })]).has('zz-clinic')).toBe(false))

  it('not when it was named by mistake, and that was corrected', () => {
    const opened = by('zz-hq', 'investigation.CaseOpened', { leadAgency: 'zz-harbour' })
    const corrected = by(
      'zz-hq',
      'case.EventCorrected',
      { correctsId: opened.id, schemaVersion: 1, data: { leadAgency: 'zz-police' } },
      'a0000000-0000-8000-8000-000000000002',
    )
    expect(participants([opened, corrected])).toEqual(new Set(['zz-hq', 'zz-police']))
  })

  it.each(['investigation.CaseReferredToProsecution', 'investigation.VictimSuspectConflictFlagged'])(
    'as the receiving prosecution when %s reached it',
    (type) => expect(participants([by('zz-police', type)], prosecutor).has('zz-prosecution')).toBe(true),
  )

  it('not as the receiving agency of another sector', () =>
    expect(participants([by('zz-prosecution', 'prosecution.IndictmentFiled')], { ...prosecutor, agencyId: 'zz-other' })).toEqual(
      new Set(['zz-prosecution']),
    ))

  it('not by asking and being refused', () => {
    const refused = by('zz-stranger', 'case.CommandRefused')
    expect(participants([refused]).size).toBe(0)
    expect(isUnheardOf([refused])).toBe(true)
  })

  it('for good: what comes later never takes it out', () => {
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
      .map(([agency, type]) => by(agency, type, { leadAgency: 'd4' }))
    fc.assert(
      fc.property(fc.array(event), fc.array(event), (before, after) => {
        const then = participants([...before, ...after], prosecutor)
        return [...participants(before, prosecutor)].every((agency) => then.has(agency))
      }),
    )
  })
})
