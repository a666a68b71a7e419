import {
  ConsentGranted,
  ConsentRefused,
  ConsentWithdrawn,
  ForeignIdentificationRecognised,
  IdentificationNotifiedToParty,
  MajorityReached,
  NotificationObjectionRecorded,
  NotificationObjectionWithdrawn,
  PresumedVictimIdentified,
  RestrictiveMeasureRecorded,
  RestrictiveMeasureReviewed,
  RightsInformed,
  RiskAssessed,
  SafetyIncidentAcknowledged,
  SafetyIncidentReported,
  SupportCaseClosed,
  VictimStatusDetermined,
} from '@case-timeline/contracts'
import { clockSpecificationOf, effectiveFact } from '@case-timeline/shared-aggregates/fixtures'
import { describe, expect, it } from '@jest/globals'
import {
  personClocks,
  consentsAreRenewedInTime,
  incidentIsAcknowledgedInTime,
  partyIsNotifiedInTime,
  restrictiveMeasureIsReviewedInTime,
  riskIsReassessedAfterIncident,
  riskIsReviewedInTime,
  victimIsInformedOfRightsInTime,
} from './person.clocks.ts'

const { deadlinesOwed, expectDeadlineKept, statesOf } = clockSpecificationOf('victimSupport', personClocks)

const victim = { personRef: PresumedVictimIdentified.example.personRef }
const identified = (day = '2026-11-01') => effectiveFact(PresumedVictimIdentified, day, victim)

describe(victimIsInformedOfRightsInTime.sentence, () => {
  const rights = victimIsInformedOfRightsInTime
  it('is met by information on or before the due date', () => expectDeadlineKept(rights, PresumedVictimIdentified, RightsInformed, victim))
  it('is met by information given before the identification', () =>
    expect(statesOf(rights, '2026-11-20', effectiveFact(RightsInformed, '2026-10-30', victim), identified())).toEqual(['met']))
  it('is owed once, by the agency that receives the case', () => {
    const deadlines = deadlinesOwed(identified(), identified('2026-11-20'))
    expect(deadlines.map(({ owedBy: agency, startedAt }) => [agency, startedAt])).toEqual([['the-receiver', '2026-11-01']])
  })
})

describe(partyIsNotifiedInTime.sentence, () => {
  const agreed = {
    ...victim,
    purposes: ['notificationAbroad'],
    parties: [IdentificationNotifiedToParty.example.party],
    dataCategories: ['identity'],
  }
  it('is met by a notice on or before the due date', () =>
    expectDeadlineKept(partyIsNotifiedInTime, ConsentGranted, IdentificationNotifiedToParty, agreed, victim, 'at'))
  it('is no longer owed once the person has come of age, until the person agrees', () => {
    const [forVictim, ofAge] = [effectiveFact(ConsentGranted, '2026-11-01', agreed), effectiveFact(MajorityReached, '2026-11-05', victim)]
    expect(statesOf(partyIsNotifiedInTime, '2026-12-31', forVictim, ofAge)).toEqual([])
    expect(statesOf(partyIsNotifiedInTime, '2026-11-20', forVictim, ofAge, effectiveFact(ConsentGranted, '2026-11-19', agreed))).toEqual([
      'due',
    ])
  })
})

describe(consentsAreRenewedInTime.sentence, () => {
  const rule = consentsAreRenewedInTime
  const { consentId } = ConsentGranted.example
  const consentScope = { purposes: ['shelter', 'health'], recipients: ['zz-shelter'], dataCategories: ['contact', 'risk'] }
  const consentByGuardian = (data: object = {}) =>
    effectiveFact(ConsentGranted, '2026-10-01', { ...victim, ...consentScope, grantedBy: 'guardian', ...data })
  const consentBySelf = (day: string) => effectiveFact(ConsentGranted, day, { ...victim, grantedBy: 'self', consentId: victim.personRef })
  const ofAge = effectiveFact(MajorityReached, '2026-11-01', victim)
  const withdrawn = (day: string, scope: unknown = 'all') => effectiveFact(ConsentWithdrawn, day, { ...victim, consentId, scope })
  const on = (day: string, ...facts: readonly ReturnType<typeof effectiveFact>[]) => statesOf(rule, day, ...facts)

  it('has one deadline for all consents of a guardian, which becomes overdue', () => {
    const two = [consentByGuardian(), consentByGuardian({ consentId: victim.personRef }), ofAge]
    expect([on('2026-11-11', ...two), on('2026-11-12', ...two)]).toEqual([['due'], ['overdue']])
  })
  it.each([
    ['agrees', consentBySelf],
    ['refuses', (day: string) => effectiveFact(ConsentRefused, day, { ...victim, refusedBy: 'self' })],
    ['withdraws the consent', withdrawn],
  ])('is met when the person %s', (_, response) => {
    expect(on('2026-11-20', consentByGuardian(), ofAge, response('2026-11-11'))).toEqual(['met'])
    expect(on('2026-11-20', consentByGuardian(), ofAge, response('2026-11-12'))).toEqual(['metLate'])
  })
  it('is not met by an answer of a guardian, or by an earlier answer of the person', () => {
    const refused = effectiveFact(ConsentRefused, '2026-11-05', { ...victim, refusedBy: 'guardian' })
    expect(on('2026-11-20', consentByGuardian(), ofAge, refused)).toEqual(['overdue'])
    expect(on('2026-11-20', consentByGuardian(), consentBySelf('2026-10-05'), ofAge)).toEqual(['overdue'])
  })
  it.each([
    ['if no guardian consented for the person', [consentBySelf('2026-10-01')]],
    ['if the guardian of another person consented', [consentByGuardian({ personRef: consentId })]],
    ['if the guardian’s consent had expired', [consentByGuardian({ expiresAt: '2026-10-31T23:59:59Z' })]],
    ['if the guardian’s consent had been withdrawn', [consentByGuardian(), withdrawn('2026-10-05')]],
    [
      'if all purposes of the guardian’s consent had been withdrawn',
      [consentByGuardian(), withdrawn('2026-10-05', { purposes: ['shelter'] }), withdrawn('2026-10-06', { purposes: ['health'] })],
    ],
  ])('is not owed %s', (_, before) => expect(on('2026-12-31', ...before, ofAge)).toEqual([]))
  it('is owed if a part of the guardian’s consent is left', () =>
    expect(
      on('2026-11-20', consentByGuardian(), withdrawn('2026-10-05', { purposes: ['shelter'], dataCategories: ['risk'] }), ofAge),
    ).toEqual(['overdue']))
  it('is not owed once support has ended, or while the person is a child', () => {
    expect(on('2026-12-31', consentByGuardian(), ofAge, effectiveFact(SupportCaseClosed, '2026-11-05', victim))).toEqual([])
    expect(on('2026-12-31', consentByGuardian())).toEqual([])
  })
})

it(riskIsReviewedInTime.sentence, () => {
  const assessed = (day: string, reviewBy: string) => effectiveFact(RiskAssessed, day, { ...victim, reviewBy })
  expect(statesOf(riskIsReviewedInTime, '2026-11-20', assessed('2026-11-01', '2026-11-10'), assessed('2026-11-12', '2026-12-01'))).toEqual([
    'metLate',
    'due',
  ])
})

it(riskIsReassessedAfterIncident.sentence, () =>
  expectDeadlineKept(riskIsReassessedAfterIncident, SafetyIncidentReported, RiskAssessed, victim),
)

it(restrictiveMeasureIsReviewedInTime.sentence, () => {
  const { measureId } = RestrictiveMeasureRecorded.example
  const lifted = { measureId, outcome: 'lifted', reviewBy: undefined }
  const on = { measureId, reviewBy: '2026-11-11' }
  expectDeadlineKept(restrictiveMeasureIsReviewedInTime, RestrictiveMeasureRecorded, RestrictiveMeasureReviewed, on, lifted)
})

describe(victimIsInformedOfRightsInTime.sentence, () => {
  const informed = (day: string, ...topics: string[]) => effectiveFact(RightsInformed, day, { ...victim, topics })
  const states = (...facts: ReturnType<typeof effectiveFact>[]) =>
    statesOf(victimIsInformedOfRightsInTime, '2026-11-20', effectiveFact(PresumedVictimIdentified, '2026-11-01', victim), ...facts)

  it.each(['complaint', 'protection', 'assistance'])('is not met by information on %s alone', (topic) =>
    expect(states(informed('2026-11-05', topic))).toEqual(['overdue']),
  )
  it('is met by information on both topics, given at once or separately', () => {
    expect(states(informed('2026-11-05', 'assistance', 'protection'))).toEqual(['met'])
    expect(states(informed('2026-11-05', 'assistance'), informed('2026-11-11', 'protection', 'complaint'))).toEqual(['met'])
    expect(states(informed('2026-11-05', 'assistance'), informed('2026-11-12', 'protection'))).toEqual(['metLate'])
  })
  it('is owed once, whichever authority identified the victim', () => {
    const on = (day: string, ...facts: ReturnType<typeof effectiveFact>[]) => statesOf(victimIsInformedOfRightsInTime, day, ...facts)
    const recognised = effectiveFact(ForeignIdentificationRecognised, '2026-11-01', victim)
    const found = (status: string) => effectiveFact(VictimStatusDetermined, '2026-11-02', { ...victim, status })
    expect(on('2026-11-12', recognised, found('ActualVictimOfTrafficking'))).toEqual(['overdue'])
    expect(on('2026-11-12', found('ActualVictimOfTrafficking'), recognised)).toEqual(['due'])
    expect(on('2026-12-31', found('NotAVictimOfTrafficking'))).toEqual([])
  })
  it('counts a topic on which the victim was informed before the identification', () =>
    expect(
      statesOf(
        victimIsInformedOfRightsInTime,
        '2026-11-20',
        informed('2026-10-20', 'assistance'),
        effectiveFact(PresumedVictimIdentified, '2026-11-01', victim),
        informed('2026-11-05', 'protection'),
      ),
    ).toEqual(['met']))
})

describe(partyIsNotifiedInTime.sentence, () => {
  const { consentId } = ConsentGranted.example
  const agreed = (day: string, ...parties: string[]) =>
    effectiveFact(ConsentGranted, day, {
      ...victim,
      purposes: ['notificationAbroad', 'shelter'],
      recipients: ['mm-social-welfare', 'ph-shelter'],
      dataCategories: ['identity', 'contact'],
      ...(parties.length === 0 ? {} : { parties }),
    })
  const notified = (at: string, party: string) => effectiveFact(IdentificationNotifiedToParty, undefined, { ...victim, party, at })
  const objected = (day: string, party: string) => effectiveFact(NotificationObjectionRecorded, day, { ...victim, party })
  const objectionWithdrawn = (day: string, party: string) => effectiveFact(NotificationObjectionWithdrawn, day, { ...victim, party })
  const withdrawn = (scope: unknown, id = consentId) => effectiveFact(ConsentWithdrawn, '2026-11-05', { ...victim, consentId: id, scope })
  const states = (...facts: ReturnType<typeof effectiveFact>[]) => statesOf(partyIsNotifiedInTime, '2026-11-20', ...facts)
  const both = agreed('2026-11-01', 'MM', 'TH')

  it('is owed for each country separately', () => {
    expect(states(both)).toEqual(['overdue', 'overdue'])
    expect(states(both, notified('2026-11-05', 'MM'))).toEqual(['met', 'overdue'])
    expect(states(objected('2026-10-30', 'TH'), objectionWithdrawn('2026-11-01', 'TH'), notified('2026-11-05', 'MM'))).toEqual(['overdue'])
  })
  it('is not owed for a country while the victim objects to it', () => {
    expect(states(both, objected('2026-11-05', 'MM'))).toEqual(['overdue'])
    expect(states(both, objected('2026-11-05', 'MM'), objectionWithdrawn('2026-11-12', 'MM'))).toEqual(['overdue', 'due'])
  })
  it('is not owed after the withdrawal of an objection that is not on record', () => {
    expect(states(objectionWithdrawn('2026-11-01', 'TH'))).toEqual([])
    expect(states(objected('2026-10-30', 'MM'), objectionWithdrawn('2026-11-01', 'TH'))).toEqual([])
  })
  it('is not owed if the victim named no country', () => expect(states(agreed('2026-11-01'))).toEqual([]))
  it('is met by an earlier notice if the victim agrees to the same country again', () =>
    expect(states(both, notified('2026-11-05', 'MM'), notified('2026-11-06', 'TH'), agreed('2026-11-08', 'MM'))).toEqual([
      'met',
      'met',
      'met',
    ]))
  it.each([
    ['all', []],
    [{ purposes: ['notificationAbroad'] }, []],
    [{ recipients: ['mm-social-welfare', 'ph-shelter'] }, []],
    [{ recipients: ['mm-social-welfare'] }, ['overdue', 'overdue']],
    [{ purposes: ['shelter'] }, ['overdue', 'overdue']],
    [{ dataCategories: ['identity'] }, []],
    [{ dataCategories: ['contact'] }, ['overdue', 'overdue']],
  ])('is owed only for what a withdrawal leaves of the consent: %j', (scope, left) => expect(states(both, withdrawn(scope))).toEqual(left))
  it('is not changed by a withdrawal of another consent, and stays met by a notice before the withdrawal', () => {
    expect(states(both, withdrawn('all', victim.personRef))).toEqual(['overdue', 'overdue'])
    expect(states(both, notified('2026-11-04', 'MM'), withdrawn('all'))).toEqual(['met'])
  })
  it('is not owed after a withdrawn objection once the later consent to that country is withdrawn', () => {
    const back = objectionWithdrawn('2026-11-01', 'MM')
    const states = (...facts: ReturnType<typeof effectiveFact>[]) =>
      statesOf(partyIsNotifiedInTime, '2026-11-20', objected('2026-10-30', 'MM'), ...facts)
    expect(states(back, agreed('2026-11-02', 'MM'), withdrawn('all'))).toEqual([])
    expect(states(back, agreed('2026-11-02', 'TH'), withdrawn('all'))).toEqual(['overdue'])
    expect(states(back, agreed('2026-11-02', 'MM'), withdrawn({ dataCategories: ['contact'] }))).toEqual(['overdue', 'overdue'])
    expect(states(agreed('2026-11-02', 'MM'), withdrawn('all'), back)).toEqual(['overdue'])
  })
  it('is not owed after a refusal of every notice, until the victim agrees again', () => {
    const refused = (day: string, purpose: string) => effectiveFact(ConsentRefused, day, { ...victim, purposes: [purpose], recipients: [] })
    expect(
      states(both, objected('2026-11-01', 'VN'), objectionWithdrawn('2026-11-02', 'VN'), refused('2026-11-05', 'notificationAbroad')),
    ).toEqual([])
    expect(states(both, refused('2026-11-05', 'shelter'))).toEqual(['overdue', 'overdue'])
    expect(states(both, refused('2026-11-05', 'notificationAbroad'), agreed('2026-11-19', 'TH'))).toEqual(['due'])
  })
})

describe(incidentIsAcknowledgedInTime.sentence, () => {
  const reported = () => effectiveFact(SafetyIncidentReported, '2026-11-05', victim)
  const acknowledged = (day: string, { id }: ReturnType<typeof effectiveFact>) =>
    effectiveFact(SafetyIncidentAcknowledged, day, { ...victim, incidentId: id })
  const states = (...facts: ReturnType<typeof effectiveFact>[]) => statesOf(incidentIsAcknowledgedInTime, '2026-11-20', ...facts)
  const [one, other] = [reported(), reported()]

  it('is owed for each incident separately', () => {
    expect(states(one, other)).toEqual(['overdue', 'overdue'])
    expect(states(one, other, acknowledged('2026-11-05', other))).toEqual(['overdue', 'met'])
    expect(states(one, acknowledged('2026-11-18', one))).toEqual(['metLate'])
  })
})
