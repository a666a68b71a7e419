import { describe, expect, it } from '@jest/globals'
import { command } from './contract/harness.fixtures.ts'
import type { Append } from './event-store.ts'
import { recordedTexts } from './recorded-texts.ts'
import { storedEvent } from './stored-event.ts'

const asRead = ({ stream, commandId, events: [event] }: Append, changes: object = {}) => {
  if (!event) throw new Error('a command of a fixture records an event')
  return storedEvent({
    ...{ position: '7', stream, revision: '0', id: event.id, commandId, type: event.type, caseId: event.caseId ?? null },
    ...{ visibility: event.visibility.join(','), envelope: event.envelopeText, data: event.dataText, salt: event.salt.toString('hex') },
    ...{ eventHash: event.eventHash.toString('hex'), chainHash: '0'.repeat(64), recordedAt: '2026-11-25T10:00:00.000000Z' },
    ...changes,
  })
}

describe('the events that this process recorded', () => {
  it('are known again by their texts and columns, and without any of these they are not', () => {
    const recorded = recordedTexts()
    const append = command()
    expect(recorded.has(asRead(append))).toBe(false)
    recorded.add(append)
    expect(recorded.has(asRead(append))).toBe(true)
    const { id, commandId, stream } = asRead(command())
    const other = { id, commandId, stream, type: 'investigation.SecretKept', caseId: null, envelope: '{}', data: 'null' }
    for (const [name, value] of Object.entries(other)) expect(recorded.has(asRead(append, { [name]: value }))).toBe(false)
    expect(recorded.has(asRead(append, { position: '8', revision: '1' }))).toBe(true)
  })

  it('are known again without parsing them', () => {
    const recorded = recordedTexts()
    const append = command()
    const texts = { envelopeText: 'no JSON', dataText: 'no JSON either' }
    recorded.add({ ...append, events: append.events.map((event) => ({ ...event, ...texts })) })
    expect(recorded.has(asRead(append, { envelope: texts.envelopeText, data: texts.dataText }))).toBe(true)
  })

  it('are remembered as long as no more others come after them than there is room for', () => {
    const { envelopeText, dataText } = asRead(command())
    const recorded = recordedTexts(10 * (envelopeText.length + dataText.length))
    const appends = Array.from({ length: 45 }, () => command())
    appends.forEach(recorded.add)
    const known = appends.map((append) => recorded.has(asRead(append)))
    expect(known.slice(-10)).toEqual(Array(10).fill(true))
    expect(known.slice(0, -20)).toEqual(Array(25).fill(false))
  })
})
