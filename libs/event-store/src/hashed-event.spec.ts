import { Envelope, WarningRaised, type EventType } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { NotStorable } from './canonical.ts'
import { dataHash, eventHash } from './hashing.ts'
import { eventIdOf } from './ids.ts'
import { MalformedFact, hashEvents } from './hashed-event.ts'
import { Deposited, Released } from './deposits.fixtures.ts'

const commandId = '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e'
const recordingContext = {
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

describe('hashing the facts of a command', () => {
  it('lets only the recording service and audit-trail receive a fact that is kept, and what is recorded of it', () => {
    const visible: EventType = { ...(Deposited as EventType), visibility: ['prosecution'] }
    const facts = [
      { type: Deposited.type, data: { amount: 1 } },
      warning(eventIdOf('investigation', commandId, 0)),
      { type: Deposited.type, data: { amount: 2 } },
    ]
    const visibilities = hashEvents(
      facts,
      recordingContext,
      (type) => (type === Deposited.type ? visible : typeOf(type)),
      undefined,
      (index) => index === 0,
    ).map(({ envelope, visibility }) => [visibility, envelope.visibility])
    const kept = ['investigation', 'auditTrail']
    const shown = ['investigation', 'prosecution', 'auditTrail']
    expect(visibilities).toEqual([
      [kept, kept],
      [kept, kept],
      [shown, shown],
    ])
  })

  it('creates hashed envelopes that fit their schema, with event ids derived from their index', () => {
    const events = hashEvents(
      [
        { type: Deposited.type, data: { amount: 1 } },
        { type: Released.type, data: { amount: 2 } },
      ],
      recordingContext,
      typeOf,
    )
    events.forEach((event, index) => {
      const envelope = Envelope.parse(JSON.parse(event.envelopeText))
      expect(event.id).toBe(eventIdOf('investigation', commandId, index))
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

  it('puts the visibility of an event under its hash', () => {
    const [event] = hashEvents([{ type: Deposited.type, data: { amount: 1 } }], recordingContext, typeOf)
    expect((JSON.parse(event?.envelopeText ?? '') as Envelope).visibility).toEqual(['investigation', 'prosecution', 'auditTrail'])
  })

  it('dates a decision without a time to now, and leaves one that an import reports undated', () => {
    const occurredAtOf = (more: object) =>
      hashEvents([{ type: Released.type, data: { amount: 1 } }], { ...recordingContext, ...more }, typeOf).map(
        ({ envelopeText }) => Envelope.parse(JSON.parse(envelopeText)).occurredAt,
      )
    expect(occurredAtOf({})).toEqual([recordingContext.now])
    expect(occurredAtOf({ imported: { source: 'a-log' } })).toEqual([undefined])
    expect(occurredAtOf({ imported: { source: 'a-log' }, occurredAt: '2016' })).toEqual(['2016'])
  })

  it('uses a new salt for each event', () => {
    const salts = Array.from({ length: 600 }, () =>
      hashEvents([{ type: Deposited.type, data: { amount: 1 } }], recordingContext, typeOf)[0]?.salt.toString('hex'),
    )
    expect(new Set(salts).size).toBe(600)
  })

  it('copies visibility and classification to a warning from the event that it concerns', () => {
    const [, warningEvent] = hashEvents(
      [{ type: Deposited.type, data: { amount: 0 } }, warning(eventIdOf('investigation', commandId, 0))],
      recordingContext,
      typeOf,
    )
    expect(warningEvent?.visibility).toEqual(['investigation', 'prosecution', 'auditTrail'])
    expect(Envelope.parse(JSON.parse(warningEvent?.envelopeText ?? '')).classification).toBe('RESTRICTED')
  })

  it.each([
    ['data that does not fit its type', { type: Deposited.type, data: { amount: 'much' } }, /amount/],
    ['a type that its aggregate does not list', { type: 'investigation.Unheard', data: {} }, /does not list/],
    ['a warning about an event that was not read', warning(commandId), /neither records nor has read/],
  ])('refuses a fact with %s', (_, fact, message) => {
    expect(() => hashEvents([fact], recordingContext, typeOf)).toThrow(MalformedFact)
    expect(() => hashEvents([fact], recordingContext, typeOf)).toThrow(message)
  })

  it('refuses what is more than its type holds as a value that the caller can change', () => {
    const fact = { type: Deposited.type, data: { amount: 1_001 } }
    expect(() => hashEvents([fact], recordingContext, typeOf)).toThrow(NotStorable)
    expect(() => hashEvents([fact], recordingContext, typeOf)).toThrow(/amount would be more/)
  })

  it('refuses a text that cannot be stored', () =>
    expect(() =>
      hashEvents([{ type: Deposited.type, data: { amount: 1 } }], { ...recordingContext, correlationId: 'a\u0000b' }, typeOf),
    ).toThrow(NotStorable))
})
