import { afterAll, beforeAll, describe, it, jest } from '@jest/globals'
import { DEGRADED, expectShown, type Fault, NOT_READY } from './fault.fixtures.ts'
import { type OperatedService, operatedService, type Server } from './operated-service.fixtures.ts'

jest.setTimeout(300_000)

const HOUR_MS = 3_600_000

let service: OperatedService
beforeAll(async () => {
  service = await operatedService()
  await service.start()
})
afterAll(() => service?.close())

const MISSING = {
  EVENT_STORE_URL: {
    ready: /^503 .*cannot reach: the event store"/,
    logged: /"missing":"the event store","msg":"not ready/,
    ...NOT_READY,
  },
  VIEWS_DATABASE_URL: {
    ready: /^503 .*the views’ database"/,
    logged: /"missing":"the views’ database","msg":"not ready/,
    ...NOT_READY,
  },
  VAULT_URL: {
    ready: /^200 .*"degraded".*the vault cannot be reached/,
    logged: /"degradedReason":"the vault cannot be reached/,
    ...DEGRADED,
  },
}

const down = (server: Server): Fault => ({
  begin: () => service.fronts[server].cut(),
  end: () => service.fronts[server].restore(),
  ...MISSING[server],
})
const wrongPassword = (server: Server, seen: Pick<Fault, 'ready' | 'logged'> = MISSING[server]): Fault => {
  let putBack: () => Promise<void>
  return {
    begin: async () => (putBack = await service.changePassword(server)),
    end: () => putBack(),
    ...MISSING[server],
    ready: seen.ready,
    // The log has the reason, too, in the same entry or in another one.
    logged: new RegExp(`(?=.*password authentication failed for user).*${seen.logged.source}`, 's'),
  }
}
const LOGIN_REFUSED = {
  ready: /^503 .*cannot reach: the event store".*the event store refuses the login of this service: /,
  logged: /"degradedReason":"the event store refuses the login of this service: /,
}
const clockSetBy = (ms: number, difference: string): Fault => ({
  begin: () => service.shiftClock(ms),
  end: () => service.shiftClock(0),
  ready: new RegExp(`^200 .*"degraded".*the clock of the event store is \\d{4} s ${difference} the clock of this service`),
  logged: new RegExp(`"degradedReason":"the clock of the event store is \\d{4} s ${difference}`),
  ...DEGRADED,
})

const FAULTS: readonly (readonly [string, Fault])[] = [
  ['the event store is down', down('EVENT_STORE_URL')],
  ['the database of the views is down', down('VIEWS_DATABASE_URL')],
  ['the vault is down', down('VAULT_URL')],
  [
    'the certificate of the event store’s server has expired',
    {
      begin: () => Promise.resolve(service.fronts.EVENT_STORE_URL.present(service.certificates.expired)),
      end: () => Promise.resolve(service.fronts.EVENT_STORE_URL.present(service.certificates.valid)),
      ...MISSING.EVENT_STORE_URL,
    },
  ],
  ['the password of the service is wrong in the event store', wrongPassword('EVENT_STORE_URL', LOGIN_REFUSED)],
  ['the password of the service is wrong in the database of the views', wrongPassword('VIEWS_DATABASE_URL')],
  ['the password of the service is wrong in the vault', wrongPassword('VAULT_URL')],
  ['the clock of the service is an hour ahead', clockSetBy(HOUR_MS, 'behind')],
  ['the clock of the service is an hour behind', clockSetBy(-HOUR_MS, 'ahead of')],
]

describe.each(FAULTS)('while %s', (_, fault) => {
  it('readiness, a metric with an alert, and the log say so; afterwards the service recovers by itself', () => expectShown(service, fault))
})
