import { describe, expect, it } from '@jest/globals'
import { pino } from 'pino'
import type { ReadinessState } from './health.controller.ts'
import { loggedReadiness } from './readiness-log.ts'

const AWAY = 'the vault cannot be reached: check VAULT_URL'
const clocks = (seconds: number) => `the clock of the event store is ${seconds} s ahead: correct the wrong one`

/** What is logged after each of the checks, as level and reason. @param everyMs how far the checks are apart */
const loggedAt = async (checks: readonly Partial<ReadinessState>[], everyMs = 5_000): Promise<readonly (readonly string[])[]> => {
  const lines: string[] = []
  const log = pino({ formatters: { level: (level) => ({ level }) } }, { write: (line) => void lines.push(line) })
  const states = checks.map((one) => ({ isStopping: false, missing: [], degradedReasons: [], ...one }))
  let now = 0
  const { readiness } = loggedReadiness({ state: () => Promise.resolve(states.shift()!) }, log, () => now)
  const logged: string[][] = []
  for (const _ of checks) {
    await readiness.state()
    now += everyMs
    logged.push(
      lines.splice(0).map((line) => {
        const { level, degradedReason, missing } = JSON.parse(line) as { level: string; degradedReason?: string; missing?: string }
        return `${level}: ${degradedReason ?? missing}`
      }),
    )
  }
  return logged
}

const degraded = (...degradedReasons: readonly string[]) => ({ degradedReasons })

describe('the log of a service', () => {
  it('has the beginning and the end of each reason for which it is degraded, once it has lasted for five seconds', async () => {
    const checks = [
      degraded(AWAY),
      degraded(AWAY, clocks(75)),
      degraded(AWAY, clocks(75)),
      degraded(clocks(75)),
      degraded(clocks(75)),
      {},
      {},
    ]
    expect(await loggedAt(checks)).toEqual([
      [],
      [`warn: ${AWAY}`],
      [`warn: ${clocks(75)}`],
      [],
      [`info: ${AWAY}`],
      [],
      [`info: ${clocks(75)}`],
    ])
  })

  it('has the beginning and the end of each server that cannot be reached, so that the service is not ready', async () => {
    const missing = (...names: readonly string[]) => ({ missing: names })
    expect((await loggedAt([missing('the event store'), missing('the event store'), {}, {}])).flat()).toEqual([
      'error: the event store',
      'info: the event store',
    ])
  })

  it('has neither of an interruption of seconds', async () =>
    expect((await loggedAt([degraded(AWAY), {}, degraded(AWAY), degraded(AWAY), {}, degraded(AWAY), {}])).flat()).toEqual([
      `warn: ${AWAY}`,
    ]))

  it('has neither however often somebody asks within seconds', async () => {
    const often = Array.from({ length: 40 }, () => degraded(AWAY))
    expect((await loggedAt([...often, {}], 100)).flat()).toEqual([])
    expect((await loggedAt([...often, ...often, {}], 100)).flat()).toEqual([`warn: ${AWAY}`])
  })

  it('has a reason once, though a number in it changes', async () =>
    expect((await loggedAt([75, 76, 77, 78].map((seconds) => degraded(clocks(seconds))))).flat()).toEqual([`warn: ${clocks(76)}`]))

  it('has a reason once, though the server names the same cause in other words now and then', async () => {
    const full = (file: string) => degraded(`the event store answers and records nothing (could not extend file ${file}): free space`)
    expect((await loggedAt([full('"16385"'), full('pg_wal'), full('"16385"'), full('pg_wal')])).flat()).toHaveLength(1)
  })
  it('has no end of a reason that cannot be found, because a database is missing or the service stops', async () => {
    const missing = { missing: ['the event store'] }
    expect((await loggedAt([degraded(AWAY), degraded(AWAY), missing, missing])).flat()).toEqual([`warn: ${AWAY}`, 'error: the event store'])
    const stopping = { isStopping: true }
    expect((await loggedAt([degraded(AWAY), degraded(AWAY), stopping, stopping])).flat()).toEqual([`warn: ${AWAY}`])
  })
})
