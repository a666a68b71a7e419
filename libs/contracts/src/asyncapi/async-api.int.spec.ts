import { readFileSync } from 'node:fs'
import { Parser } from '@asyncapi/parser'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { EVENT_TYPES } from '../catalogue.ts'
import { asyncApi } from './async-api.ts'

type ParseResult = Awaited<ReturnType<Parser['parse']>>

const { version: release } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
const published = JSON.stringify(asyncApi(release))
/** Severities: 0 error, 1 warning; the higher ones are only hints. */
const problemsIn = ({ diagnostics }: ParseResult) =>
  diagnostics.filter(({ severity }) => severity < 2).map(({ path, message }) => ({ path, message }))

let parsed: ParseResult
beforeAll(async () => {
  parsed = await new Parser().parse(published)
})

const topicsOf = (type: string): string[] =>
  (parsed.document?.channels().all() ?? [])
    .filter((channel) => channel.messages().get(type) !== undefined)
    .map((channel) => channel.address() ?? '')

describe('the AsyncAPI document', () => {
  it('states the version of this release', () => expect(parsed.document?.info().version()).toBe(release))

  it('is valid for the official parser', () => expect(problemsIn(parsed)).toEqual([]))

  it('is invalid when it lacks a topic that an operation names', async () => {
    const whole = JSON.parse(published) as { info: unknown; operations: Record<string, unknown> }
    const without = { asyncapi: '3.0.0', info: whole.info, operations: { answer: whole.operations['answer-agency'] } }
    expect(problemsIn(await new Parser().parse(JSON.stringify(without)))).not.toEqual([])
  })

  it('lists every event type on the topics of exactly the services that may receive it', () => {
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

  it('names the reply topic of each command topic', () => {
    const operations = parsed.document?.operations().all() ?? []
    const receiving = operations.filter((one) => one.isReceive())
    expect(receiving.map((one) => one.channels().all()[0]?.address())).toEqual(
      ['investigation', 'prosecution', 'adjudication', 'victim-support', 'audit-trail'].map((service) => `case-commands.${service}`),
    )
    expect(receiving.map((one) => one.reply()?.channel()?.address())).toEqual(Array.from(receiving, () => 'case-answers.{agencyId}'))
  })
})
