import { describe, expect, it } from '@jest/globals'
import { dashboards, METRICS_OF_OTHERS, metricsIn } from './monitoring.fixtures.ts'

const all = dashboards()
const panels = [...all].flatMap(([name, { panels: own }]) => own.map((panel) => ({ ...panel, dashboard: name })))

describe('the metrics that an expression reads', () => {
  it.each([
    ['a metric of anybody, and no function', 'max(node_filesystem_avail_bytes) == 0', ['node_filesystem_avail_bytes']],
    ['no label and no text', 'sum by (job, le) (rate(a_total{b="c_total",d=~"e|f"}[5m])) without (g)', ['a_total']],
    [
      'both sides of an operator, each once',
      'a / on (b) group_left (c) d > 1e3 > bool a or x:rate5m unless a offset 1h',
      ['a', 'd', 'x:rate5m'],
    ],
    ['a histogram by its own name', 'histogram_quantile(0.9, a_seconds_bucket) / a_seconds_count', ['a_seconds']],
    ['what is in a subquery', 'last_over_time(case_timeline_ready[7d:5m])', ['case_timeline_ready']],
  ])('are %s', (_, expression, metrics) => expect(metricsIn(expression)).toEqual(metrics))
})

describe('the dashboards', () => {
  it('are four: system, feed, projections and cases', () =>
    expect([...all.keys()].toSorted()).toEqual(['cases.json', 'feed.json', 'projections.json', 'system.json']))

  it('have an identity and a title that no other has', () => {
    const list = [...all.values()]
    expect(new Set(list.map(({ uid }) => uid)).size).toBe(list.length)
    expect(new Set(list.map(({ title }) => title)).size).toBe(list.length)
  })

  it.each([...all])('%s lets its reader choose the data source, and names none itself', (_, { templating, panels: own }) => {
    expect(templating.list.filter(({ type }) => type === 'datasource')).toMatchObject([{ name: 'datasource', query: 'prometheus' }])
    expect(new Set(own.map(({ datasource }) => datasource?.uid))).toEqual(new Set(['${datasource}']))
  })

  it.each(panels)('$dashboard shows "$title" of the chosen namespace, from what services export', ({ targets = [] }) => {
    expect(targets).not.toEqual([])
    for (const { expr } of targets) {
      expect(metricsIn(expr)).not.toEqual([])
      expect(metricsIn(expr).filter((name) => name in METRICS_OF_OTHERS)).toEqual([])
      expect(expr).toContain('namespace=~"$namespace"')
    }
  })
})
