import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { parse, stringify } from 'yaml'

const CHART = join(import.meta.dirname, '../case-timeline')
const RULES = join(CHART, 'files/rules/case-timeline.yaml')
const TESTS = join(CHART, 'tests/alert-rules.yaml')

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
const tests = read<Tests>(TESTS).tests.flatMap((test) => test.alert_rule_test)

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
    expect(promtool('test', 'rules', TESTS)).toEqual({ status: 0, output: expect.stringContaining('SUCCESS') }))

  it('are critical when somebody must act now, and a warning otherwise', () =>
    expect(new Set(alerts.map(({ labels }) => labels.severity))).toEqual(new Set(['critical', 'warning'])))

  it.each(alerts.map(({ alert }) => alert))('%s has a history at which it fires and one at which it is quiet', (alert) => {
    const own = tests.filter(({ alertname }) => alertname === alert)
    expect(own.some(({ exp_alerts: expected }) => expected.length > 0)).toBe(true)
    expect(own.some(({ exp_alerts: expected }) => expected.length === 0)).toBe(true)
  })
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
    const folder = mkdtempSync(join(tmpdir(), 'dashboard-expressions-'))
    try {
      writeFileSync(join(folder, 'rules.yaml'), stringify({ groups: [{ name: 'panels', rules }] }))
      expect(promtool('check', 'rules', join(folder, 'rules.yaml'))).toEqual({ status: 0, output: expect.stringContaining('SUCCESS') })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
