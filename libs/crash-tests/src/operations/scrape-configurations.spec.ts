import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SERVICES } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { inKebabCase } from './monitoring.fixtures.ts'
import { ROOT } from './runbook.fixtures.ts'

interface Scraping {
  readonly scrape_configs: readonly {
    readonly job_name: string
    readonly static_configs: readonly { readonly targets: readonly string[] }[]
  }[]
}

const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

/** The targets of each job. */
const jobsOf = (text: string): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    (parse(text) as Scraping).scrape_configs.map(({ job_name: job, static_configs: configs }) => [
      job,
      configs.flatMap(({ targets }) => targets),
    ]),
  )

const names = SERVICES.map(inKebabCase)
/** The ports of `docker compose` and of `npm start`, in the order of the services. */
const ports = names.map((_, index) => 3001 + index)

describe('a scrape configuration has a job for each service, by which alerts and dashboards group,', () => {
  it('in the compose file', () =>
    expect(jobsOf(textOf('deploy/compose/prometheus.yaml'))).toEqual(Object.fromEntries(names.map((name) => [name, [`${name}:8080`]]))))

  it('in the how-to', () => {
    const [example = ''] = /(?<=```yaml\n)scrape_configs:[^`]*/.exec(textOf('docs/how-to/observe.md')) ?? []
    expect(jobsOf(example)).toEqual(Object.fromEntries(names.map((name, index) => [name, [`127.0.0.1:${ports[index]}`]])))
  })
})
