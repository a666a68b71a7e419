import {
  adjudicationDetention,
  AppealDecided,
  BailDecided,
  ChargeLaid,
  ChargesEnded,
  ChargeWithdrawn,
  investigationDeath,
  investigationDetention,
  NonPunishmentApplied,
  PresumedVictimIdentified,
  PrivateComplaintRegistered,
  VerdictDelivered,
} from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { clockSpecificationOf, effectiveFact, tenDays } from '../deadlines/deadlines.fixtures.ts'
import { custodyClocksOf } from './custody.clocks.ts'

const { deadlinesOwed, statesOf } = clockSpecificationOf('investigation', custodyClocksOf('investigation'))
const releaseInTime = { id: 'investigation.person-is-released-when-right-to-hold-ends' }
const limitKept = { id: 'investigation.detention-ends-within-limit' }

const { personRef } = PresumedVictimIdentified.example
const other = '6a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8f'
const [chargeId, second] = ['c4a26e10-0f1e-4d2c-8b3a-495867768594', 'd4a26e10-0f1e-4d2c-8b3a-495867768594']

const detained = (who = personRef) =>
  effectiveFact(investigationDetention.DetentionOrdered, '2020-03-01', {
    personRef: who,
    from: '2020-03-01',
    until: undefined,
    authority: 'POLICE',
  })
const charged = (id: string, on: string | undefined, accusedRef: string = personRef) =>
  effectiveFact(ChargeLaid, on, { accusedRef, chargeId: id })
const tried = (verdict: string, on: string, id: string, accusedRef: string = personRef) =>
  effectiveFact(VerdictDelivered, on, { accusedRef, chargeId: id, verdict })
const appealed = (on: string, ...effects: readonly (readonly [string, string])[]) =>
  effectiveFact(AppealDecided, on, { effects: effects.map(([id, effect]) => ({ chargeId: id, effect })) })

/** Who is owed a release that nothing has met, in the middle of 2020. */
const owedRelease = (...facts: ReturnType<typeof effectiveFact>[]) =>
  deadlinesOwed(...facts)
    .filter(({ ruleId, metAt }) => ruleId === releaseInTime.id && metAt === undefined)
    .map(({ key }) => key)

describe('a complaint that a person brings before a court', () => {
  const complained = (on: string) =>
    effectiveFact(PrivateComplaintRegistered, on, {
      charges: [{ chargeId: second, accusedRef: personRef, offenceCode: 'libel', victims: [] }],
    })
  const acquitted = tried('notGuilty', '2020-04-01', chargeId)

  it('is no ground to hold a person whom a court acquitted of the charge of the prosecutor', () => {
    expect(owedRelease(detained(), charged(chargeId, '2020-03-02'), acquitted, complained('2020-04-02'))).toEqual([personRef])
    expect(owedRelease(detained(), charged(chargeId, '2020-03-02'), complained('2020-03-15'), acquitted)).toEqual([personRef])
  })
  it('ends the right to hold who is held for it when the court acquits', () =>
    expect(owedRelease(complained('2020-02-15'), detained(), tried('notGuilty', '2020-04-01', second))).toEqual([personRef]))
})

describe('a decision on a charge', () => {
  it('concerns the person whom it names, where two persons are accused under one charge', () => {
    const both = [detained(), detained(other), charged(chargeId, '2020-03-02'), charged(chargeId, '2020-03-02', other)]
    const verdicts = (first: string, next: string) => [tried(first, '2020-04-01', chargeId), tried(next, '2020-04-02', chargeId, other)]
    expect(owedRelease(...both, ...verdicts('notGuilty', 'guilty'))).toEqual([personRef])
    expect(owedRelease(...both, ...verdicts('guilty', 'notGuilty'))).toEqual([other])
  })
  it('concerns the accused if it names the person by a reference under which the charge was not laid', () =>
    expect(owedRelease(detained(), charged(chargeId, '2020-03-02'), tried('notGuilty', '2020-04-01', chargeId, other))).toEqual([
      personRef,
    ]))
  it.each([
    ['an acquittal', tried('notGuilty', '2020-04-01', chargeId)],
    [
      'an end without a verdict',
      effectiveFact(ChargesEnded, '2020-04-01', { accusedRef: personRef, chargeIds: [chargeId], ground: 'quashed' }),
    ],
    ['a court that clears the person', effectiveFact(NonPunishmentApplied, '2020-04-01', { personRef, chargeIds: [chargeId] })],
  ])('ends the right to hold the person though nobody recorded that the charge was laid: %s', (_, decision) =>
    expect(owedRelease(detained(), decision)).toEqual([personRef]),
  )
})

describe('a charge that was decided', () => {
  const acquitted = tried('notGuilty', '2020-04-01T10:00:00Z', chargeId)

  it.each([
    ['at an unknown time', undefined],
    ['on the day of the acquittal', '2020-04-01'],
    ['on a later day, by mistake', '2020-04-02'],
  ])('was laid before it was decided, though it is recorded later as laid %s', (_, on) =>
    expect(owedRelease(detained(), acquitted, charged(chargeId, on))).toEqual([personRef]),
  )
  it('is not another charge, which gives a new right to hold the person', () =>
    expect(owedRelease(detained(), charged(chargeId, '2020-03-02'), acquitted, charged(second, '2020-04-01T12:00:00Z'))).toEqual([]))
})

describe('what one event decides on several charges', () => {
  const tryBoth = [
    detained(),
    charged(chargeId, '2020-03-02'),
    charged(second, '2020-03-02'),
    tried('guilty', '2020-04-01', chargeId),
    tried('notGuilty', '2020-04-01', second),
  ]
  it('takes effect together: no release is owed if one of them ends in a conviction', () => {
    for (const effects of [
      [[chargeId, 'acquitted'] as const, [second, 'convicted'] as const],
      [[second, 'convicted'] as const, [chargeId, 'acquitted'] as const],
    ])
      expect(statesOf(releaseInTime, '2020-06-01', ...tryBoth, appealed('2020-05-01', ...effects))).toEqual([])
  })
  it('counts for a charge that it names twice as it says last', () =>
    expect(
      owedRelease(...tryBoth, appealed('2020-05-01', [chargeId, 'acquitted'], [chargeId, 'convicted'], [chargeId, 'acquitted'])),
    ).toEqual([personRef]))
})

describe('the death of a person in custody', () => {
  it.each([
    ['a court', effectiveFact(ChargesEnded, '2020-03-10', { accusedRef: personRef, chargeIds: [chargeId], ground: 'accusedDied' })],
    ['the prosecutor', effectiveFact(ChargeWithdrawn, '2020-03-10', { chargeId, reasonCode: 'accusedDeceased' })],
  ])('that %s states ends the limit of the custody when the service that holds the person records it', (_, ended) => {
    const history = [detained(), charged(chargeId, '2020-03-02'), ended]
    const died = effectiveFact(investigationDeath.PersonDiedInCustody, '2020-03-10', { personRef, at: '2020-03-10' })
    expect(statesOf(limitKept, '2020-06-01', ...history)).toEqual(['overdue'])
    expect(statesOf(limitKept, '2020-06-01', ...history, died)).toEqual(['met'])
  })
  it('is not reported by another end of the charges, after which the person may still be held', () => {
    const quashed = effectiveFact(ChargesEnded, '2020-03-10', { accusedRef: personRef, chargeIds: [chargeId], ground: 'quashed' })
    expect(statesOf(limitKept, '2020-06-01', detained(), charged(chargeId, '2020-03-02'), quashed)).toEqual(['overdue'])
  })
})

describe('the release of a person who was granted bail', () => {
  const onBail = [
    detained(),
    charged(chargeId, '2020-03-02'),
    effectiveFact(BailDecided, '2020-03-05', { accusedRef: personRef, granted: true }),
  ]
  it('is owed until the person is convicted or held by a new decision, and not ended by another charge', () => {
    const replaced = effectiveFact(ChargeWithdrawn, '2020-03-06', { chargeId, reasonCode: 'replaced' })
    expect(owedRelease(...onBail, charged(second, '2020-03-06'))).toEqual([personRef])
    expect(owedRelease(...onBail, replaced, charged(second, '2020-03-06'))).toEqual([personRef])
    expect(owedRelease(...onBail, tried('guilty', '2020-03-06', chargeId))).toEqual([])
  })
})

describe('a charge that is withdrawn to be replaced', () => {
  const court = adjudicationDetention
  const unlimited = { activity: 'detentionOrdered' as const, authority: 'DISTRICT_COURT', unlimited: true as const }
  const policy = { ...tenDays, clocks: [...tenDays.clocks, { ...unlimited, validFrom: '2000-01-01', source: 'invented' }] }
  const remanded = (from: string) =>
    effectiveFact(court.DetentionOrdered, from, { personRef, from, until: undefined, authority: 'DISTRICT_COURT' })
  const freed = (at: string) =>
    effectiveFact(court.DetentionEnded, at, { personRef, at, releaseReason: 'courtOrder', authority: 'DISTRICT_COURT' })
  const withdrawn = (on: string, id = chargeId) => effectiveFact(ChargeWithdrawn, on, { chargeId: id, reasonCode: 'replaced' })
  const bail = (on: string) => effectiveFact(BailDecided, on, { accusedRef: personRef, granted: true })
  const ofCourt = clockSpecificationOf('adjudication', custodyClocksOf('adjudication'), policy)
  const rightKept = { id: 'adjudication.person-is-released-when-right-to-hold-ends' }
  const states = (day: string, ...facts: ReturnType<typeof effectiveFact>[]) => ofCourt.statesOf(rightKept, day, ...facts)
  const before = [remanded('2020-03-01'), charged(chargeId, '2020-03-02')]
  const gone = [...before, withdrawn('2020-04-01')]

  it('leaves no right to hold the person after the time of a release, though the law limits no remand', () => {
    expect(states('2020-04-01', ...gone)).toEqual(['due'])
    expect(states('2020-04-02', ...gone)).toEqual(['due'])
    expect(states('2020-04-04', ...gone)).toEqual(['overdue'])
    expect(states('2021-06-01', ...gone)).toEqual(['overdue'])
    expect(ofCourt.deadlinesOwed(...gone)).toMatchObject([{ custody: { concern: 'rightEnded', ground: 'notReplaced' } }])
  })
  it('counts from the end of its day, whatever hour is stated, and where the policy leaves no time for a release', () => {
    const laws = { ...policy, clocks: policy.clocks.filter(({ activity }) => activity !== 'release') }
    const { deadlinesOwed: owed } = clockSpecificationOf('adjudication', custodyClocksOf('adjudication'), laws)
    const at = { ...withdrawn('2020-04-01T09:00:00+08:00'), occurredZone: 'Asia/Singapore' }
    expect(owed(...before, at).map(({ dueBy }) => dueBy)).toEqual(['2020-04-01T16:00:00.000Z'])
    const inNoZone = withdrawn('2020-04-01T07:30:00+08:00')
    expect(owed(...before, inNoZone).map(({ dueBy }) => dueBy)).toEqual(['2020-04-01T23:30:00.000Z'])
  })
  it('is replaced by another one, laid before it or in that time; a later one ends the alarm', () => {
    const another = (on: string) => charged(second, on)
    expect(states('2021-06-01', ...before, another('2020-03-31'), withdrawn('2020-04-01'))).toEqual([])
    expect(states('2021-06-01', ...gone, another('2020-04-01'))).toEqual(['met'])
    expect(states('2021-06-01', ...gone, another('2020-04-02'))).toEqual(['met'])
    expect(states('2021-06-01', ...gone, another('2020-04-20'))).toEqual(['metLate'])
    expect(states('2020-04-10', ...gone, another('2020-04-20'))).toEqual(['overdue'])
  })
  it('is not replaced by an order: who is remanded again is listed by that one, until released', () => {
    const again = remanded('2020-04-08')
    expect(states('2021-06-01', ...gone, again)).toEqual(['overdue'])
    expect(ofCourt.deadlinesOwed(...gone, again)).toMatchObject([{ custody: { heldByEventId: again.id } }])
    expect(states('2021-06-01', ...gone, again, freed('2020-05-01'))).toEqual(['metLate'])
    expect(states('2021-06-01', ...gone, again, charged(second, '2020-05-01'))).toEqual(['metLate'])
  })
  it('is no alarm about who is free, nor about who was released and is held again', () => {
    expect(states('2021-06-01', ...before, freed('2020-03-20'), withdrawn('2020-04-01'))).toEqual([])
    expect(states('2021-06-01', ...gone, freed('2020-04-02'), remanded('2020-06-01'))).toEqual(['met'])
  })
  it('leaves the release that is owed after bail, also if another charge is laid', () => {
    const other = charged(second, '2020-04-10')
    expect(states('2021-06-01', ...before, bail('2020-03-20'), withdrawn('2020-04-01'), other)).toEqual(['overdue'])
    expect(states('2021-06-01', ...gone, bail('2020-04-02'), other)).toEqual(['overdue'])
  })
  it('ends nothing as long as another charge is open, and is the end when that one is decided before it', () => {
    const both = [...before, charged(second, '2020-03-03')]
    expect(states('2021-06-01', ...both, withdrawn('2020-04-01'))).toEqual([])
    expect(states('2021-06-01', ...both, tried('notGuilty', '2020-03-20', second), withdrawn('2020-04-01'))).toEqual(['overdue'])
    expect(states('2021-06-01', ...both, tried('guilty', '2020-03-20', second), withdrawn('2020-04-01'))).toEqual([])
  })
})

describe('the statement that another order replaced the one under which a person is held', () => {
  const ended = (releaseReason: string, at: string) =>
    effectiveFact(investigationDetention.DetentionEnded, at, { personRef, at, releaseReason, authority: 'POLICE' })
  const again = (from: string) =>
    effectiveFact(investigationDetention.DetentionOrdered, from, { personRef, from, until: undefined, authority: 'POLICE' })
  it('ends no limit: only the other order does, or the release', () => {
    const states = (...facts: ReturnType<typeof effectiveFact>[]) => statesOf(limitKept, '2020-03-25', detained(), ...facts)
    expect(states(ended('replaced', '2020-03-05'))).toEqual(['overdue'])
    expect(states(ended('replaced', '2020-03-05'), again('2020-03-08'))).toEqual(['met', 'due'])
    expect(states(ended('expired', '2020-03-05'))).toEqual(['met'])
  })
  it('does not end the limit of that other order, if it is recorded after it', () =>
    expect(statesOf(limitKept, '2020-06-01', detained(), again('2020-03-05'), ended('replaced', '2020-03-05'))).toEqual(['met', 'overdue']))
})

describe('a habeas corpus', () => {
  const decided = (outcome: string, more: object = {}) =>
    effectiveFact(AppealDecided, '2020-04-01', {
      ...{ outcome, remedy: 'habeasCorpus', effects: [{ chargeId, effect: 'verdictStands' }] },
      ...more,
    })
  const held = [detained(), charged(chargeId, '2020-03-02')]
  const groundsOf = (...facts: ReturnType<typeof effectiveFact>[]) =>
    deadlinesOwed(...facts)
      .filter(({ ruleId }) => ruleId === releaseInTime.id)
      .map(({ custody }) => custody?.ground)

  it('orders the release of the accused of the charge that it names when the court allows it, whatever becomes of the charge', () => {
    expect(owedRelease(...held, decided('allowed'))).toEqual([personRef])
    expect(groundsOf(...held, decided('allowed'))).toEqual(['releaseOrdered'])
    expect(owedRelease(...held, tried('guilty', '2020-03-20', chargeId), decided('allowed'))).toEqual([personRef])
  })
  it('orders the release of who is held by an order of a court, too', () => {
    const ofCourt = clockSpecificationOf('adjudication', custodyClocksOf('adjudication'))
    const ordered = effectiveFact(adjudicationDetention.DetentionOrdered, '2020-03-05', {
      ...{ personRef, from: '2020-03-05', until: undefined, authority: 'DISTRICT_COURT' },
    })
    const owed = ofCourt.deadlinesOwed(...held, ordered, decided('allowed')).filter(({ custody }) => custody?.concern === 'rightEnded')
    expect(owed.map(({ key, metAt }) => [key, metAt])).toEqual([[personRef, undefined]])
  })
  it('is met by the release, and ends no custody by itself', () => {
    const released = effectiveFact(investigationDetention.DetentionEnded, '2020-04-02', {
      ...{ personRef, at: '2020-04-02', releaseReason: 'courtOrder', authority: 'POLICE' },
    })
    expect(owedRelease(...held, decided('allowed'), released)).toEqual([])
  })
  it('that also acquits ends the right to hold by the acquittal, which no order alone restores', () =>
    expect(
      groundsOf(...held, tried('guilty', '2020-03-20', chargeId), decided('allowed', { effects: [{ chargeId, effect: 'acquitted' }] })),
    ).toEqual(['acquitted']))
  it('claims nothing when it is dismissed, is allowed in part, or names no charge, nor does another remedy', () => {
    expect(owedRelease(...held, decided('dismissed'))).toEqual([])
    expect(owedRelease(...held, decided('partlyAllowed'))).toEqual([])
    expect(owedRelease(...held, decided('allowed', { effects: [] }))).toEqual([])
    expect(owedRelease(...held, decided('allowed', { remedy: 'interlocutory' }))).toEqual([])
  })
})
