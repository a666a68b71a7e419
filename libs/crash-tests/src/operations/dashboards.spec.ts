import { describe, expect, it } from '@jest/globals'
import { dashboards, metricsIn } from './monitoring.fixtures.ts'

const all = dashboards()
const panels = [...all].flatMap(([name, { panels: own }]) => own.map((panel) => ({ ...panel, dashboard: name })))

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
      expect(expr).toContain('namespace=~"$namespace"')
    }
  })
})
