import { describe, expect, it } from '@jest/globals'
import { metrics } from './metrics.ts'

const lag = (consumer: string, value: number) => ({ name: 'lag', help: 'How far behind.', labels: { consumer }, value })

describe('the metrics of a service', () => {
  it('put the numbers of one name together, whoever told them', async () => {
    const told = metrics()
    told.ask(() => Promise.resolve([lag('a', 1), { name: 'other', help: 'Other.', labels: {}, value: 3 }]))
    told.ask(() => Promise.resolve([lag('b', 2)]))
    expect(await told.text()).toContain(
      ['# HELP lag How far behind.', '# TYPE lag gauge', 'lag{consumer="a"} 1', 'lag{consumer="b"} 2', '# HELP other Other.'].join('\n'),
    )
  })

  it('are told without those that cannot be had now', async () => {
    const told = metrics()
    told.answered('GET', '/cases', 200, 0.5)
    told.ask(() => Promise.reject(new Error('the database is away')))
    const text = await told.text()
    expect(text).toContain('http_requests_total{method="GET",route="/cases",status="200"} 1')
    expect(text).not.toContain('undefined')
  })
})
