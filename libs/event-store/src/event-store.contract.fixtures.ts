import { afterAll, beforeAll, describe } from '@jest/globals'
import { appendingContract } from './contract/appending.fixtures.ts'
import { concurrencyContract } from './contract/concurrency.fixtures.ts'
import { guardsContract } from './contract/guards.fixtures.ts'
import { goingBackContract } from './contract/going-back.fixtures.ts'
import type { Harness } from './contract/harness.fixtures.ts'
import { readingContract } from './contract/reading.fixtures.ts'
import type { EventStore } from './event-store.ts'

/**
 * The contract of every driver of the port, on its real server. A driver declares what it does not promise; the
 * contract then checks the declaration, so that no test passes only because a server is missing.
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
    const parts = {
      appending: appendingContract,
      guards: guardsContract,
      reading: readingContract,
      'as a log': goingBackContract,
      'under load': concurrencyContract,
    }
    for (const [part, contract] of Object.entries(parts))
      describe(part, () =>
        contract(
          () => harness,
          () => store,
        ),
      )
  })
}
