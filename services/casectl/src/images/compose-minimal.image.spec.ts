import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { appendFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { scenario } from '../demo.ts'
import { type ComposeContainer, composeContainers, preparedCompose } from './compose.fixtures.ts'
import { docker, errorsOf, SERVICE_IMAGES } from './docker.fixtures.ts'

const PROJECT = 'label=com.docker.compose.project=case-timeline'
const DEMO = new URL('../../../../deploy/demo/scam-compound.json', import.meta.url)

let folder: string
let caseId: string
const compose = (...args: readonly string[]) => docker('compose', '--file', join(folder, 'compose.yaml'), ...args)
const verifyCase = () => compose('run', '--rm', '--no-TTY', '--no-deps', 'casectl', 'audit', 'verify-case', caseId, '--json')
const eventsOf = (verification: string) => (JSON.parse(verification) as { events: number }).events

beforeAll(async () => {
  caseId = (await scenario(DEMO)).caseId
  folder = (await preparedCompose('minimal')).folder
  // As where no public registry can be reached; PostgreSQL from another place, and images that are built already.
  await appendFile(join(folder, '.env'), `POSTGRES_IMAGE=${process.env['CASE_TIMELINE_TEST_POSTGRES']}\nVERSION=test\n`)
}, 60_000)
afterAll(async () => {
  await compose('down', '--volumes', '--timeout=0')
  await rm(folder, { recursive: true })
}, 120_000)

describe('the profile minimal of deploy/compose.yaml', () => {
  let containers: Record<string, ComposeContainer>
  let progress: string
  let recorded: number

  it('starts with one command, which returns when everything is healthy', async () => {
    progress = await errorsOf(
      'docker',
      'compose',
      '--file',
      join(folder, 'compose.yaml'),
      '--profile',
      'minimal',
      '--progress=plain',
      'up',
      '--wait',
    )
    containers = await composeContainers(PROJECT)
    const { provide, ...servers } = containers
    expect(Object.keys(servers).sort()).toEqual([...SERVICE_IMAGES, 'identity', 'postgres'].sort())
    for (const { health } of Object.values(servers)) expect(health).toBe('healthy')
    expect(provide).toMatchObject({ status: 'exited', exitCode: 0 })
  }, 300_000)

  it('makes the databases when PostgreSQL is healthy, and starts the services when these are made', () => {
    const step = (service: string, state: string) => progress.indexOf(`Container case-timeline-${service}-1  ${state}`)
    expect(step('postgres', 'Healthy')).toBeGreaterThan(0)
    expect(step('provide', 'Starting')).toBeGreaterThan(step('postgres', 'Healthy'))
    expect(step('provide', 'Exited')).toBeGreaterThan(step('provide', 'Starting'))
    for (const image of SERVICE_IMAGES) {
      expect(step(image, 'Starting')).toBeGreaterThan(step('provide', 'Exited'))
      expect(step(image, 'Starting')).toBeGreaterThan(step('identity', 'Healthy'))
    }
  })

  it('answers on this machine only', async () => {
    const answers = await Promise.all([3001, 3002, 3003, 3004, 3005].map((port) => fetch(`http://127.0.0.1:${port}/health/ready`)))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    expect(Object.values(containers).flatMap(({ boundTo }) => boundTo)).toEqual(Array.from({ length: 6 }, () => '127.0.0.1'))
  })

  it('records the demo case, whose hashes casectl finds intact', async () => {
    const played = await compose('run', '--rm', '--no-TTY', 'demo')
    expect(played).toMatch(
      /^Demo case \S+: 129 commands, of which 119 recorded, 8 refused by a rule and 2 waiting for [a-z ]+, as expected\.$/,
    )
    const verification = await verifyCase()
    expect(JSON.parse(verification)).toMatchObject({ outcome: 'intact' })
    recorded = eventsOf(verification)
    expect(recorded).toBeGreaterThan(100)
  }, 300_000)

  it('runs nothing after `down`, and has the data after the next start', async () => {
    await compose('down')
    expect(await docker('ps', '--all', '--quiet', `--filter=${PROJECT}`)).toBe('')
    expect(await docker('network', 'ls', '--quiet', `--filter=${PROJECT}`)).toBe('')
    // This service and what it needs: enough to read all data.
    await compose('up', '--wait', 'audit-trail')
    const verification = await verifyCase()
    expect(JSON.parse(verification)).toMatchObject({ outcome: 'intact' })
    expect(eventsOf(verification)).toBeGreaterThanOrEqual(recorded)
  }, 300_000)

  it('has no data after `down --volumes`', async () => {
    expect(await docker('volume', 'ls', '--quiet', `--filter=${PROJECT}`)).toBe('case-timeline_postgres')
    await compose('down', '--volumes')
    expect(await docker('volume', 'ls', '--quiet', `--filter=${PROJECT}`)).toBe('')
    expect(await docker('ps', '--all', '--quiet', `--filter=${PROJECT}`)).toBe('')
  }, 120_000)
})
