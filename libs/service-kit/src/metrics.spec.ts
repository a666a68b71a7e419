import { describe, expect, it } from '@jest/globals'
import { metrics } from './metrics.ts'

const lag = (consumer: string, value: number) => ({ name: 'lag', help: 'How far behind.', labels: { consumer }, value })

describe('the metrics of a service', () => {
  it('group the values of one name from all sources', async () => {
    const serviceMetrics = metrics()
    serviceMetrics.addSource(() => Promise.resolve([lag('a', 1), { name: 'other', help: 'Other.', labels: {}, value: 3 }]))
    serviceMetrics.addSource(() => Promise.resolve([lag('b', 2)]))
    expect(await serviceMetrics.text()).toContain(
      ['# HELP lag How far behind.', '# TYPE lag gauge', 'lag{consumer="a"} 1', 'lag{consumer="b"} 2', '# HELP other Other.'].join('\n'),
    )
  })

  it('omit sources that fail', async () => {
    const serviceMetrics = metrics()
    serviceMetrics.answered('GET', '/cases', 200, 0.5)
    serviceMetrics.addSource(() => Promise.reject(new Error('the database is unavailable')))
    const text = await serviceMetrics.text()
    expect(text).toContain('http_requests_total{method="GET",route="/cases",status="200"} 1')
    expect(text).not.toContain('undefined')
  })

  it('have an infinite value in the notation of Prometheus', async () => {
    const serviceMetrics = metrics()
    serviceMetrics.addSource(() => Promise.resolve([lag('a', Infinity)]))
    expect(await serviceMetrics.text()).toContain('lag{consumer="a"} +Inf')
  })

  it('omit the last value of a source that fails later', async () => {
    const serviceMetrics = metrics()
    const answers = [Promise.resolve([lag('a', 7)]), Promise.reject(new Error('the database is unavailable'))]
    serviceMetrics.addSource(() => answers.shift() ?? Promise.resolve([]))
    expect(await serviceMetrics.text()).toContain('lag{consumer="a"} 7')
    expect(await serviceMetrics.text()).not.toContain('lag{')
  })

  it('are those of one service only, though several services run in one process', async () => {
    const [police, court] = [metrics(), metrics()]
    police.commandDecided('OpenCase', 'appended', 0.004)
    expect(await police.text()).toContain('case_timeline_command_duration_seconds_count{command="OpenCase",outcome="appended"} 1')
    expect(await court.text()).not.toContain('OpenCase')
  })

  it('have buckets of durations in seconds', async () => {
    const serviceMetrics = metrics()
    serviceMetrics.answered('POST', '/cases/:caseId/open', 201, 0.007)
    const labels = 'http_request_method="POST",http_route="/cases/:caseId/open",http_response_status_code="201"'
    const text = await serviceMetrics.text()
    expect(text).toContain(`http_server_request_duration_seconds_bucket{${labels},le="0.005"} 0`)
    expect(text).toContain(`http_server_request_duration_seconds_bucket{${labels},le="0.01"} 1`)
    expect(text).toContain(`http_server_request_duration_seconds_count{${labels}} 1`)
  })

  it('name a method that HTTP does not define by one label, whatever a caller sends', async () => {
    const serviceMetrics = metrics()
    serviceMetrics.answered('X-7f3a', '(none)', 404, 0.001)
    expect(await serviceMetrics.text()).toContain('http_server_request_duration_seconds_count{http_request_method="_OTHER",')
  })

  it('count refusals and warnings from zero for each rule, and under one label for a rule of another release', async () => {
    const serviceMetrics = metrics(['investigation.rule-one', 'investigation.rule-two'])
    serviceMetrics.refusedBy('investigation.rule-one')
    serviceMetrics.refusedBy('investigation.retired-rule')
    const text = await serviceMetrics.text()
    expect(text).toContain('case_timeline_rule_refusals_total{rule="investigation.rule-one"} 1')
    expect(text).toContain('case_timeline_rule_refusals_total{rule="investigation.rule-two"} 0')
    expect(text).toContain('case_timeline_rule_refusals_total{rule="other"} 1')
    expect(text).toContain('case_timeline_rule_warnings_total{rule="investigation.rule-two"} 0')
    expect(text).not.toContain('retired-rule')
  })
})
