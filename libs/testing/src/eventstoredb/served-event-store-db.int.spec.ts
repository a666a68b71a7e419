import { fileURLToPath } from 'node:url'
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { ensureCompiled } from '../../../../deploy/installation.mjs'
import { serveEventStoreDb } from './served-event-store-db.ts'

const CHECKOUT = fileURLToPath(new URL('../../../../', import.meta.url))
const PROGRAM = `exec '${process.execPath}' '${CHECKOUT}libs/testing/dist/main.js'`

beforeAll(() => ensureCompiled(CHECKOUT, 'libs/testing'))

const revisionsOf = async (url: string): Promise<readonly bigint[]> => {
  const client = EventStoreDBClient.connectionString(url)
  try {
    const append = () => client.appendToStream('a-stream', jsonEvent({ type: 'SomethingHappened', data: {} }))
    return [await append(), await append()].map(({ nextExpectedRevision }) => nextExpectedRevision)
  } finally {
    await client.dispose()
  }
}

describe('a server of EventStoreDB that a specification starts', () => {
  it('is the program that the environment names, empty each time, and is ended with it', async () => {
    const [first, second] = [await serveEventStoreDb(PROGRAM), await serveEventStoreDb(PROGRAM)]
    try {
      expect([first.testServer, second.testServer]).toEqual([undefined, undefined])
      expect(await revisionsOf(first.url())).toEqual([0n, 1n])
      expect(await revisionsOf(second.url())).toEqual([0n, 1n])
    } finally {
      await Promise.all([first.close(), second.close()])
    }
    await expect(fetch(first.url().replace('esdb', 'http'))).rejects.toThrow()
  })

  it('is the test server where the environment names none', async () => {
    const served = await serveEventStoreDb(undefined)
    expect(served.testServer?.url()).toBe(served.url())
    await served.close()
  })

  it('fails with the reason where the program ends at once', async () => {
    await expect(serveEventStoreDb('exit 3')).rejects.toThrow(
      /CASE_TIMELINE_TEST_EVENTSTOREDB: the program ended with 3 before it answered/,
    )
  })
})
