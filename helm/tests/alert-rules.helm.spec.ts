import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { parse, stringify } from 'yaml'
import { CHART, render, type Values, valuesOf } from './helm.ts'
import { ofKind } from './manifests.ts'

const RULES = join(CHART, 'files/rules/case-timeline.yaml')
const TESTS = ['alert-rules.yaml', 'alert-rules.weeks.yaml'].map((name) => join(CHART, 'tests', name))

interface Rules {
  readonly groups: readonly { readonly rules: readonly { readonly alert: string; readonly labels: { readonly severity: string } }[] }[]
}
interface Tests {
  readonly tests: readonly {
    readonly name: string
    readonly alert_rule_test: readonly { readonly alertname: string; readonly exp_alerts: readonly unknown[] }[]
  }[]
}

const read = <T>(path: string): T => parse(readFileSync(path, 'utf8')) as T
const alerts = read<Rules>(RULES).groups.flatMap(({ rules }) => rules)
const tests = TESTS.flatMap((path) => read<Tests>(path).tests).flatMap((test) => test.alert_rule_test)

const promtool = (...args: readonly string[]): { status: number | null; output: string } => {
  const { status, stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8' })
  return { status, output: `${stdout}${stderr}` }
}

beforeAll(() => {
  try {
    execFileSync('promtool', ['--version'], { stdio: 'ignore' })
  } catch {
    throw new Error('promtool is missing, which reads and tests the alert rules: install it, e.g. sudo apt-get install prometheus')
  }
})

describe('the alert rules', () => {
  it('are read by Prometheus as they are, without a template', () =>
    expect(promtool('check', 'rules', '--lint=all', '--lint-fatal', RULES)).toMatchObject({ status: 0 }))

  it('fire in the histories in which they should, with these texts, and are quiet in the others', () =>
    expect(promtool('test', 'rules', ...TESTS)).toEqual({ status: 0, output: expect.stringContaining('SUCCESS') }))

  it('are critical when somebody must act now, and a warning otherwise', () =>
    expect(new Set(alerts.map(({ labels }) => labels.severity))).toEqual(new Set(['critical', 'warning'])))

  it.each(alerts.map(({ alert }) => alert))('%s has a history at which it fires and one at which it is quiet', (alert) => {
    const own = tests.filter(({ alertname }) => alertname === alert)
    expect(own.some(({ exp_alerts: expected }) => expected.length > 0)).toBe(true)
    expect(own.some(({ exp_alerts: expected }) => expected.length === 0)).toBe(true)
  })
})

/** What promtool says of files that are written for it, by name. @param args have these names */
const promtoolOn = (files: Readonly<Record<string, unknown>>, ...args: readonly string[]) => {
  const folder = mkdtempSync(join(tmpdir(), 'alert-rules-'))
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), stringify(content))
    return promtool(...args.map((arg) => (arg in files ? join(folder, arg) : arg)))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe('MetricsMissing of an installation', () => {
  const NAMES = ['investigation', 'prosecution', 'adjudication', 'victim-support', 'audit-trail']
  const ready = (name: string) => ({
    series: `case_timeline_ready{namespace="justice", job="ct-case-timeline-${name}", instance="pod-${name}:8080"}`,
    values: '1x30',
  })
  const missing = (name: string) => ({
    exp_labels: { severity: 'critical', namespace: 'justice', job: `ct-case-timeline-${name}` },
    exp_annotations: {
      summary: `Nothing is measured of ct-case-timeline-${name}`,
      description: `Prometheus has received no metrics of ct-case-timeline-${name} for five minutes: it is down, or its scraping is. No alert but ServiceNotReady and ReplicaNotReady can fire for it.`,
      runbook_url: 'docs/runbooks/metrics-missing.md',
    },
  })

  /** What promtool says when these services are measured and those are to be missing. */
  const tested = async (values: Values, measured: readonly string[], expected: readonly string[]) => {
    const manifests = await render({ files: valuesOf('minimal'), values })
    const test = {
      interval: '1m',
      input_series: measured.map(ready),
      alert_rule_test: [{ eval_time: '20m', alertname: 'MetricsMissing', exp_alerts: expected.map(missing) }],
    }
    const files = { 'rules.yaml': ofKind(manifests, 'PrometheusRule')[0]?.spec, 'test.yaml': { rule_files: ['rules.yaml'], tests: [test] } }
    const checked = promtoolOn(files, 'check', 'rules', '--lint=all', '--lint-fatal', 'rules.yaml')
    return [checked, promtoolOn(files, 'test', 'rules', 'test.yaml')].map(({ status, output }) => (status === 0 ? 'as expected' : output))
  }
  const monitoring = { serviceMonitor: { enabled: true }, rules: { enabled: true } }

  it('fires for a service that never had a target, such as one whose pods fit on no node', async () =>
    expect(
      await tested(
        { monitoring },
        NAMES.filter((name) => name !== 'adjudication'),
        ['adjudication'],
      ),
    ).toEqual(['as expected', 'as expected']))

  it('is quiet when each is measured, and of a service that is disabled', async () => {
    expect(await tested({ monitoring }, NAMES, [])).toEqual(['as expected', 'as expected'])
    expect(
      await tested({ monitoring, services: { adjudication: { enabled: false } } }, NAMES.slice(0, 2).concat(NAMES.slice(3)), []),
    ).toEqual(['as expected', 'as expected'])
  })

  it('expects no names of jobs where the chart does not name them by a ServiceMonitor', async () =>
    expect(await tested({ monitoring: { rules: { enabled: true } } }, ['investigation'], [])).toEqual(['as expected', 'as expected']))
})

describe('the dashboards', () => {
  const DASHBOARDS = join(CHART, 'files/dashboards')

  /** Grafana replaces these before Prometheus reads an expression. */
  const asQueried = (expression: string): string =>
    expression.replaceAll('$__rate_interval', '5m').replaceAll(/\$(namespace|service)/g, '.*')

  it.each(readdirSync(DASHBOARDS))('%s has only expressions that Prometheus can evaluate', (name) => {
    const { panels } = JSON.parse(readFileSync(join(DASHBOARDS, name), 'utf8')) as { panels: { targets: { expr: string }[] }[] }
    const expressions = panels.flatMap(({ targets }) => targets.map(({ expr }) => asQueried(expr)))
    // promtool reads expressions only as rules.
    const rules = expressions.map((expr, n) => ({ record: `panel:${n}`, expr }))
    expect(promtoolOn({ 'rules.yaml': { groups: [{ name: 'panels', rules }] } }, 'check', 'rules', 'rules.yaml')).toEqual({
      status: 0,
      output: expect.stringContaining('SUCCESS'),
    })
  })
})
