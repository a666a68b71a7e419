import { describe, expect, it } from '@jest/globals'
import { SERVICES } from '@case-timeline/contracts'
import { groupOf, plannedTopics } from './topics.ts'

describe('the topics of a deployment', () => {
  const planned = plannedTopics({ prefix: 'ph.', agencies: ['ph-police', 'ph-court'] })

  it('are three for each service, and one of answers for each agency', () => {
    expect(planned.map(({ topic }) => topic).sort()).toEqual([
      'ph.case-answers.ph-court',
      'ph.case-answers.ph-police',
      ...['commands', 'events', 'quarantine'].flatMap((kind) =>
        ['adjudication', 'audit-trail', 'investigation', 'prosecution', 'victim-support'].map((service) => `ph.case-${kind}.${service}`),
      ),
    ])
  })

  it('never forget a case but by age, and take the broker’s word for the time', () => {
    for (const { settings } of planned) {
      expect(settings['cleanup.policy']).toBe('delete')
      expect(settings['message.timestamp.type']).toBe('LogAppendTime')
    }
  })
})

describe('the group of a consumer', () => {
  it('is another one for each service, when two have a consumer of that name', () => {
    const groups = SERVICES.map((service) => groupOf('ph.', 'north', service, 'view.deadlines_v1'))
    expect(new Set(groups).size).toBe(SERVICES.length)
    expect(groups).toContain('ph.north.victim-support.view.deadlines_v1')
  })

  it('does not say the service twice', () => {
    expect(groupOf('', 'north', 'victimSupport', 'victim-support.offers-support')).toBe('north.victim-support.offers-support')
  })
})
