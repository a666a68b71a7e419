import { Envelope, WarningRaised, type EventType } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { NotStorable } from './canonical.ts'
import { dataHash, eventHash } from './hashing.ts'
import { eventIdOf } from './ids.ts'
import { MalformedFact, seal } from './seal.ts'
import { Deposited, Released } from './test-aggregate.fixtures.ts'

const commandId = '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e'
const about = {
  service: 'investigation' as const,
  deployment: 'test',
  stream: `investigation.case-${commandId}`,
  caseId: commandId,
  commandId,
  commandDigest: Buffer.alloc(32, 9),
  jurisdiction: 'ZZ',
  actor: { userId: 'k.santoso', agencyId: 'zz-police', role: 'investigator' },
  correlationId: 'test',
  now: '2026-11-25T10:00:00.000Z',
}
const types: readonly EventType[] = [Deposited, Released, WarningRaised]
const typeOf = (type: string) => types.find((one) => one.type === type)
const warning = (eventId: string) => ({ type: WarningRaised.type, data: { ruleId: 'a.rule', eventId, facts: [] } })

describe('sealing the facts of a command', () => {
  it('makes the envelope that its schema describes, hashed, with ids by their place', () => {
    const events = seal(
      [
        { type: Deposited.type, data: { amount: 1 } },
        { type: Released.type, data: { amount: 2 } },
      ],
      about,
      typeOf,
    )
    events.forEach((event, index) => {
      const envelope = Envelope.parse(JSON.parse(event.envelopeText))
      expect(event.id).toBe(eventIdOf(commandId, index))
      expect(envelope.id).toBe(event.id)
      expect(envelope.dataHash).toBe(dataHash(event.salt, event.dataText).toString('hex'))
      expect(event.eventHash).toEqual(eventHash(event.envelopeText))
      expect(event.envelopeText).not.toContain('null')
    })
    expect(events.map((event) => event.visibility)).toEqual([
      ['investigation', 'prosecution', 'auditTrail'],
      ['investigation', 'auditTrail'],
    ])
  })

  it('never salts twice alike', () => {
    const salts = Array.from({ length: 600 }, () =>
      seal([{ type: Deposited.type, data: { amount: 1 } }], about, typeOf)[0]?.salt.toString('hex'),
    )
    expect(new Set(salts).size).toBe(600)
  })

  it('gives a warning what the fact it speaks of has: who may see it, and how it is handled', () => {
    const [, raised] = seal([{ type: Deposited.type, data: { amount: 0 } }, warning(eventIdOf(commandId, 0))], about, typeOf)
    expect(raised?.visibility).toEqual(['investigation', 'prosecution', 'auditTrail'])
    expect(Envelope.parse(JSON.parse(raised?.envelopeText ?? '')).classification).toBe('RESTRICTED')
  })

  it.each([
    ['data that does not fit its type', { type: Deposited.type, data: { amount: 'much' } }, /amount/],
    ['a type that its aggregate does not list', { type: 'investigation.Unheard', data: {} }, /does not list/],
    ['a warning about an event that was not read', warning(commandId), /neither records nor has read/],
  ])('refuses %s', (_, fact, message) => {
    expect(() => seal([fact], about, typeOf)).toThrow(MalformedFact)
    expect(() => seal([fact], about, typeOf)).toThrow(message)
  })

  it('refuses text that could not be stored', () =>
    expect(() => seal([{ type: Deposited.type, data: { amount: 1 } }], { ...about, correlationId: 'a\u0000b' }, typeOf)).toThrow(
      NotStorable,
    ))
})
