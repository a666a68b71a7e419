import { describe, expect, it } from '@jest/globals'
import type { Command, Decided, Rule } from './decider.ts'
import { approver, NOW, officer } from './given.fixtures.ts'
import { spanOf } from './occurred.ts'
import { addressedOfficeIsRegistered, factIsNotCenturiesOld, factIsNotInFuture, settle } from './settle.ts'

const broken = (more: Partial<Rule> = {}): Rule => ({
  id: 'court.judge-is-seated',
  sentence: 'a verdict is delivered by a seated judge',
  source: 'invented for this specification',
  level: 'block',
  holds: () => false,
  facts: () => ['docket-7'],
  ...more,
})
const command: Command = { name: 'DeliverVerdict', data: {}, now: NOW, spanOf, actor: officer, known: {} }
const delivered = (...under: Rule[]): Decided => ({ under, events: [{ type: 'court.VerdictDelivered', data: {} }] })
const settled = (decision: Parameters<typeof settle>[0], more: Partial<Command> = {}) => settle(decision, {}, { ...command, ...more })
const courtOrder = { ruleId: 'court.judge-is-seated', basis: 'courtOrder', reasonCode: 'appellateOrder' } as const

const accepted = { outcome: 'accepted', events: delivered().events, overrides: [], warnings: [] }

describe('applying the rules to a decision', () => {
  it('accepts a decision that breaks no rule', () => expect(settled(delivered(broken({ holds: () => true })))).toEqual(accepted))

  it('refuses by the first broken blocking rule, with references to the cause', () =>
    expect(settled(delivered(broken({ level: 'warn' }), broken(), broken({ id: 'court.later' })))).toMatchObject({
      outcome: 'refused',
      rule: { id: 'court.judge-is-seated' },
      facts: ['docket-7'],
    }))

  it('refuses a command that the state itself forbids', () =>
    expect(settled({ forbiddenBy: broken() })).toMatchObject({ outcome: 'refused', facts: ['docket-7'] }))

  it('warns about a broken rule of level warn, with references to the cause', () =>
    expect(settled(delivered(broken({ level: 'warn' })))).toMatchObject({
      ...accepted,
      warnings: [{ rule: { id: 'court.judge-is-seated' }, facts: ['docket-7'] }],
    }))

  it('does not warn about a broken rule of level record', () => expect(settled(delivered(broken({ level: 'record' })))).toEqual(accepted))

  it('applies the level of the policy', () =>
    expect(settle(delivered(broken()), {}, command, () => 'warn')).toMatchObject({
      ...accepted,
      warnings: [{ rule: { id: 'court.judge-is-seated' } }],
    }))

  it('does not apply rules of other jurisdictions', () => {
    const ofIndonesia = delivered(broken({ jurisdictions: ['ID'] }))
    expect(settled(ofIndonesia)).toEqual(accepted)
    expect(settled(ofIndonesia, { jurisdiction: 'PH' })).toEqual(accepted)
    expect(settled(ofIndonesia, { jurisdiction: 'ID' }).outcome).toBe('refused')
  })
})

describe('overriding a rule', () => {
  const overridable = broken({ overridableFor: ['courtOrder'] })

  it('is recorded with the decision, on the stated ground', () =>
    expect(settled(delivered(overridable), { overrides: [courtOrder] })).toEqual({ ...accepted, overrides: [courtOrder] }))

  it('requires a ground that the rule allows', () => {
    expect(settled(delivered(overridable), { overrides: [{ ...courtOrder, basis: 'vitalInterest' }] }).outcome).toBe('refused')
    expect(settled(delivered(broken()), { overrides: [courtOrder] }).outcome).toBe('refused')
  })

  it('requires a second person if the rule demands it', () => {
    const byTwo = delivered(broken({ overridableFor: ['courtOrder'], overrideNeedsApprover: true }))
    const approvedBy = (userId: string) => ({ overrides: [courtOrder], approver: { userId, role: 'supervising-prosecutor' } })
    expect(settled(byTwo, { overrides: [courtOrder] }).outcome).toBe('awaits-approval')
    expect(settled(byTwo, approvedBy(officer.userId)).outcome).toBe('refused')
    expect(settled(byTwo, approvedBy(officer.userId.toUpperCase())).outcome).toBe('refused')
    const { approver } = approvedBy('l.santos')
    expect(settled(byTwo, approvedBy('l.santos'))).toEqual({ ...accepted, overrides: [{ ...courtOrder, approver }] })
  })

  it('records no second person whom the rule does not demand', () =>
    expect(settled(delivered(overridable), { overrides: [courtOrder], approver })).toEqual({ ...accepted, overrides: [courtOrder] }))
})

describe('a command that needs a second person', () => {
  const unapproved = { ...broken({ needsSecondPerson: true }), holds: (_: unknown, { approver }: Command) => approver !== undefined }

  it('waits for the approval, with the rules that require it', () =>
    expect(settled(delivered(unapproved))).toEqual({ outcome: 'awaits-approval', rules: [unapproved] }))

  it('is accepted once it is approved', () => expect(settled(delivered(unapproved), { approver })).toEqual(accepted))

  it('does not wait if another rule refuses it, before or after', () => {
    expect(settled(delivered(unapproved, broken())).outcome).toBe('refused')
    expect(settled(delivered(broken(), unapproved)).outcome).toBe('refused')
  })
})

describe('the record', () => {
  it(factIsNotInFuture.sentence, () => {
    expect(settled(delivered(), { occurredAt: '2026-11-26' })).toMatchObject({ outcome: 'refused', facts: ['2026-11-26'] })
    expect(settled(delivered(), { occurredAt: '2026-11-25' }).outcome).toBe('accepted')
    expect(settled(delivered()).outcome).toBe('accepted')
  })
  it(factIsNotCenturiesOld.sentence, () => {
    expect(settled(delivered(), { occurredAt: '1018-06-01' })).toMatchObject({ outcome: 'accepted', warnings: [{ facts: ['1018-06-01'] }] })
    expect(settled(delivered(), { occurredAt: '1900' })).toMatchObject({ outcome: 'accepted', warnings: [] })
  })
  it(addressedOfficeIsRegistered.sentence, () =>
    expect(settled(delivered(), { unregisteredOffice: 'zz-cort' })).toMatchObject({
      outcome: 'accepted',
      warnings: [{ rule: addressedOfficeIsRegistered, facts: ['zz-cort'] }],
    }),
  )
})
