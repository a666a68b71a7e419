import { afterAll, beforeAll, describe } from '@jest/globals'
import { appendingContract } from './contract/appending.fixtures.ts'
import { concurrencyContract } from './contract/concurrency.fixtures.ts'
import { guardsContract } from './contract/guards.fixtures.ts'
import type { Harness } from './contract/harness.fixtures.ts'
import { readingContract } from './contract/reading.fixtures.ts'
import type { EventStore } from './event-store.ts'

/**
 * What every driver of the port keeps, on its real server. What a driver does not promise it declares; the contract then
 * checks the declaration, so that no test passes for want of a server.
 */
export const eventStoreContract = (driver: string, start: () => Promise<Harness>): void => {
  describe(`the event store on ${driver}`, () => {
    let harness: Harness
    let store: EventStore
    beforeAll(async () => {
      harness = await start()
      store = harness.open('investigation')
    })
    afterAll(async () => {
      await store.close()
      await harness.close()
    })
    const parts = { appending: appendingContract, guards: guardsContract, reading: readingContract, 'under load': concurrencyContract }
    for (const [part, contract] of Object.entries(parts))
      describe(part, () =>
        contract(
          () => harness,
          () => store,
        ),
      )
  })
}
