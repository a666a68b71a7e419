import { describe, expect, it } from '@jest/globals'
import { SERVICES } from '@case-timeline/contracts'
import { groupOf, plannedTopics } from './topics.ts'

describe('the topics of a deployment', () => {
  const planned = plannedTopics({ prefix: 'ph.', agencies: ['ph-police', 'ph-court'] })

  it('are three for each service, and one answer topic for each agency', () => {
    expect(planned.map(({ topic }) => topic).sort()).toEqual([
      'ph.case-answers.ph-court',
      'ph.case-answers.ph-police',
      ...['commands', 'events', 'quarantine'].flatMap((kind) =>
        ['adjudication', 'audit-trail', 'investigation', 'prosecution', 'victim-support'].map((service) => `ph.case-${kind}.${service}`),
      ),
    ])
  })

  it('delete messages only by age, by the timestamp of the broker', () => {
    for (const { settings } of planned) {
      expect(settings['cleanup.policy']).toBe('delete')
      expect(settings['message.timestamp.type']).toBe('LogAppendTime')
    }
  })
})

describe('the group of a consumer', () => {
  it('differs by service when two services have a consumer of the same name', () => {
    const groups = SERVICES.map((service) => groupOf('ph.', 'north', service, 'view.deadlines_v1'))
    expect(new Set(groups).size).toBe(SERVICES.length)
    expect(groups).toContain('ph.north.victim-support.view.deadlines_v1')
  })

  it('contains the name of the service once', () => {
    expect(groupOf('', 'north', 'victimSupport', 'victim-support.offer-support')).toBe('north.victim-support.offer-support')
  })
})
