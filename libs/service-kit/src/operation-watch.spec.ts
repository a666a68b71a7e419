import { describe, expect, it } from '@jest/globals'
import { metrics } from './metrics.ts'
import { operationWatch } from './operation-watch.ts'

const REBUILD = 'view.tally.v1~rebuild'

/** A rebuild that began at second 0. */
const rebuild = () => {
  const serviceMetrics = metrics()
  let seconds = 0
  const watch = operationWatch(serviceMetrics, () => seconds * 1_000)
  serviceMetrics.addSource(() => watch.measures())
  const operation = watch.begin(REBUILD)
  return {
    operation,
    pass: (more: number) => void (seconds += more),
    exported: async () => (await serviceMetrics.text()).split('\n').filter((line) => line.includes(REBUILD)),
  }
}

const handled = (events: number) => `case_timeline_events_handled_total{consumer="${REBUILD}"} ${events}`
const left = (seconds: number) => `case_timeline_consumer_catch_up_seconds{consumer="${REBUILD}"} ${seconds}`

describe('a rebuild of a view in the metrics', () => {
  it('counts its events from 0, and has no time left before the first of them', async () =>
    expect(await rebuild().exported()).toEqual([handled(0)]))

  it('shows the time left as fast as it was since its beginning, and counts each event once', async () => {
    const { operation, pass, exported } = rebuild()
    pass(10)
    operation.progress({ events: 500, position: '1000', end: '4000' })
    pass(10)
    operation.progress({ events: 900, position: '2000', end: '4000' })
    expect(await exported()).toEqual([handled(900), left(20)])
    pass(5)
    expect(await exported()).toEqual([handled(900), left(15)])
  })

  it('says while it waits for room in the database', async () => {
    const { operation, exported } = rebuild()
    operation.waiting(true)
    expect(await exported()).toEqual([handled(0), `case_timeline_consumer_waits_for_room{consumer="${REBUILD}"} 1`])
    operation.waiting(false)
    expect(await exported()).toEqual([handled(0)])
  })

  it('shows no time left when it has ended', async () => {
    const { operation, pass, exported } = rebuild()
    pass(10)
    operation.progress({ events: 500, position: '1000', end: '4000' })
    operation.end()
    expect(await exported()).toEqual([handled(500)])
  })
})
