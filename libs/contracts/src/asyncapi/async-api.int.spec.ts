import { readFileSync } from 'node:fs'
import { Parser } from '@asyncapi/parser'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import { EVENT_TYPES } from '../catalogue.ts'
import { CaseEventRecord } from '../envelope.ts'
import { CommandAnswer } from '../integration/command-answer.ts'
import { asyncApi } from './async-api.ts'

interface Example {
  readonly headers?: Readonly<Record<string, string>>
  readonly payload: unknown
}
type Judged = Awaited<ReturnType<Parser['parse']>>

const published = readFileSync(new URL('../../../../docs/asyncapi.json', import.meta.url), 'utf8')
/** 0: error, 1: warning; the others advise. */
const faultsIn = ({ diagnostics }: Judged) =>
  diagnostics.filter(({ severity }) => severity < 2).map(({ path, message }) => ({ path, message }))

let judged: Judged
beforeAll(async () => {
  judged = await new Parser().parse(published)
})

const topicsOf = (type: string): string[] =>
  (judged.document?.channels().all() ?? [])
    .filter((channel) => channel.messages().get(type) !== undefined)
    .map((channel) => channel.address() ?? '')

describe('the AsyncAPI document', () => {
  it('is the one in docs; else run npm run generate', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
    expect(JSON.parse(published)).toEqual(JSON.parse(JSON.stringify(asyncApi(version))))
  })

  it('is what the official parser takes for one', () => expect(faultsIn(judged)).toEqual([]))

  it('would not pass without a topic that an operation names', async () => {
    const whole = JSON.parse(published) as { info: unknown; operations: Record<string, unknown> }
    const without = { asyncapi: '3.0.0', info: whole.info, operations: { answer: whole.operations['answer-agency'] } }
    expect(faultsIn(await new Parser().parse(JSON.stringify(without)))).not.toEqual([])
  })

  it('shows each event as a whole record, under the headers of its message', () => {
    const { components } = JSON.parse(published) as { components: { messages: Record<string, { examples?: readonly Example[] }> } }
    for (const [type, { version, data }] of EVENT_TYPES) {
      const [example] = components.messages[type]?.examples ?? []
      const record = CaseEventRecord.parse(example?.payload)
      expect(record.envelope).toMatchObject({ type, schemaVersion: version })
      expect(z.safeParse(data, record.data).success).toBe(true)
      expect(example?.headers).toMatchObject({ ce_type: type, ce_id: record.envelope.id, ce_position: record.position })
    }
    for (const { payload } of components.messages['CommandAnswer']?.examples ?? []) expect(() => CommandAnswer.parse(payload)).not.toThrow()
  })

  it('has every event type, on the topics of the services that may receive it and on no other', () => {
    expect([...EVENT_TYPES.keys()].filter((type) => topicsOf(type).length === 0)).toEqual([])
    expect(topicsOf('investigation.SuspectArrested')).toEqual([
      'case-events.investigation',
      'case-events.prosecution',
      'case-events.adjudication',
      'case-events.victim-support',
      'case-events.audit-trail',
    ])
    expect(topicsOf('victimSupport.ShelterAdmitted')).toEqual(['case-events.victim-support', 'case-events.audit-trail'])
  })

  it('leads an agency from its command to the topic of its answer', () => {
    const operations = judged.document?.operations().all() ?? []
    const taking = operations.filter((one) => one.isReceive())
    expect(taking.map((one) => one.channels().all()[0]?.address())).toEqual(
      ['investigation', 'prosecution', 'adjudication', 'victim-support', 'audit-trail'].map((service) => `case-commands.${service}`),
    )
    expect(taking.map((one) => one.reply()?.channel()?.address())).toEqual(Array.from(taking, () => 'case-answers.{agencyId}'))
  })
})
