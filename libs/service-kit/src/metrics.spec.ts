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
})
