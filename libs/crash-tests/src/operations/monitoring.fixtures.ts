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
  readonly annotations: { readonly summary: string; readonly description: string; readonly runbook: string }
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

/** The metrics that an expression reads. */
export const metricsIn = (expression: string): readonly string[] =>
  [...expression.matchAll(/\b(?:case_timeline|http_server)_[a-z_]+/g)].map(([name]) => name.replace(PART, ''))
