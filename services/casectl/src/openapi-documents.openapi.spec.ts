import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { findingsIn } from '../../../deploy/openapi-lint/linters.mjs'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'

let five: FiveServices
beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '')
}, 120_000)
afterAll(() => five.stop())

const sourceOf = async (service: ServiceName): Promise<string> => (await fetch(`${five.urls[service]}/openapi.json`)).text()

describe.each(SERVICES)('the OpenAPI document of %s', (service) => {
  it('has no finding of Redocly and none of Spectral', async () => expect(await findingsIn(service, await sourceOf(service))).toEqual([]))
})
