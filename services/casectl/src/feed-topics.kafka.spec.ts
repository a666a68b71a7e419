import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { Kafka, logLevel } from 'kafkajs'
import type { Environment } from './client.ts'
import { run } from './run.ts'

const broker = process.env['CASE_TIMELINE_TEST_KAFKA'] ?? 'CASE_TIMELINE_TEST_KAFKA names no broker: npm run test:kafka'
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

describe('the topics of a deployment, on the command line', () => {
  it('are missing at first, which doctor says with the command that makes them', async () => {
    const { code, out } = await casectl(`doctor ${NOWHERE}`)
    expect(code).toBe(1)
    expect(out).toMatch(
      new RegExp(`FAIL {2}topics +not there: ${prefix}case-events.investigation, .*\n +-> casectl feed prepare makes them`),
    )
  })

  it('are made by feed prepare, once', async () => {
    const first = await casectl('feed prepare --agency ph-police')
    expect([first.code, first.err]).toEqual([0, ''])
    expect(first.out).toContain(`created  ${prefix}case-events.victim-support\n`)
    expect(first.out).toContain(`created  ${prefix}case-answers.ph-police\n`)
    const again = await casectl('feed prepare --agency ph-police')
    expect(again.out).not.toContain('created')
    expect(again.out).toContain(`present  ${prefix}case-answers.ph-police\n`)
  })

  it('are well in the eyes of doctor then', async () => {
    expect((await casectl(`doctor ${NOWHERE}`)).out).toMatch(/ok {4}topics +all there, and set as they should be/)
  })

  it('are opened by commands that feed acls prints, for this deployment and these agencies', async () => {
    const { code, out } = await casectl('feed acls --deployment north --agency ph-police')
    expect(code).toBe(0)
    expect(out).toContain(
      `--allow-principal 'User:audit-trail' --operation Write --operation Describe --topic '${prefix}case-events.prosecution' `,
    )
    expect(out).toContain(`--group '${prefix}north.prosecution.' --resource-pattern-type prefixed\n`)
  })

  it('are not there without a Kafka, which is said with what to do', async () => {
    for (const env of [{}, { EVENT_FEED_URL: 'store:' }]) {
      const { code, err } = await casectl('feed prepare', env)
      expect(code).toBe(2)
      expect(err).toMatch(/there are no topics\.\n {2}- set it to kafka:/)
    }
  })

  it('cannot be made where no broker answers, which is said with the address', async () => {
    const { code, err } = await casectl('feed prepare', { EVENT_FEED_URL: 'kafka://127.0.0.1:9/' })
    expect(code).toBe(1)
    expect(err).toMatch(/^no broker answers at 127\.0\.0\.1:9 /)
  })
})
