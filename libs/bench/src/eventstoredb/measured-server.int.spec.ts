import { afterEach, describe, expect, it } from '@jest/globals'
import { type EventStoreDb, startEventStoreDb } from '@case-timeline/testing'
import type { Measured } from '../load.ts'
import { EVENTS_PER_STREAM, type Prepare } from '../peer.ts'
import { emmettEsdb } from '../peers/emmett-esdb.ts'
import { eventStoreDbClient } from '../peers/eventstoredb-client.ts'
import { appendToEventStoreDb, handleOnEventStoreDb } from '../peers/own-eventstoredb.ts'
import { countingCalls, measuredServers } from './measured-server.ts'

const CLIENTS = 2
const EACH = 21

const servers: EventStoreDb[] = []

/** What the peers have recorded: the server records something about itself too. */
const recordedIn = (server: EventStoreDb) => server.log.all().filter(({ stream }) => !stream.startsWith('$'))

const appended = async (prepare: Prepare): Promise<EventStoreDb> => {
  const server = await startEventStoreDb()
  servers.push(server)
  const peer = await prepare(server.url(), CLIENTS)
  try {
    const client = async (number: number): Promise<void> => {
      for (let n = 0; n < EACH; n += 1) await peer.append(number)
    }
    await Promise.all(Array.from({ length: CLIENTS }, (_, number) => client(number)))
  } finally {
    await peer.close()
  }
  return server
}

describe('what is compared on EventStoreDB', () => {
  afterEach(async () => void (await Promise.all(servers.splice(0).map((server) => server.close()))))

  const PEERS: readonly (readonly [string, Prepare])[] = [
    ['append of this project', appendToEventStoreDb],
    ['handle() of this project', handleOnEventStoreDb],
    ['appendToStream of the client', eventStoreDbClient],
    ['emmett-esdb', emmettEsdb],
  ]

  it.each(PEERS)('records by %s one event of about 1 KB for each append, in streams of 20 events.', async (_, prepare) => {
    const server = await appended(prepare)
    const recorded = recordedIn(server)
    expect([recorded.length, server.calls().appends]).toEqual([CLIENTS * EACH, CLIENTS * EACH])
    const streams = [...new Set(recorded.map(({ stream }) => stream))]
    expect(streams.map((stream) => server.log.stream(stream)?.length ?? 0).toSorted((a, b) => b - a)).toEqual([
      ...Array.from({ length: CLIENTS }, () => EVENTS_PER_STREAM),
      ...Array.from({ length: CLIENTS }, () => EACH - EVENTS_PER_STREAM),
    ])
    for (const { data, metadata } of recorded) {
      expect(data.length + metadata.length).toBeGreaterThan(1_000)
      expect(data.length + metadata.length).toBeLessThan(2_500)
    }
  })

  it.each([
    ['appendToStream of the client', eventStoreDbClient, { type: 'wrong-expected-version' }],
    ['emmett-esdb', emmettEsdb, { errorCode: 412 }],
  ] as const)('expects in %s the revision of the stream, as this project does.', async (_, prepare, refusal) => {
    const server = await startEventStoreDb()
    servers.push(server)
    const peer = await prepare(server.url(), 1)
    try {
      await peer.append(0)
      const [first] = recordedIn(server)
      server.log.append(first!.stream, 'any', [{ ...first!, id: '7c3d1f60-0000-4000-8000-000000000001' }])
      await expect(peer.append(0)).rejects.toMatchObject(refusal)
    } finally {
      await peer.close()
    }
  })
})

describe('the calls of a measurement', () => {
  const measured: Measured = { perSecond: 1, p50: 1, p99: 1, appended: 4 }

  it('are those of the server meanwhile, for each event that was appended.', async () => {
    const calls = [
      { appends: 10, reads: 5 },
      { appends: 14, reads: 6 },
    ]
    const server = { calls: () => Promise.resolve(calls.shift()) }
    expect(await countingCalls(server, () => Promise.resolve(measured))).toEqual({ ...measured, appendCalls: 1, readCalls: 0.25 })
  })

  it('are unknown on a server that was named, which is not started and not stopped.', async () => {
    const server = await measuredServers('esdb://127.0.0.1:1?tls=false')()
    expect([server.url, await countingCalls(server, () => Promise.resolve(measured))]).toEqual(['esdb://127.0.0.1:1?tls=false', measured])
  })
})
