import { describe, expect, it } from '@jest/globals'
import { CloudEvent, Kafka } from 'cloudevents'
import { binaryHeaders, cloudEventOf, partitionKeyOf, schemaAddress } from './cloud-event.ts'
import type { CaseEventRecord } from './envelope.ts'

const ID = '0b7c5a52-6d1e-8a3f-9b8c-2d4e6f8a0b1c'
const CASE = '4f0c9a0e-1111-4222-8333-444455556666'
const HASH = 'ab'.repeat(32)

const record: CaseEventRecord = {
  envelope: {
    id: ID,
    type: 'victimSupport.SafetyAlertRaised',
    schemaVersion: 2,
    deployment: 'ph-central',
    caseId: CASE,
    stream: `victimSupport.person-${CASE}~${ID}`,
    commandId: ID,
    commandDigest: HASH,
    jurisdiction: 'PH',
    actor: { userId: 'm.cruz', agencyId: 'ph-dswd', role: 'case-worker' },
    classification: 'PRIVATE',
    correlationId: 'c-1',
    dataHash: HASH,
  },
  data: {},
  salt: '0'.repeat(32),
  revision: 3,
  position: '417',
  recordedAt: '2026-11-25T10:00:00.123456Z',
  eventHash: HASH,
  chainHash: HASH,
}

describe('a record as a CloudEvent', () => {
  it('states the recording service, the type, the stream and the time', () =>
    expect(cloudEventOf(record)).toEqual({
      specversion: '1.0',
      id: ID,
      source: '/deployments/ph-central/victimSupport',
      type: 'victimSupport.SafetyAlertRaised',
      subject: record.envelope.stream,
      time: '2026-11-25T10:00:00.123456Z',
      datacontenttype: 'application/json',
      dataschema: 'urn:case-timeline:event:victimSupport.SafetyAlertRaised:v2',
      partitionkey: CASE,
      position: '417',
    }))

  it('contains the address of its schema when a schema server is configured', () => {
    expect(cloudEventOf(record, { schemasUrl: 'https://audit.example.org/schemas/' }).dataschema).toBe(
      'https://audit.example.org/schemas/victimSupport.SafetyAlertRaised/v2',
    )
    expect(schemaAddress('case.EventCorrected', 1, 'http://127.0.0.1:3005/schemas')).toBe(
      'http://127.0.0.1:3005/schemas/case.EventCorrected/v1',
    )
  })

  it('contains the receivers and the previous position when the transport adds them', () =>
    expect(cloudEventOf(record, { visibility: ['prosecution', 'victimSupport'], previous: '0' })).toMatchObject({
      visibility: 'prosecution,victimSupport',
      previous: '0',
    }))

  it('has its case as partition key, or its stream when it belongs to no case', () => {
    expect(partitionKeyOf(record.envelope)).toBe(CASE)
    expect(partitionKeyOf({ stream: 'auditTrail.initiative-1' })).toBe('auditTrail.initiative-1')
  })

  it('uses only attribute names that every protocol binding allows', () =>
    expect(Object.keys(cloudEventOf(record, { visibility: [], previous: '0' })).filter((name) => !/^[a-z0-9]{1,20}$/.test(name))).toEqual(
      [],
    ))
})

describe('the headers of a Kafka message', () => {
  it('can be read by the CloudEvents SDK', () => {
    const headers = binaryHeaders(cloudEventOf(record, { visibility: ['prosecution'], previous: '12' }))
    const value = JSON.stringify(record)
    const message = { key: CASE, value, body: value, headers }
    const event = Kafka.toEvent(message)
    if (!(event instanceof CloudEvent)) throw new Error('the SDK did not read exactly one event')
    expect(event.validate()).toBe(true)
    expect(event).toMatchObject({
      id: ID,
      source: '/deployments/ph-central/victimSupport',
      type: 'victimSupport.SafetyAlertRaised',
      subject: record.envelope.stream,
      datacontenttype: 'application/json',
      position: '417',
      previous: '12',
      visibility: 'prosecution',
      partitionkey: CASE,
      data: record,
    })
  })

  it('are the attributes with the prefix ce_, and the content type of the value', () =>
    expect(binaryHeaders(cloudEventOf(record, { visibility: ['prosecution'], previous: '12' }))).toEqual({
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: ID,
      ce_source: '/deployments/ph-central/victimSupport',
      ce_type: 'victimSupport.SafetyAlertRaised',
      ce_subject: record.envelope.stream,
      ce_time: '2026-11-25T10:00:00.123456Z',
      ce_dataschema: 'urn:case-timeline:event:victimSupport.SafetyAlertRaised:v2',
      ce_partitionkey: CASE,
      ce_position: '417',
      ce_previous: '12',
      ce_visibility: 'prosecution',
    }))
})
