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
  if (!event) throw new Error('a case of one event was told')

  it('is its record', () => expect(CaseEventRecord.parse(JSON.parse(recordText(event)))).toEqual(event.toRecord()))

  it('holds the hashed bytes as they are', () => {
    expect(recordText(event)).toContain(`"envelope":${event.envelopeText},"data":${event.dataText},`)
  })

  it('says nothing of a salt that is withheld, and gives one that is not', () => {
    expect(recordText({ ...event, salt: undefined })).not.toContain('salt')
    expect(JSON.parse(recordText({ ...event, salt: '00'.repeat(16) }))).toMatchObject({ salt: '00'.repeat(16) })
  })
})
