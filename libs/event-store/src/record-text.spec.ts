import { CaseEventRecord, SuspectArrested } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { recordText } from './record-text.ts'
import { storedCase } from './stored.fixtures.ts'

describe('the text of a record', () => {
  const [event] = storedCase(randomUUID(), {
    type: SuspectArrested.type,
    data: SuspectArrested.example,
    stream: 'investigation.case-1',
  })
  if (!event) throw new Error('the fixture must have one event')

  it('parses to the record of the event', () => expect(CaseEventRecord.parse(JSON.parse(recordText(event)))).toEqual(event.toRecord()))

  it('contains the hashed bytes unchanged', () => {
    expect(recordText(event)).toContain(`"envelope":${event.envelopeText},"data":${event.dataText},`)
  })

  it('contains the salt only when there is one', () => {
    expect(recordText({ ...event, salt: undefined })).not.toContain('salt')
    expect(JSON.parse(recordText({ ...event, salt: '00'.repeat(16) }))).toMatchObject({ salt: '00'.repeat(16) })
  })
})
