import { readingFor } from '@case-timeline/commands'
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
  prosecutionDetention,
  prosecutionDetentionCommands,
  SuspectArrested,
  VerdictDelivered,
  type EventType,
  type JurisdictionPolicy,
} from '@case-timeline/contracts'
import { commandFor } from '@case-timeline/decider/fixtures'
import { storedCase } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import { custodyStreamOf } from './custody.stream.ts'

const person = '11111111-1111-4111-8111-111111111111'
const [charge, otherCharge] = ['c4a26e10-0f1e-4d2c-8b3a-495867768594', 'd4a26e10-0f1e-4d2c-8b3a-495867768594']
const caseId = '99999999-9999-4999-8999-999999999999'
const custody = custodyStreamOf('prosecution')
const { OrderDetention, ExtendDetention } = prosecutionDetentionCommands

type Given = Parameters<typeof storedCase>[1]

const given = ({ type, example }: EventType, occurredAt: string, data: object = {}): Given => ({
  type,
  stream: `${type.split('.')[0]}.any-1`,
  data: { ...(example as object), personRef: person, ...data },
  occurredAt,
})

const clock = { validFrom: '1981-12-31', validUntil: '2026-01-01', source: 'invented' }
const policyOf = (...clocks: JurisdictionPolicy['clocks']): JurisdictionPolicy => ({
  jurisdiction: 'ZZ',
  reviewed: false,
  rules: {},
  traffickingOffences: [],
  clocks,
})

type Detention = Partial<typeof OrderDetention.example & { readonly legalBasis: string }>

const known = (
  type: typeof OrderDetention | typeof ExtendDetention,
  data: Detention,
  facts: readonly Given[],
  policy?: JurisdictionPolicy,
  occurredAt?: string,
) =>
  readingFor(custody, storedCase(caseId, ...facts), {
    ...commandFor(type, { ...OrderDetention.example, until: undefined, authority: 'PROSECUTION', ...data, personRef: person }, undefined, {
      policy,
    }),
    occurredAt: occurredAt ?? data.from,
  }).known

describe('the end of the right to hold a person that a detention command reads', () => {
  const laid = (chargeId = charge, on = '2026-01-01') => given(ChargeLaid, on, { accusedRef: person, chargeId })
  const tried = (verdict: string, on: string, chargeId = charge) => given(VerdictDelivered, on, { accusedRef: person, chargeId, verdict })
  const appealed = (effect: string, on: string) => given(AppealDecided, on, { effects: [{ chargeId: charge, effect }] })
  const withdrawn = (on: string, chargeId = charge) => given(ChargeWithdrawn, on, { chargeId })
  const at = (from: string, ...facts: readonly Given[]) => known(OrderDetention, { from }, facts)
  const acquittedAt = (at: string) => ({ rightEnded: { ground: 'acquitted', at } })
  const unended = { rightEnded: undefined }

  it('is the acquittal of the last charge, at trial or on appeal', () => {
    expect(at('2026-10-01', laid(), tried('notGuilty', '2026-09-15'))).toMatchObject(acquittedAt('2026-09-15'))
    expect(at('2026-10-01', laid(), laid(otherCharge), tried('notGuilty', '2026-09-15'))).toMatchObject(unended)
    expect(at('2026-11-01', laid(), tried('guilty', '2026-09-15'), appealed('acquitted', '2026-10-20'))).toMatchObject(
      acquittedAt('2026-10-20'),
    )
  })
  it('is the end of the last charge by a court without a verdict, on whatever ground', () => {
    const ended = (ground: string, on: string) => given(ChargesEnded, on, { accusedRef: person, chargeIds: [charge], ground })
    expect(at('2026-10-01', laid(), ended('quashed', '2026-09-15'))).toMatchObject({
      rightEnded: { ground: 'chargesEnded', at: '2026-09-15' },
    })
    expect(at('2026-10-01', laid(), laid(otherCharge), ended('quashed', '2026-09-15'))).toMatchObject(unended)
    expect(at('2026-10-01', laid(), ended('accusedDied', '2026-09-15'))).toMatchObject({ rightEnded: { ground: 'died' } })
  })
  it('is the death of the person, charged or not, after which nothing gives a right to hold the person', () => {
    const died = given(investigationDeath.PersonDiedInCustody, '2026-09-15', { at: '2026-09-15' })
    const isDead = { rightEnded: { ground: 'died', at: '2026-09-15' } }
    expect(at('2026-10-01', died)).toMatchObject(isDead)
    expect(at('2026-10-01', laid(), died, laid(otherCharge, '2026-09-20'))).toMatchObject(isDead)
    expect(at('2026-10-01', laid(), tried('notGuilty', '2026-09-10'), died, appealed('convicted', '2026-09-20'))).toMatchObject(isDead)
    expect(at('2026-09-01', died)).toMatchObject(unended)
  })
  it('does not exist after a conviction on appeal, a retrial or a new charge', () => {
    const acquitted = [laid(), tried('notGuilty', '2026-09-15')]
    expect(at('2026-11-01', ...acquitted, appealed('convicted', '2026-10-20'))).toMatchObject(unended)
    expect(at('2026-11-01', ...acquitted, appealed('retrial', '2026-10-20'))).toMatchObject(unended)
    expect(at('2026-11-01', ...acquitted, laid(otherCharge, '2026-10-20'))).toMatchObject(unended)
    expect(at('2026-11-01', ...acquitted, appealed('verdictStands', '2026-10-20'))).toMatchObject(acquittedAt('2026-09-15'))
  })
  it('follows from decisions on a charge that is not on record, for the accused whom they name', () => {
    const ended = given(ChargesEnded, '2026-09-15', { accusedRef: person, chargeIds: [charge], ground: 'quashed' })
    const cleared = given(NonPunishmentApplied, '2026-09-15', { chargeIds: [charge] })
    expect(at('2026-10-01', tried('notGuilty', '2026-09-15'))).toMatchObject(acquittedAt('2026-09-15'))
    expect(at('2026-11-01', tried('guilty', '2026-09-15'), appealed('acquitted', '2026-10-20'))).toMatchObject(acquittedAt('2026-10-20'))
    expect(at('2026-10-01', ended)).toMatchObject({ rightEnded: { ground: 'chargesEnded' } })
    expect(at('2026-10-01', cleared)).toMatchObject({ rightEnded: { ground: 'nonPunishment' } })
    const lesser = tried('guilty', '2026-09-15', otherCharge)
    expect(at('2026-10-01', laid(), tried('notGuilty', '2026-09-15'), lesser)).toMatchObject(unended)
  })
  it('concerns whom the charge accuses, if a decision on it names another person', () => {
    const bystander = '22222222-2222-4222-8222-222222222222'
    const acquittalOf = (accusedRef: string) =>
      given(VerdictDelivered, '2026-09-15', { accusedRef, chargeId: charge, verdict: 'notGuilty' })
    expect(at('2026-10-01', laid(), acquittalOf(bystander))).toMatchObject(acquittedAt('2026-09-15'))
    const accusesBystander = given(ChargeLaid, '2026-01-01', { accusedRef: bystander, chargeId: charge })
    expect(at('2026-10-01', acquittalOf(person), accusesBystander)).toMatchObject(unended)
  })
  it('is the withdrawal of the last charge, and an acquittal if another was withdrawn', () => {
    expect(at('2026-11-01', laid(), withdrawn('2026-10-01'))).toMatchObject({
      rightEnded: { ground: 'chargesEnded', at: '2026-10-01' },
    })
    const mixed = [laid(), laid(otherCharge), tried('notGuilty', '2026-09-15'), withdrawn('2026-10-01', otherCharge)]
    expect(at('2026-11-01', ...mixed)).toMatchObject(acquittedAt('2026-10-01'))
  })
  it('is the withdrawal of the last charge to be replaced, from the next day on and until another is laid', () => {
    const replaced = given(ChargeWithdrawn, '2026-10-01T09:00:00+08:00', { chargeId: charge, reasonCode: 'replaced' })
    expect(at('2026-10-01T15:00:00+08:00', laid(), replaced)).toMatchObject(unended)
    expect(at('2026-10-02', laid(), replaced)).toMatchObject({ rightEnded: { ground: 'notReplaced' } })
    expect(at('2026-10-02', laid(), replaced, laid(otherCharge, '2026-10-02'))).toMatchObject(unended)
  })
  it('is judged by when it happened: a later acquittal does not concern an earlier detention', () => {
    const acquitted = [laid(), tried('notGuilty', '2026-09-15')]
    expect(at('2026-09-14', ...acquitted)).toMatchObject(unended)
    expect(at('2026-10-01', ...acquitted, appealed('convicted', '2026-10-20'))).toMatchObject(acquittedAt('2026-09-15'))
  })
  it('is bail until an order or another end of the right, and then that', () => {
    const bail = given(BailDecided, '2026-08-01', { accusedRef: person, granted: true })
    const again = given(adjudicationDetention.DetentionOrdered, '2026-09-20', { from: '2026-09-20' })
    expect(at('2026-09-01', laid(), bail)).toMatchObject({ rightEnded: { ground: 'bail', at: '2026-08-01' } })
    expect(at('2026-10-01', laid(), bail, again)).toMatchObject(unended)
    expect(at('2026-10-01', laid(), bail, tried('notGuilty', '2026-09-15'), again)).toMatchObject(acquittedAt('2026-09-15'))
  })
  it('remains after another order, which alone gives no right', () => {
    const again = given(adjudicationDetention.DetentionOrdered, '2026-10-01', { from: '2026-10-01' })
    expect(at('2026-10-20', laid(), tried('notGuilty', '2026-09-15'), again)).toMatchObject(acquittedAt('2026-09-15'))
  })
})

describe('the limit of a detention that a command reads', () => {
  const limits = policyOf(
    { ...clock, activity: 'detentionOrdered', authority: 'POLICE', maxDays: 20 },
    { ...clock, activity: 'detentionExtended', authority: 'PROSECUTION', maxDays: 40 },
  )
  const byPolice = (from: string, until: string | undefined, policy = limits, occurredAt?: string) =>
    known(OrderDetention, { from, until, authority: 'POLICE' }, [], policy, occurredAt)
  const ofOrder = (authority: string, from: string) =>
    given(investigationDetention.DetentionOrdered, from, { authority, from, until: undefined })

  it('is kept by 20 days of the police, first and last day included, and exceeded by 21', () => {
    expect(byPolice('2016-03-27', '2016-04-15')).toMatchObject({ limit: 'kept' })
    expect(byPolice('2016-03-27', '2016-04-16')).toMatchObject({ limit: 'exceeded' })
    expect(byPolice('2018-11-08', '2018-01-06')).toMatchObject({ limit: 'kept' })
  })
  it('is exceeded with a note how the source of the limit was read', () => {
    const read = policyOf({ ...clock, activity: 'detentionOrdered', authority: 'POLICE', maxDays: 20, verified: 'secondary' })
    expect(byPolice('2016-03-27', '2016-04-16')).toMatchObject({ limit: 'exceeded', limitVerified: 'no' })
    expect(byPolice('2016-03-27', '2016-04-16', read)).toMatchObject({ limit: 'exceeded', limitVerified: 'secondary' })
  })
  it('is exceeded by 41 days of a prosecutor’s extension', () =>
    expect(known(ExtendDetention, { from: '2016-04-16', until: '2016-05-26' }, [], limits)).toMatchObject({ limit: 'exceeded' }))
  it('is that of the law of the day of the order, whenever the detention begins', () => {
    expect(byPolice('2026-01-10', '2026-02-28', limits, '2025-12-30')).toMatchObject({ limit: 'exceeded' })
    expect(byPolice('2025-12-30', '2026-02-28', limits, '2026-01-10')).toMatchObject({ limit: 'unknown' })
  })
  it('is unknown where the law is not in force, or does not cover the authority or the activity', () => {
    expect(byPolice('2026-02-01', '2026-02-10')).toMatchObject({ limit: 'unknown' })
    expect(known(OrderDetention, { from: '2016-04-16' }, [], limits)).toMatchObject({ limit: 'unknown' })
    expect(known(ExtendDetention, { from: '2016-04-16', authority: 'POLICE' }, [], limits)).toMatchObject({ limit: 'unknown' })
    expect(byPolice('2016-03-27', '2016-04-15', policyOf())).toMatchObject({ limit: 'unknown' })
    const total = policyOf({ ...clock, activity: 'detentionTotal', maxDays: 30 })
    expect(byPolice('2016-03-27', '2016-04-15', total)).toMatchObject({ limit: 'unknown' })
    expect(byPolice('2016-03-27', '2016-04-26', total)).toMatchObject({ limit: 'exceeded' })
  })
  it('is kept where the policy says that the law sets none', () => {
    const unlimited = policyOf({ ...clock, activity: 'detentionOrdered', unlimited: true })
    expect(byPolice('2016-03-27', '2019-04-15', unlimited)).toMatchObject({ limit: 'kept' })
  })
  it('is that of the order that an extension prolongs: the last recorded one that did not begin later', () => {
    const court = { ...clock, activity: 'detentionExtended' as const, authority: 'DISTRICT_COURT' }
    const exceptional = { ...clock, activity: 'detentionExtended' as const, legalBasis: 'KUHAP-1981/29', maxDays: 30 }
    const policy = policyOf(exceptional, { ...court, prolongs: 'PROSECUTION', maxDays: 30 }, { ...court, maxDays: 60 })
    const extendedBy = (facts: readonly Given[], data: Detention = {}) =>
      known(ExtendDetention, { from: '2016-04-16', until: '2016-06-14', authority: 'DISTRICT_COURT', ...data }, facts, policy)
    const [prosecutors, courts] = [ofOrder('PROSECUTION', '2016-03-27'), ofOrder('DISTRICT_COURT', '2016-04-01')]
    expect(extendedBy([prosecutors])).toMatchObject({ limit: 'exceeded' })
    expect(extendedBy([prosecutors, courts])).toMatchObject({ limit: 'kept' })
    expect(extendedBy([prosecutors, ofOrder('DISTRICT_COURT', '2016-05-01')])).toMatchObject({ limit: 'exceeded' })
    expect(extendedBy([])).toMatchObject({ limit: 'kept' })
    expect(extendedBy([courts], { legalBasis: 'KUHAP-1981/29' })).toMatchObject({ limit: 'exceeded' })
  })
  it('is unknown of an extension of an order of an authority that no limit of extensions names', () => {
    const court = { ...clock, activity: 'detentionExtended' as const, authority: 'DISTRICT_COURT' }
    const policy = policyOf({ ...court, prolongs: 'DISTRICT_COURT', unlimited: true })
    const extendedBy = (...facts: readonly Given[]) =>
      known(ExtendDetention, { from: '2016-04-16', until: '2016-06-14', authority: 'DISTRICT_COURT' }, facts, policy)
    expect(extendedBy(ofOrder('POLICE', '2016-04-01'))).toMatchObject({ limit: 'unknown' })
    expect(extendedBy(ofOrder('POLICE', '2016-04-01'), ofOrder('DISTRICT_COURT', '2016-04-02'))).toMatchObject({ limit: 'kept' })
    expect(extendedBy()).toMatchObject({ limit: 'kept' })
  })
  it('counts the time since the arrest, where the law says so', () => {
    const policy = policyOf({ ...clock, activity: 'detentionOrdered', maxHours: 36, countsFrom: 'arrest' })
    const arrested = given(SuspectArrested, '2016-03-26T20:00:00+08:00')
    const until = (text: string, ...facts: readonly Given[]) => known(OrderDetention, { from: '2016-03-27', until: text }, facts, policy)
    expect(until('2016-03-28T07:00:00+08:00', arrested)).toMatchObject({ limit: 'kept' })
    expect(until('2016-03-28T08:00:00+08:00', arrested)).toMatchObject({ limit: 'exceeded' })
    expect(until('2016-03-28T08:00:00+08:00')).toMatchObject({ limit: 'kept' })
  })
  it('counts all time before it, by any authority, where the law limits the whole custody', () => {
    const policy = policyOf({ ...clock, activity: 'detentionOrdered', maxDays: 20 }, { ...clock, activity: 'detentionTotal', maxDays: 30 })
    const earlier = given(prosecutionDetention.DetentionOrdered, '2016-03-01', { from: '2016-03-01', until: '2016-03-20' })
    const until = (text: string, ...facts: readonly Given[]) => known(OrderDetention, { from: '2016-04-01', until: text }, facts, policy)
    expect(until('2016-04-10', earlier)).toMatchObject({ limit: 'kept' })
    expect(until('2016-04-11', earlier)).toMatchObject({ limit: 'exceeded' })
    expect(until('2016-04-11')).toMatchObject({ limit: 'kept' })
  })
})
