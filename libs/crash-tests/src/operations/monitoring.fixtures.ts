import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { ROOT } from './runbook.fixtures.ts'

const FILES = join(ROOT, 'helm/case-timeline/files')

/** A name in lower case, with a hyphen before what was a capital letter: that of a page, and that of a service. */
export const inKebabCase = (name: string): string => name.replaceAll(/(?<!^)([A-Z])/g, '-$1').toLowerCase()

export interface AlertRule {
  readonly alert: string
  readonly expr: string
  readonly labels: { readonly severity: string }
  readonly annotations: { readonly summary: string; readonly description: string; readonly runbook_url: string }
}

const filesIn = (folder: string): readonly { readonly name: string; readonly text: string }[] =>
  readdirSync(join(FILES, folder)).map((name) => ({ name, text: readFileSync(join(FILES, folder, name), 'utf8') }))

/** The alerts that the chart ships. */
export const alertRules = (): readonly AlertRule[] =>
  filesIn('rules').flatMap(({ text }) => (parse(text) as { groups: { rules: AlertRule[] }[] }).groups.flatMap(({ rules }) => rules))

interface Panel {
  readonly title: string
  readonly description?: string
  readonly type: string
  readonly datasource?: { readonly type: string; readonly uid: string }
  readonly targets?: readonly { readonly expr: string }[]
}

export interface Dashboard {
  readonly uid: string
  readonly title: string
  readonly schemaVersion: number
  readonly templating: { readonly list: readonly { readonly name: string; readonly type: string; readonly query?: unknown }[] }
  readonly panels: readonly Panel[]
}

/** The dashboards that the chart ships, by file name. */
export const dashboards = (): ReadonlyMap<string, Dashboard> =>
  new Map(filesIn('dashboards').map(({ name, text }) => [name, JSON.parse(text) as Dashboard]))

/** The parts of a histogram are exported under one name. */
const PART = /_(bucket|sum|count)$/

/** Metrics that no service exports, with what does. */
export const METRICS_OF_OTHERS: Readonly<Record<string, string>> = {
  up: 'Prometheus itself, of every target',
  kube_cronjob_status_last_successful_time: 'kube-state-metrics',
  kube_cronjob_created: 'kube-state-metrics',
}

/** What has a name in PromQL and is no metric: texts, selectors and ranges, lists of labels. */
const NO_METRIC = [/"(?:[^"\\]|\\.)*"/g, /\{[^}]*\}/g, /\[[^\]]*\]/g, /\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g]
const OPERATORS = new Set(['and', 'or', 'unless', 'offset', 'bool', 'inf', 'nan'])

/** The metrics that an expression reads, each once. */
export const metricsIn = (expression: string): readonly string[] => {
  const rest = NO_METRIC.reduce((text, pattern) => text.replaceAll(pattern, ' '), expression)
  const names = [...rest.matchAll(/(?<![\w:.])[a-zA-Z_:][\w:]*(?![\w:]|\s*\()/g)].map(([name]) => name)
  return [...new Set(names.filter((name) => !OPERATORS.has(name.toLowerCase())).map((name) => name.replace(PART, '')))]
}
