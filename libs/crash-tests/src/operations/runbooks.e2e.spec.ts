import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SERVICES } from '@case-timeline/contracts'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { compilePrograms, type EmbeddedSystem, embeddedSystem, newFolder, removeFolder } from '../faults/embedded-system.fixtures.ts'
import { until } from '../until.ts'
import { alertRules, dashboards, METRICS_OF_OTHERS, metricsIn } from './monitoring.fixtures.ts'
import { alertPages, blocksOf, operatorShell, ROOT, type Shell } from './runbook.fixtures.ts'

jest.setTimeout(600_000)

const { caseId } = JSON.parse(readFileSync(join(ROOT, 'deploy/demo/scam-compound.json'), 'utf8')) as { caseId: string }

let system: EmbeddedSystem
let shell: Shell
let commands = ''
beforeAll(async () => {
  compilePrograms()
  system = embeddedSystem({ dataDir: await newFolder() })
  commands = `${system.dataDir}-commands`
  await system.start('--demo')
  shell = await operatorShell(system, commands)
  // The first head is signed half a minute after the start.
  await until('a head of the log is signed', async () => (await system.read('log-heads').catch(() => '')) !== '')
})
afterAll(async () => {
  await system.stop()
  await Promise.all([system.dataDir, commands].map(removeFolder))
})

describe('the commands of a runbook do what the page states', () => {
  it.each(alertPages())('in %s', async (page) => {
    for (const block of blocksOf(page)) {
      const { code, output } = await shell.run(block, { CASE: caseId })
      expect({ commands: block.commands, output, code }).toEqual({ commands: block.commands, output, code: block.exit })
    }
  })
})

/** Only the relay to Kafka has these; the embedded feed has no relay. */
const WITH_KAFKA_ONLY = ['case_timeline_relay_behind_seconds']

describe('the metrics', () => {
  it('that an alert or a dashboard reads are exported by a running service, except a few whose exporter is named here', async () => {
    const texts = await Promise.all(SERVICES.map(async (service) => (await fetch(`${system.url(service)}/metrics`)).text()))
    const exported = new Set(texts.flatMap((text) => [...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name)))
    const expressions = [
      ...alertRules().map(({ expr }) => expr),
      ...[...dashboards().values()].flatMap(({ panels }) => panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))),
    ]
    const named = new Set(expressions.flatMap(metricsIn))
    const others = [...named].filter((name) => !exported.has(name))
    expect(others.toSorted()).toEqual([...WITH_KAFKA_ONLY, ...Object.keys(METRICS_OF_OTHERS)].toSorted())
  })
})
