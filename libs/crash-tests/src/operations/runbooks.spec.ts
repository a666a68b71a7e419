import { SERVICES } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { alertRules, inKebabCase } from './monitoring.fixtures.ts'
import { alertPages, blocksOf, pageText } from './runbook.fixtures.ts'

const alerts = alertRules()

describe('the alerts', () => {
  it('that read whether a process answers Prometheus know each service', () => {
    const jobs = alerts.flatMap(({ expr }) =>
      [...expr.matchAll(/\bup\{job=~"\(\.\+-\)\?\((.+?)\)"\}/g)].map(([, names = '']) => names.split('|')),
    )
    expect(jobs).toEqual(Array(3).fill(SERVICES.map(inKebabCase)))
  })
})

describe('the runbooks', () => {
  it('have a page for every alert, and no page without one', () =>
    expect(alertPages()).toEqual(alerts.map(({ alert }) => `${inKebabCase(alert)}.md`).toSorted()))

  it.each(alerts)('that of $alert is named by the alert and has its severity', ({ alert, labels, annotations }) => {
    const page = `${inKebabCase(alert)}.md`
    expect(annotations.runbook_url).toBe(`docs/runbooks/${page}`)
    expect(pageText(page)).toContain(`# ${alert}\n\n\`${labels.severity}\``)
    expect(pageText('README.md')).toMatch(new RegExp(`\\| \\[${alert}\\]\\(${page}\\) +\\| ${labels.severity} +\\|`))
  })

  it.each(alertPages())('%s states what the alert means, how to see it, what to do, whom to call and how it ends', (page) => {
    const sections = [...pageText(page).matchAll(/^## (.*)$/gm)].map(([, title]) => title)
    expect(sections).toEqual(['What it means', 'See it', 'Do', 'Call', 'It has ended when'])
    expect(blocksOf(page, 'See it')).not.toEqual([])
  })
})
