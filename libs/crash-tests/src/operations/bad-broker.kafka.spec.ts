import { prepareTopics } from '@case-timeline/feed'
import { afterAll, beforeAll, describe, it, jest } from '@jest/globals'
import { type RunningKafka, startKafka } from '../../../../deploy/kafka/start-kafka.mjs'
import { DEGRADED, expectShown } from './fault.fixtures.ts'
import { type OperatedService, operatedService } from './operated-service.fixtures.ts'

jest.setTimeout(300_000)

let broker: RunningKafka
let service: OperatedService
beforeAll(async () => {
  broker = await startKafka()
  const url = `kafka://${broker.brokers[0]}/`
  await prepareTopics(url)
  service = await operatedService('investigation', { EVENT_FEED_URL: url })
  await service.start()
})
afterAll(async () => {
  await service?.close()
  await broker?.stop()
})

describe('while the broker is down', () => {
  it('readiness, a metric with an alert, and the log say so; afterwards the service recovers by itself', () =>
    expectShown(service, {
      begin: () => broker.halt(),
      end: () => broker.restart(),
      ready: new RegExp(`^200 .*"degraded".*no broker answers at ${broker.brokers[0]}`),
      logged: /"degradedReason":"[^"]*no broker answers/,
      ...DEGRADED,
    }))
})
