import { describe, expect, it } from '@jest/globals'
import { comparePositions, Envelope, isPosition } from './envelope.ts'

const zeros = '0'.repeat(64)
const envelope = {
  id: 'c2a3f6f0-3b1e-8d5a-9c11-2f6b7a8c9d0e',
  type: 'victimSupport.RightsInformed',
  schemaVersion: 1,
  deployment: 'demo',
  stream: 'victimSupport.person-1f2e3d4c-5b6a-4978-8695-a4b3c2d1e0f1~5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e',
  commandId: '7d9f1c1e-5a47-8b3e-8f00-6f1d2c3b4a59',
  commandDigest: zeros,
  jurisdiction: 'PH',
  actor: { userId: 'c.villanueva', agencyId: 'ph-social-welfare', role: 'case-worker' },
  classification: 'PRIVATE',
  correlationId: 'demo-1',
  dataHash: zeros,
}

describe('an envelope', () => {
  it('is valid without a case and without a date', () => expect(Envelope.parse(envelope)).toEqual(envelope))

  it('states the services that may receive its event, whatever sectors a later release has', () =>
    expect(Envelope.safeParse({ ...envelope, visibility: ['victimSupport', 'labourInspection', 'auditTrail'] }).success).toBe(true))

  it.each([
    ['an empty visibility', { visibility: [] }],
    ['null for an unknown value', { occurredAt: null }],
    ['an undefined member', { victimName: 'x' }],
    ['a stream without an id', { stream: 'victimSupport.person' }],
    ['an event type without its context', { type: 'RightsInformed' }],
    ['an id in upper case', { id: envelope.id.toUpperCase() }],
  ])('rejects %s', (_, but) => expect(Envelope.safeParse({ ...envelope, ...but }).success).toBe(false))
})

describe('positions of one log', () => {
  it('are ordered as numbers of any length', () =>
    expect(['10', '9', '9223372036854775807', '0', '100'].sort(comparePositions)).toEqual(['0', '9', '10', '100', '9223372036854775807']))

  it.each(['0', '7', '10', '9223372036854775807'])('are texts such as %s', (text) => expect(isPosition(text)).toBe(true))

  it.each(['007', '00', '', '-1', '1.5', '7\n', '12345678901234567890'])('are not texts such as %j', (text) =>
    expect(isPosition(text)).toBe(false),
  )
})
