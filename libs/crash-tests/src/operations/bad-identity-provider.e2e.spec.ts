import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { DEGRADED, expectShown } from './fault.fixtures.ts'
import { type OperatedService, operatedService } from './operated-service.fixtures.ts'

jest.setTimeout(300_000)

const MINUTE_MS = 60_000

let service: OperatedService
beforeEach(async () => {
  service = await operatedService()
})
afterEach(() => service?.close())

const UNREADABLE = {
  ready: /^200 .*"degraded".*keys cannot be read.*certificate is valid/,
  logged: /"degradedReason":"[^"]*keys cannot be read/,
  ...DEGRADED,
}
const expire = () => service.provider.setSecureContext(service.certificates.expired)
const renew = () => Promise.resolve(service.provider.setSecureContext(service.certificates.valid))
const refuseUser = async () => expect(await service.userWithToken()).toBe(503)

describe('while the certificate of the identity provider has expired', () => {
  it('readiness, a metric with an alert, and the log say so; afterwards the service recovers by itself, without a user', async () => {
    expire()
    await service.start()
    await expectShown(service, { begin: refuseUser, end: renew, ...UNREADABLE })
  })

  it('keys that were read before are used for ten minutes; then the same is shown, until the service has read them again', async () => {
    await service.shiftClock(-11 * MINUTE_MS)
    await service.start()
    expect(await service.userWithToken()).toBe(200)
    expire()
    await service.shiftClock(-2 * MINUTE_MS)
    expect(await service.userWithToken()).toBe(200)
    await service.shiftClock(0)
    await expectShown(service, { begin: refuseUser, end: renew, ...UNREADABLE })
  })
})
