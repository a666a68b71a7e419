import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { readFile, writeFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { playDemo, scenario, type StepResult } from '../demo.ts'
import { type Deployment, deployment, imageOf } from './deployment.fixtures.ts'
import { docker, logsOf, RESTRICTED, SERVICE_IMAGES, tagOf } from './docker.fixtures.ts'
import { steadyLoad } from './steady-load.fixtures.ts'

const MEGABYTE = 1_000_000
/** The chart limits a pod to 512 MiB by default: this leaves room for a peak. */
const MAX_MEGABYTES = 350
/** A start that needs five times what was measured does not fit the probes of the chart on a small node. */
const MAX_START_PROCESSOR_SECONDS = 12
const AUDITOR = { userId: 'a.ramos', agency: 'ph-audit', sector: 'auditTrail' as const, roles: ['auditor'] }
const GRACE_SECONDS = 30
const LOAD_SECONDS = 30

let system: Deployment
let steps: StepResult[]
beforeAll(async () => {
  system = await deployment()
}, 400_000)
afterAll(async () => {
  await system?.stop()
}, 120_000)

const pidOf = (service: ServiceName) => docker('inspect', '--format={{.State.Pid}}', imageOf(service))
const statusOf = async (service: ServiceName, field: string): Promise<string> =>
  new RegExp(`^${field}:\\s*(.*)$`, 'm').exec(await readFile(`/proc/${await pidOf(service)}/status`, 'utf8'))?.[1] ?? ''
const megabytesOf = async (service: ServiceName, field: 'VmRSS' | 'VmHWM'): Promise<number> =>
  (Number.parseInt(await statusOf(service, field), 10) * 1_024) / MEGABYTE
const residentMegabytes = (service: ServiceName) => megabytesOf(service, 'VmRSS')
/** From then on, VmHWM is the most that was resident since; see proc(5), clear_refs. */
const forgetMost = async (service: ServiceName) => writeFile(`/proc/${await pidOf(service)}/clear_refs`, '5')

/** Runs a container to its end, and returns what it wrote and its exit code. */
const ran = async (options: readonly string[], tag: string, ...args: readonly string[]) => {
  const container = await docker('create', ...options, tag, ...args)
  try {
    await docker('start', container)
    const code = Number(await docker('wait', container))
    return { code, ...(await logsOf(container)) }
  } finally {
    await docker('rm', '--force', container)
  }
}

describe('the services from their images, read-only, without capabilities, with no network but that of PostgreSQL', () => {
  it('are all ready', async () => {
    const answers = await Promise.all(SERVICES.map((service) => fetch(`${system.urls[service]}/health/ready`)))
    expect(answers.map(({ status }) => status)).toEqual(SERVICES.map(() => 200))
  })

  it.each(SERVICES)('run %s as user 10001 that can gain no rights', async (service) => {
    expect(await statusOf(service, 'Uid')).toBe('10001\t10001\t10001\t10001')
    expect(await statusOf(service, 'Gid')).toBe('10001\t10001\t10001\t10001')
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) expect(await statusOf(service, set)).toBe('0000000000000000')
    expect(await statusOf(service, 'NoNewPrivs')).toBe('1')
  })

  it('cannot write outside of /tmp, nor reach another network', async () => {
    const script = `
      const { writeFileSync } = require('node:fs')
      const written = (path) => { try { writeFileSync(path, ''); return 'written' } catch ({ code }) { return code } }
      const { connect } = require('node:net')
      connect({ host: '192.0.2.1', port: 443, timeout: 2_000 })
        .on('connect', () => report('connected')).on('error', ({ code }) => report(code)).on('timeout', () => report('timeout'))
      const report = (network) => { console.log(JSON.stringify([written('/app/x'), written('/x'), written('/tmp/x'), network])); process.exit() }`
    const { text } = await ran([...system.options, '--entrypoint=node'], tagOf('investigation'), '--eval', script)
    expect(JSON.parse(text)).toEqual(['EROFS', 'EROFS', 'written', expect.stringMatching(/^(ENETUNREACH|EHOSTUNREACH|timeout)$/)])
  })

  it('record the demo case, with the refusals and warnings that it expects', async () => {
    const demo = await scenario(new URL('../../../../deploy/demo/scam-compound.json', import.meta.url))
    const idle = await Promise.all(SERVICES.map(residentMegabytes))
    steps = []
    for await (const step of playDemo(system, demo)) steps.push(step)
    expect(steps).toHaveLength(demo.steps.length)
    expect(steps.filter(({ outcome }) => outcome === 'refused')).toHaveLength(demo.steps.filter((one) => one.refusedBy).length)
    const busy = await Promise.all(SERVICES.map(residentMegabytes))
    SERVICES.forEach((service, at) => {
      const memory = `${idle[at]?.toFixed(0)} MB idle, ${busy[at]?.toFixed(0)} MB after the demo`
      const { elapsed, processor } = system.starts[service]
      console.log(`${service}: ready after ${elapsed.toFixed(1)} s (five at once), ${processor.toFixed(1)} s of a processor, ${memory}`)
      expect(processor).toBeLessThan(MAX_START_PROCESSOR_SECONDS)
    })
    for (const megabytes of [...idle, ...busy]) expect(megabytes).toBeLessThan(MAX_MEGABYTES)
  }, 300_000)

  it('answer a steady load, with little more memory, and lose or double no event', async () => {
    const load = await steadyLoad(system)
    try {
      await load.begin()
      await Promise.all(SERVICES.map(forgetMost))
      await pause(LOAD_SECONDS * 1_000)
      const { requests, acknowledged, failed, examples } = await load.counts()
      const most = await Promise.all(SERVICES.map((service) => megabytesOf(service, 'VmHWM')))
      console.log(
        `under load, at most: ${SERVICES.map((service, at) => `${service} ${most[at]?.toFixed(0)} MB`).join(', ')}`,
        `(${(requests / LOAD_SECONDS).toFixed(0)} requests per second, ${((100 * acknowledged) / requests).toFixed(0)} % of them commands)`,
      )
      expect({ failed, examples }).toEqual({ failed: 0, examples: [] })
      expect(acknowledged).toBeGreaterThan(10)
      for (const megabytes of most) expect(megabytes).toBeLessThan(MAX_MEGABYTES)
      expect(await load.compare()).toEqual({ lost: [], doubled: [] })
    } finally {
      load.stop()
    }
  }, 300_000)

  it('show the demo case to casectl, which runs from its image in the same network', async () => {
    const demo = await scenario(new URL('../../../../deploy/demo/scam-compound.json', import.meta.url))
    const variables = [
      'CASE_TIMELINE_URLS=audit-trail=http://audit-trail:8080',
      `CASE_TIMELINE_TOKEN=${await system.tokenFor(AUDITOR)}`,
    ].map((one) => `--env=${one}`)
    const { code, text } = await ran([...system.options, ...variables], tagOf('casectl'), 'timeline', demo.caseId, '--json')
    expect(code).toBe(0)
    const { entries } = JSON.parse(text) as { entries: unknown[] }
    expect(entries.length).toBeGreaterThan(steps.filter(({ outcome }) => outcome === 'recorded').length)
  })

  it('refuse a request without a token', async () => {
    const answer = await fetch(`${system.urls.auditTrail}/cases/21a04146-b6fb-40a7-b1b1-b8883deabc3f/timeline`)
    expect(answer.status).toBe(401)
  })

  it('end with 0 within the grace on SIGTERM', async () => {
    await Promise.all(SERVICE_IMAGES.map((name) => docker('stop', `--time=${GRACE_SECONDS}`, name)))
    const codes = await Promise.all(SERVICE_IMAGES.map((name) => docker('inspect', '--format={{.State.ExitCode}}', name)))
    expect(codes).toEqual(SERVICE_IMAGES.map(() => '0'))
  }, 120_000)
})

describe('an image of a service', () => {
  it('names each variable that is missing, and ends', async () => {
    const { code, errors } = await ran([...RESTRICTED, '--network=none'], tagOf('prosecution'))
    expect(code).toBe(1)
    for (const name of ['EVENT_STORE_URL', 'VAULT_KEYS', 'OIDC_ISSUER']) expect(errors).toContain(`${name} is not set`)
  })
})

describe('the image of casectl', () => {
  const alone = [...RESTRICTED, '--network=none']

  it('lists its commands', async () => {
    const { code, text } = await ran(alone, tagOf('casectl'), '--help')
    expect(code).toBe(0)
    expect(text).toContain('Usage: casectl')
  })

  it('starts no system for development, and states why', async () => {
    const { code, errors } = await ran(alone, tagOf('casectl'), 'up', '--data', '/tmp/data')
    expect(code).toBe(2)
    expect(errors).toContain('It does not start with NODE_ENV=production')
  })

  it('has no PostgreSQL, and states that outside of production, too', async () => {
    const { code, errors } = await ran([...alone, '--env=NODE_ENV=development'], tagOf('casectl'), 'up', '--data', '/tmp/data')
    expect(code).toBe(1)
    expect(errors).toContain('set DATABASE_URL to a PostgreSQL')
  })
})
