import { describe, expect, it } from '@jest/globals'
import type { Command, Decided, Rule } from './decider.ts'
import { eventIdOf, NOW, officer } from './given.fixtures.ts'
import { nothingHappensInTheFuture, settle } from './settle.ts'

const broken = (more: Partial<Rule> = {}): Rule => ({
  id: 'court.judge-is-seated',
  sentence: 'a verdict is delivered by a seated judge',
  source: 'invented for this specification',
  level: 'block',
  holds: () => false,
  facts: () => ['docket-7'],
  ...more,
})
const command: Command = { name: 'DeliverVerdict', data: {}, now: NOW, actor: officer, known: {} }
const delivered = (...under: Rule[]): Decided => ({ under, events: [{ type: 'court.VerdictDelivered', data: {} }] })
const settled = (decision: Parameters<typeof settle>[0], more: Partial<Command> = {}) =>
  settle(decision, {}, { ...command, ...more }, eventIdOf)
const typesOf = (outcome: ReturnType<typeof settled>) => (outcome.outcome === 'accepted' ? outcome.events.map(({ type }) => type) : outcome)
const courtOrder = { ruleId: 'court.judge-is-seated', basis: 'courtOrder', reasonCode: 'appellateOrder' } as const

describe('holding a decision against its rules', () => {
  it('accepts what breaks no rule', () =>
    expect(typesOf(settled(delivered(broken({ holds: () => true }))))).toEqual(['court.VerdictDelivered']))

  it('refuses by the first broken rule that blocks, with references to what broke it', () =>
    expect(settled(delivered(broken({ level: 'warn' }), broken(), broken({ id: 'court.later' })))).toMatchObject({
      outcome: 'refused',
      rule: { id: 'court.judge-is-seated' },
      facts: ['docket-7'],
    }))

  it('refuses what the state itself forbids', () =>
    expect(settled({ forbiddenBy: broken() })).toMatchObject({ outcome: 'refused', facts: ['docket-7'] }))

  it('puts a warning beside what broke a rule that warns, and names the event', () =>
    expect(settled(delivered(broken({ level: 'warn' })))).toMatchObject({
      events: [
        { type: 'court.VerdictDelivered' },
        { type: 'case.WarningRaised', data: { ruleId: 'court.judge-is-seated', eventId: eventIdOf(0), facts: ['docket-7'] } },
      ],
    }))

  it('says nothing of a broken rule that is only recorded', () =>
    expect(typesOf(settled(delivered(broken({ level: 'record' }))))).toEqual(['court.VerdictDelivered']))

  it('gives a rule the level of the policy', () =>
    expect(typesOf(settle(delivered(broken()), {}, command, eventIdOf, () => 'warn'))).toEqual([
      'court.VerdictDelivered',
      'case.WarningRaised',
    ]))

  it('a rule of other jurisdictions is not asked', () => {
    const ofIndonesia = delivered(broken({ jurisdictions: ['ID'] }))
    expect(typesOf(settled(ofIndonesia))).toEqual(['court.VerdictDelivered'])
    expect(typesOf(settled(ofIndonesia, { jurisdiction: 'PH' }))).toEqual(['court.VerdictDelivered'])
    expect(settled(ofIndonesia, { jurisdiction: 'ID' }).outcome).toBe('refused')
  })
})

describe('setting a rule aside', () => {
  const overridable = broken({ overridableFor: ['courtOrder'] })

  it('is recorded beside the decision, on the ground stated', () =>
    expect(settled(delivered(overridable), { overrides: [courtOrder] })).toMatchObject({
      events: [{ type: 'court.VerdictDelivered' }, { type: 'case.RuleOverridden', data: { ...courtOrder, eventId: eventIdOf(0) } }],
    }))

  it('needs a ground that the rule allows', () => {
    expect(settled(delivered(overridable), { overrides: [{ ...courtOrder, basis: 'vitalInterest' }] }).outcome).toBe('refused')
    expect(settled(delivered(broken()), { overrides: [courtOrder] }).outcome).toBe('refused')
  })

  it('needs a second person where the rule says so', () => {
    const byTwo = delivered(broken({ overridableFor: ['courtOrder'], overrideNeedsApprover: true }))
    const approvedBy = (userId: string) => ({ overrides: [{ ...courtOrder, approver: { userId, role: 'supervising-prosecutor' } }] })
    expect(settled(byTwo, { overrides: [courtOrder] }).outcome).toBe('refused')
    expect(settled(byTwo, approvedBy(officer.userId)).outcome).toBe('refused')
    expect(settled(byTwo, approvedBy('l.santos')).outcome).toBe('accepted')
  })
})

describe('the record', () => {
  it(nothingHappensInTheFuture.sentence, () => {
    expect(settled(delivered(), { occurredAt: '2026-11-26' })).toMatchObject({ outcome: 'refused', facts: ['2026-11-26'] })
    expect(settled(delivered(), { occurredAt: '2026-11-25' }).outcome).toBe('accepted')
    expect(settled(delivered()).outcome).toBe('accepted')
  })
})
