import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { compile } from '../../../deploy/compile.mjs'
import { type RunningKafka, startKafka } from '../../../deploy/kafka/start-kafka.mjs'

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url))
let dataDir = ''
let kafka: RunningKafka
let up: ChildProcess
let auditTrail = ''

beforeAll(() => {
  compile('services/casectl')
}, 120_000)
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'end-without-broker-'))
  kafka = await startKafka()
  const env = { PATH: process.env['PATH'], EVENT_FEED_URL: `kafka://${kafka.brokers[0]}/` }
  up = spawn(process.execPath, [main, '--data', dataDir, '--json', 'up', '--port-base', '0'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  let out = ''
  up.stdout?.on('data', (chunk) => (out += String(chunk)))
  await waitUntil('up is ready', () => out.includes('\n'))
  auditTrail = (JSON.parse(out) as { urls: { auditTrail: string } }).urls.auditTrail
  await waitUntil('the feed works', async () => (await statusOf(auditTrail)) === 'ok')
}, 120_000)
afterEach(async () => {
  up.kill('SIGKILL')
  // Ends a frozen process, too.
  await kafka.kill()
  await kafka.stop()
  await rm(dataDir, { recursive: true, maxRetries: 5 })
}, 60_000)

const statusOf = async (url: string): Promise<unknown> => {
  const answer = await fetch(`${url}/health/ready`)
  return ((await answer.json()) as { status: unknown }).status
}
const waitUntil = async (what: string, condition: () => boolean | Promise<boolean>): Promise<void> => {
  for (const end = Date.now() + 90_000; Date.now() < end; await pause(50)) if (await condition()) return
  throw new Error(`this condition was not met within 90 s: ${what}`)
}
const endsInOrder = async () => {
  const ended = once(up, 'exit')
  up.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
}

// A request to a broker is repeated for minutes: within the time of a specification only a shutdown that cuts it ends.
describe('a system that is to end', () => {
  it('ends while its broker is frozen', async () => {
    process.kill(kafka.pid, 'SIGSTOP')
    await endsInOrder()
  })

  it('ends after it saw its broker die', async () => {
    await kafka.kill()
    await waitUntil('the feed is degraded', async () => (await statusOf(auditTrail)) === 'degraded')
    await endsInOrder()
  })
})
