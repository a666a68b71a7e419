import { expect, it } from '@jest/globals'
import { z } from 'zod'
import { EVENT_TYPES } from '../catalogue.ts'
import { CaseEventRecord } from '../envelope.ts'
import { CommandAnswer } from '../integration/command-answer.ts'
import { asyncApi } from './async-api.ts'

interface Example {
  readonly headers?: Readonly<Record<string, string>>
  readonly payload: unknown
}

it('the AsyncAPI document contains for each event an example of the whole record with the headers of its message', () => {
  const { components } = JSON.parse(JSON.stringify(asyncApi('1.0.0'))) as {
    components: { messages: Record<string, { examples?: readonly Example[] }> }
  }
  for (const [type, { version, data }] of EVENT_TYPES) {
    const [example] = components.messages[type]?.examples ?? []
    const record = CaseEventRecord.parse(example?.payload)
    expect(record.envelope).toMatchObject({ type, schemaVersion: version })
    expect(z.safeParse(data, record.data).success).toBe(true)
    expect(example?.headers).toMatchObject({ ce_type: type, ce_id: record.envelope.id, ce_position: record.position })
  }
  for (const { payload } of components.messages['CommandAnswer']?.examples ?? []) expect(() => CommandAnswer.parse(payload)).not.toThrow()
})
