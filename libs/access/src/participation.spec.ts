import { describe, expect, it } from '@jest/globals'
import {
  CaseOpened,
  CaseReferredToProsecution,
  EVENT_TYPES,
  PresumedVictimIdentified,
  TransferReason,
  VictimSuspectConflictFlagged,
} from '@case-timeline/contracts'
import fc from 'fast-check'
import {
  ENDING_PARTICIPATION,
  isUnknownCase,
  officeWithCase,
  type Participants,
  participants as participantsIn,
  takesPart,
  type ReceivingAgency,
  withParticipant,
} from './participation.ts'

type ParticipationEvent = Parameters<typeof participantsIn>[0][number]

const eventBy = (
  agencyId: string,
  type: string,
  data: unknown = {},
  id = 'a0000000-0000-8000-8000-000000000001',
  stream = `${type.startsWith('case.') ? 'investigation' : type.slice(0, type.indexOf('.'))}.case-1`,
): ParticipationEvent => ({ id, type, data, envelope: { actor: { agencyId }, stream } as ParticipationEvent['envelope'] })
const prosecutor = { agencyId: 'zz-prosecution', participationEvents: [CaseReferredToProsecution, VictimSuspectConflictFlagged] }

/** The agencies of a sector that take part, the receiving agency among them. */
const participants = (
  history: readonly ParticipationEvent[],
  sector: Parameters<typeof participantsIn>[1],
  receiving?: ReceivingAgency,
): ReadonlySet<string> => {
  const found = participantsIn(history, sector, receiving?.participationEvents)
  return new Set([...found.agencies, ...(receiving && takesPart(found, receiving.agencyId, receiving) ? [receiving.agencyId] : [])])
}

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

  it('but not because a user of it was assigned, also if the assignment names it', () => {
    const assigned = { userId: 'x.tan', role: 'investigator', begin: '2026-11-25', agencyId: 'zz-harbour-police' }
    const history = [eventBy('zz-police', 'investigation.CaseOpened', {}), eventBy('zz-police', 'case.CaseWorkerAssigned', assigned)]
    expect([...participants(history, 'investigation')]).toEqual(['zz-police'])
    const admitted = eventBy('zz-police', 'case.OfficeAdmitted', { office: 'zz-harbour-police', capacity: 'jointInvestigation' })
    expect([...participants([...history, admitted], 'investigation')]).toEqual(['zz-police', 'zz-harbour-police'])
  })

  it('but not if it was named by mistake and the fact was corrected', () => {
    const opened = eventBy('zz-hq', 'investigation.CaseOpened', { leadAgency: 'zz-harbour' })
    const corrected = eventBy(
      'zz-hq',
      'case.EventCorrected',
      { correctsId: opened.id, schemaVersion: 1, data: { ...CaseOpened.example, leadAgency: 'zz-police' } },
      'a0000000-0000-8000-8000-000000000002',
    )
    expect(participants([opened, corrected], 'investigation')).toEqual(new Set(['zz-hq', 'zz-police']))
  })

  it.each(['investigation.CaseReferredToProsecution', 'investigation.VictimSuspectConflictFlagged'])(
    'as the receiving prosecution after %s',
    (type) => expect(participants([eventBy('zz-police', type)], 'prosecution', prosecutor).has('zz-prosecution')).toBe(true),
  )

  it('but not as the receiving agency for what its own sector recorded', () => {
    const support = { agencyId: 'zz-support', participationEvents: [PresumedVictimIdentified] }
    const identified = (stream: string) => eventBy('zz-ngo', PresumedVictimIdentified.type, {}, undefined, stream)
    expect(participants([identified('victimSupport.person-1')], 'victimSupport', support)).toEqual(new Set(['zz-ngo']))
    expect(participants([identified('investigation.case-1')], 'victimSupport', support)).toEqual(new Set(['zz-support']))
  })

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

  it('but not because victim support recorded by itself that a person came of age, whose consent it had recorded', () => {
    const opened = eventBy('zz-shelter', 'victimSupport.SupportCaseOpened')
    const transfer = { transferId: 'b0000000-0000-4000-8000-000000000001', from: 'zz-shelter', to: 'zz-refuge', reason: 'safety' }
    const away = eventBy('zz-shelter', 'case.CaseTransferred', transfer, undefined, 'victimSupport.record-1')
    const bySystem = (type: string) => {
      const event = eventBy('zz-shelter', type, {}, undefined, 'victimSupport.person-1')
      return { ...event, envelope: { ...event.envelope, actor: { ...event.envelope.actor, role: 'system' } } }
    }
    const ofAge = [bySystem('victimSupport.MajorityReached'), bySystem('case.WarningRaised')]
    expect([...participants([opened, away, ...ofAge], 'victimSupport')]).toEqual(['zz-refuge'])
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

describe('the office of a sector that has a case', () => {
  const { type } = CaseReferredToProsecution
  const officeAfter = (...history: readonly ParticipationEvent[]) =>
    officeWithCase(participantsIn(history, 'prosecution', prosecutor.participationEvents), prosecutor)
  const dossier = (toOffice?: string) => eventBy('zz-police', type, { ...(toOffice ? { toOffice } : {}) })
  const charge = (agencyId: string) => eventBy(agencyId, 'prosecution.ChargeLaid')
  const transfer = (to: string) => eventBy('zz-north', 'case.CaseTransferred', { to }, undefined, 'prosecution.record-1')

  it('is the one to which the dossier is addressed, and only that one takes part', () => {
    expect(officeAfter(dossier('zz-north'))).toBe('zz-north')
    expect(participants([dossier('zz-north')], 'prosecution', prosecutor)).toEqual(new Set(['zz-north']))
  })
  it('is the receiving agency if the dossier names none, unless one was named before', () => {
    expect(officeAfter(dossier())).toBe('zz-prosecution')
    expect(officeAfter(charge('zz-south'), dossier())).toBe('zz-prosecution')
    expect(officeAfter(dossier('zz-north'), dossier())).toBe('zz-north')
    expect(participants([dossier('zz-north'), dossier()], 'prosecution', prosecutor).has('zz-prosecution')).toBe(false)
  })
  it('is the one to which it was transferred, and those that had it take part as before', () => {
    const history = [dossier('zz-north'), transfer('zz-south')]
    expect(officeAfter(...history)).toBe('zz-south')
    expect(participants(history, 'prosecution', prosecutor)).toEqual(new Set(['zz-north', 'zz-south']))
  })
  it('is the first that recorded something, if nothing was handed over', () =>
    expect(officeAfter(charge('zz-south'), charge('zz-north'))).toBe('zz-south'))
  it('is not changed by a service of another sector that records a transfer', () =>
    expect(officeAfter(dossier('zz-north'), eventBy('zz-police', 'case.CaseTransferred', { to: 'zz-police' }))).toBe('zz-north'))
  it('stays the same where another office only takes part', () => {
    const admitted = eventBy('zz-north', 'case.OfficeAdmitted', { office: 'zz-south' }, undefined, 'prosecution.record-1')
    expect(officeAfter(dossier('zz-north'), admitted)).toBe('zz-north')
    expect(participants([dossier('zz-north'), admitted], 'prosecution', prosecutor).has('zz-south')).toBe(true)
  })
})

describe('a case that victim support founded', () => {
  const first = eventBy('zz-ngo', 'victimSupport.SupportCaseOpened')
  const opened = eventBy('zz-police', 'investigation.CaseOpened', { leadAgency: 'zz-police' })
  const identified = eventBy('zz-police', 'investigation.PresumedVictimIdentified', { supportOffice: 'zz-clinic' })
  const found = (...history: readonly ParticipationEvent[]) => participantsIn(history, 'victimSupport', [PresumedVictimIdentified])

  it('is given to no other support office by police', () => {
    expect(found(first, opened, identified)).toMatchObject({ agencies: new Set(['zz-ngo']), first: 'zz-ngo', isHandedOver: false })
    expect(officeWithCase(found(first, opened, identified), undefined)).toBe('zz-ngo')
  })
  it('remains one if the fact that founded it is retracted after police opened it', () => {
    const [id, retraction] = ['a0000000-0000-8000-8000-000000000002', 'a0000000-0000-8000-8000-000000000003']
    const ofAnother = eventBy('zz-ngo', first.type, {}, id)
    const retracted = eventBy('zz-ngo', 'case.EventRetracted', { retractsId: id }, retraction, 'victimSupport.case-1')
    const history = [ofAnother, opened, first, retracted, identified]
    expect(found(...history)).toMatchObject({ agencies: new Set(['zz-ngo']), isHandedOver: false })
    const [early, late] = [history.slice(0, 3), history.slice(3)]
    expect(participantsIn(late, 'victimSupport', [PresumedVictimIdentified], found(...early)).agencies).toEqual(new Set(['zz-ngo']))
  })
  it('is not one that police opened before', () =>
    expect(found(opened, first, identified)).toMatchObject({ agencies: new Set(['zz-ngo', 'zz-clinic']), named: 'zz-clinic' }))
})

describe('an office that gives a case away', () => {
  const opened = eventBy('zz-police', 'investigation.CaseOpened', { leadAgency: 'zz-police' })
  const given = (reason: string) =>
    eventBy('zz-police', 'case.CaseTransferred', { from: 'zz-police', to: 'zz-bureau', reason }, undefined, 'investigation.record-1')

  it('takes part as before, unless it gives the case away for a conflict of interest or for safety', () => {
    expect(participantsIn([opened, given('workload')], 'investigation').agencies).toEqual(new Set(['zz-police', 'zz-bureau']))
    for (const reason of ['conflictOfInterest', 'safety'])
      expect(participantsIn([opened, given(reason)], 'investigation').agencies).toEqual(new Set(['zz-bureau']))
  })
})

describe('the types that end a part in a case', () => {
  const textsIn = (data: unknown): readonly string[] => {
    if (typeof data === 'string') return [data]
    return typeof data === 'object' && data !== null ? Object.values(data).flatMap(textsIn) : []
  }
  /** Every text of an event is an agency that takes part, and an account and a role that are assigned. */
  const everybodyIn = (texts: readonly string[]): Participants & { readonly assigned: NonNullable<Participants['assigned']> } => ({
    agencies: new Set(texts),
    isHandedOver: true,
    assigned: texts.flatMap((account) =>
      texts.map((role) => ({ account, agencyId: 'zz-harbour', role, from: 0, admittedBy: 'zz-police' })),
    ),
  })
  const takesAway = (type: string, data: unknown): boolean => {
    const before = everybodyIn(textsIn(data))
    const after = withParticipant(before, eventBy('zz-police', type, data, undefined, 'investigation.record-1'), 'investigation')
    return [...before.agencies].some((one) => !after.agencies.has(one)) || before.assigned.some((one) => !after.assigned?.includes(one))
  }

  it('contain each type of which an event takes away an agency or an assigned user', () => {
    const taking = [...EVENT_TYPES.values()].filter(({ type, example }) =>
      TransferReason.options.some((reason) => takesAway(type, { ...(example as object), reason })),
    )
    expect(taking.map(({ type }) => type).toSorted()).toEqual(['case.CaseTransferred', 'case.CaseWorkerUnassigned'])
    for (const { type } of taking) expect(ENDING_PARTICIPATION).toContain(type)
  })
})
