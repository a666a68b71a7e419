import {
  ConsentGranted,
  ConsentRefused,
  ConsentWithdrawn,
  ForeignIdentificationRecognised,
  IdentificationNotifiedToParty,
  NotificationObjectionRecorded,
  NotificationObjectionWithdrawn,
  PresumedVictimIdentified,
  RightsInformed,
  SafetyIncidentAcknowledged,
  SafetyIncidentReported,
  VictimStatusDetermined,
} from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { statesOf, told } from '../told-deadlines.fixtures.ts'
import { anIncidentIsTakenInByWhoeverIsOnDuty, aPartyIsNotifiedInTime, rightsAreToldInTime } from './support-clocks.ts'

const she = { personRef: PresumedVictimIdentified.example.personRef }

describe(rightsAreToldInTime.sentence, () => {
  const informed = (day: string, ...topics: string[]) => told(RightsInformed, day, { ...she, topics })
  const states = (...facts: ReturnType<typeof told>[]) =>
    statesOf(rightsAreToldInTime, '2026-11-20', told(PresumedVictimIdentified, '2026-11-01', she), ...facts)

  it.each(['complaint', 'protection', 'assistance'])('and being told of %s alone is not enough', (topic) =>
    expect(states(informed('2026-11-05', topic))).toEqual(['overdue']),
  )
  it('at once, or one by one', () => {
    expect(states(informed('2026-11-05', 'assistance', 'protection'))).toEqual(['met'])
    expect(states(informed('2026-11-05', 'assistance'), informed('2026-11-11', 'protection', 'complaint'))).toEqual(['met'])
    expect(states(informed('2026-11-05', 'assistance'), informed('2026-11-12', 'protection'))).toEqual(['metLate'])
  })
  it('however she was identified, and once', () => {
    const on = (day: string, ...facts: ReturnType<typeof told>[]) => statesOf(rightsAreToldInTime, day, ...facts)
    const recognised = told(ForeignIdentificationRecognised, '2026-11-01', she)
    const found = (status: string) => told(VictimStatusDetermined, '2026-11-02', { ...she, status })
    expect(on('2026-11-12', recognised, found('ActualVictimOfTrafficking'))).toEqual(['overdue'])
    expect(on('2026-11-12', found('ActualVictimOfTrafficking'), recognised)).toEqual(['due'])
    expect(on('2026-12-31', found('NotAVictimOfTrafficking'))).toEqual([])
  })
  it('and what she was told before counts', () =>
    expect(
      statesOf(
        rightsAreToldInTime,
        '2026-11-20',
        informed('2026-10-20', 'assistance'),
        told(PresumedVictimIdentified, '2026-11-01', she),
        informed('2026-11-05', 'protection'),
      ),
    ).toEqual(['met']))
})

describe(aPartyIsNotifiedInTime.sentence, () => {
  const { consentId } = ConsentGranted.example
  const agreed = (day: string, ...parties: string[]) =>
    told(ConsentGranted, day, {
      ...she,
      purposes: ['notificationAbroad', 'shelter'],
      recipients: ['mm-social-welfare', 'ph-shelter'],
      dataCategories: ['identity', 'contact'],
      ...(parties.length === 0 ? {} : { parties }),
    })
  const notified = (at: string, party: string) => told(IdentificationNotifiedToParty, undefined, { ...she, party, at })
  const objected = (day: string, party: string) => told(NotificationObjectionRecorded, day, { ...she, party })
  const takenBack = (day: string, party: string) => told(NotificationObjectionWithdrawn, day, { ...she, party })
  const withdrawn = (scope: unknown, id = consentId) => told(ConsentWithdrawn, '2026-11-05', { ...she, consentId: id, scope })
  const states = (...facts: ReturnType<typeof told>[]) => statesOf(aPartyIsNotifiedInTime, '2026-11-20', ...facts)
  const both = agreed('2026-11-01', 'MM', 'TH')

  it('each for itself', () => {
    expect(states(both)).toEqual(['overdue', 'overdue'])
    expect(states(both, notified('2026-11-05', 'MM'))).toEqual(['met', 'overdue'])
    expect(states(takenBack('2026-11-01', 'TH'), notified('2026-11-05', 'MM'))).toEqual(['overdue'])
  })
  it('but the one to which she objects', () => {
    expect(states(both, objected('2026-11-05', 'MM'))).toEqual(['overdue'])
    expect(states(both, objected('2026-11-05', 'MM'), takenBack('2026-11-12', 'MM'))).toEqual(['overdue', 'due'])
  })
  it('and none where she named none', () => expect(states(agreed('2026-11-01'))).toEqual([]))
  it('and once: who was told need not be told again when she agrees anew', () =>
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
  ])('and nobody once she withdraws her consent: %j', (scope, left) => expect(states(both, withdrawn(scope))).toEqual(left))
  it('and what was taken back of another consent, or after the notice, changes nothing', () => {
    expect(states(both, withdrawn('all', she.personRef))).toEqual(['overdue', 'overdue'])
    expect(states(both, notified('2026-11-04', 'MM'), withdrawn('all'))).toEqual(['met'])
  })
  it('nor a country to which she had objected no more, once she takes back what she agreed to of it', () => {
    const back = takenBack('2026-11-01', 'MM')
    expect(states(back, agreed('2026-11-02', 'MM'), withdrawn('all'))).toEqual([])
    expect(states(back, agreed('2026-11-02', 'TH'), withdrawn('all'))).toEqual(['overdue'])
    expect(states(back, agreed('2026-11-02', 'MM'), withdrawn({ dataCategories: ['contact'] }))).toEqual(['overdue', 'overdue'])
    expect(states(agreed('2026-11-02', 'MM'), withdrawn('all'), back)).toEqual(['overdue'])
  })
  it('and nobody once she refuses, until she agrees again', () => {
    const refused = (day: string, purpose: string) => told(ConsentRefused, day, { ...she, purposes: [purpose], recipients: [] })
    expect(states(both, takenBack('2026-11-02', 'VN'), refused('2026-11-05', 'notificationAbroad'))).toEqual([])
    expect(states(both, refused('2026-11-05', 'shelter'))).toEqual(['overdue', 'overdue'])
    expect(states(both, refused('2026-11-05', 'notificationAbroad'), agreed('2026-11-19', 'TH'))).toEqual(['due'])
  })
})

describe(anIncidentIsTakenInByWhoeverIsOnDuty.sentence, () => {
  const reported = () => told(SafetyIncidentReported, '2026-11-05', she)
  const takenIn = (day: string, { id }: ReturnType<typeof told>) => told(SafetyIncidentAcknowledged, day, { ...she, incidentId: id })
  const states = (...facts: ReturnType<typeof told>[]) => statesOf(anIncidentIsTakenInByWhoeverIsOnDuty, '2026-11-20', ...facts)
  const [one, other] = [reported(), reported()]

  it('each incident for itself', () => {
    expect(states(one, other)).toEqual(['overdue', 'overdue'])
    expect(states(one, other, takenIn('2026-11-05', other))).toEqual(['overdue', 'met'])
    expect(states(one, takenIn('2026-11-18', one))).toEqual(['metLate'])
  })
})
