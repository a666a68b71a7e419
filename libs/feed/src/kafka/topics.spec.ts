import { describe, expect, it } from '@jest/globals'
import { SERVICES } from '@case-timeline/contracts'
import { commandGroup, eventGroup, plannedTopics } from './topics.ts'

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

describe('the group in which replicas share the events of a service', () => {
  const views = ['view.custody_v1', 'view.deadlines_v1']

  it('differs by service when two services have consumers of the same names', () =>
    expect(new Set(SERVICES.map((service) => eventGroup('ph.', 'north', service, views))).size).toBe(SERVICES.length))

  it('is that of the replicas with the same consumers, in whichever order they were started', () => {
    const group = eventGroup('ph.', 'north', 'victimSupport', views)
    expect(group).toMatch(/^ph\.north\.victim-support\.case-events\.[0-9a-f]{12}$/)
    expect(eventGroup('ph.', 'north', 'victimSupport', views.toReversed())).toBe(group)
    expect(eventGroup('ph.', 'north', 'victimSupport', [...views, 'view.released_v1'])).not.toBe(group)
  })
})

it('the group in which replicas share the commands of a service has the name of the service', () =>
  expect(commandGroup('ph.', 'north', 'victimSupport')).toBe('ph.north.victim-support.case-commands'))
