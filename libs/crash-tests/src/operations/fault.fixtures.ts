import { expect } from '@jest/globals'
import { alertRules, METRICS_OF_OTHERS, metricsIn } from './monitoring.fixtures.ts'
import type { OperatedService } from './operated-service.fixtures.ts'

/** A fault of what a service needs, and how each of those who watch the service sees it. */
export interface Fault {
  readonly begin: () => Promise<unknown>
  readonly end: () => Promise<unknown>
  /** Status and answer of `/health/ready` while it lasts. */
  readonly ready: RegExp
  /** The metric of it, with its values (a pattern) while it lasts and afterwards, and the alert that reads it. */
  readonly metric: { readonly name: string; readonly during: string; readonly after: string }
  readonly alert: string
  /** What is logged when it begins. */
  readonly logged: RegExp
}

export const NOT_READY = { metric: { name: 'case_timeline_ready', during: '0', after: '1' }, alert: 'ServiceNotReady' }
export const DEGRADED = { metric: { name: 'case_timeline_degraded', during: '[1-9]', after: '0' }, alert: 'ServiceDegraded' }

const ENDED = /"msg":"(reached again|no longer degraded for this reason)"/

/** The metrics of services that the expression of an alert reads. */
export const readBy = (alert: string): readonly string[] =>
  metricsIn(alertRules().find((rule) => rule.alert === alert)?.expr ?? '').filter((name) => !(name in METRICS_OF_OTHERS))

const sample = ({ name }: Fault['metric'], value: string): RegExp => new RegExp(`^${name}(\\{[^}]*\\})? ${value}$`, 'm')

/** Lets a fault begin and end, and expects that each sign of the service shows it and that the service recovers by itself. */
export const expectShown = async (service: OperatedService, { begin, end, ready, metric, alert, logged }: Fault): Promise<void> => {
  const before = (await service.until(/^200 .*"ok"/, /^/, 0)).log.length
  await begin()
  const during = await service.until(ready, logged, before)
  expect(during.metrics).toMatch(sample(metric, metric.during))
  expect(readBy(alert)).toEqual([metric.name])
  await end()
  const after = await service.until(/^200 .*"ok"/, ENDED, during.log.length)
  expect(after.metrics).toMatch(sample(metric, metric.after))
  expect(await service.userWithToken()).toBe(200)
}
