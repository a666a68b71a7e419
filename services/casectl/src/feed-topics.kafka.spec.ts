import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { Kafka, logLevel } from 'kafkajs'
import type { Environment } from './client.ts'
import { run } from './run.ts'

const broker = process.env['CASE_TIMELINE_TEST_KAFKA'] ?? 'CASE_TIMELINE_TEST_KAFKA is not set: run npm run test:kafka'
const prefix = `${randomUUID().slice(0, 8)}.`
const EVENT_FEED_URL = `kafka://${broker}/?prefix=${prefix}`
const admin = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING }).admin()

beforeAll(() => admin.connect())
afterAll(async () => {
  await admin.deleteTopics({ topics: (await admin.listTopics()).filter((topic) => topic.startsWith(prefix)) })
  await admin.disconnect()
})

const casectl = async (line: string, env: Environment = { EVENT_FEED_URL }) => {
  const [out, err] = [new PassThrough(), new PassThrough()]
  const code = await run(line.split(' '), env, { out, err })
  out.end()
  err.end()
  return { code, out: await text(out), err: await text(err) }
}

const NOWHERE = '--data /nonexistent/case-timeline'

describe('casectl, on the Kafka topics of a deployment', () => {
  it('reports missing topics in doctor, with the command that creates them', async () => {
    const { code, out } = await casectl(`doctor ${NOWHERE}`)
    expect(code).toBe(1)
    expect(out).toMatch(new RegExp(`FAIL {2}topics +missing: ${prefix}case-events.investigation, .*\n +-> create them: casectl topics`))
  })

  it('creates the topics with casectl topics, and only once', async () => {
    const first = await casectl('topics --agency ph-police')
    expect([first.code, first.err]).toEqual([0, ''])
    expect(first.out).toContain(`created  ${prefix}case-events.victim-support\n`)
    expect(first.out).toContain(`created  ${prefix}case-answers.ph-police\n`)
    const again = await casectl('topics --agency ph-police')
    expect(again.out).not.toContain('created')
    expect(again.out).toContain(`present  ${prefix}case-answers.ph-police\n`)
  })

  it('reports complete topics as ok in doctor', async () => {
    expect((await casectl(`doctor ${NOWHERE}`)).out).toMatch(/ok {4}topics +all exist with the required settings/)
  })

  it('prints the commands for the access rights of the given deployment and agencies with feed acls', async () => {
    const { code, out } = await casectl('feed acls --deployment north --agency ph-police')
    expect(code).toBe(0)
    expect(out).toContain(
      `--allow-principal 'User:audit-trail' --operation Write --operation Describe --topic '${prefix}case-events.prosecution' `,
    )
    expect(out).toContain(`--group '${prefix}north.prosecution.' --resource-pattern-type prefixed\n`)
  })

  it('refuses casectl topics without a Kafka feed, and advises how to configure it', async () => {
    for (const env of [{}, { EVENT_FEED_URL: 'store:' }]) {
      const { code, err } = await casectl('topics', env)
      expect(code).toBe(2)
      expect(err).toMatch(/topics exist only with Kafka\.\n {2}- set it to kafka:/)
    }
  })

  it('reports the address of a broker that does not respond', async () => {
    const { code, err } = await casectl('topics', { EVENT_FEED_URL: 'kafka://127.0.0.1:9/' })
    expect(code).toBe(1)
    expect(err).toMatch(/^no broker answers at 127\.0\.0\.1:9 /)
  })
})
