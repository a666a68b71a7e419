import type { Counters } from '../commands/counters.ts'
import { recordLongCases, SUSPECTS } from '../commands/long-case.ts'
import { runRound } from '../commands/round.ts'
import type { MeasuredSystem } from '../commands/running-system.ts'
import { processCpu } from '../cpu.ts'
import { type Measured, percentile } from '../load.ts'
import type { Growth } from './growth.ts'
import { countingCalls, type MeasuredServer } from './measured-server.ts'

/** A system with a case for each client. */
export interface GrowingCases {
  /** Sends commands until each case has grown by a slice; begins with new cases where the present ones have another size. */
  grow(slice: Growth): Promise<Measured>
}

export interface GrowingOptions {
  readonly system: MeasuredSystem
  readonly counters: Counters
  readonly clients: number
  /** Of the events; undefined if they are in the PostgreSQL of the system. */
  readonly server?: MeasuredServer | undefined
}

/** Lets cases grow by commands over HTTP. */
export const growingCases = ({ system, counters, clients, server }: GrowingOptions): GrowingCases => {
  let cases: readonly string[] = []
  let facts = Number.POSITIVE_INFINITY
  const used = async (): Promise<{ node: number; servers: number }> => {
    const { node, postgres } = await counters.used()
    return { node, servers: postgres + (server?.pid === undefined ? 0 : (processCpu(server.pid) ?? Number.NaN)) }
  }
  const toSize = async (wanted: number): Promise<void> => {
    if (facts === wanted) return
    cases = await recordLongCases(system, clients, wanted, SUSPECTS)
    facts = wanted
  }
  const commands = async ({ from, to }: Growth): Promise<Measured> => {
    const each = to - from
    const before = await used()
    const round = await runRound(
      system,
      (client) => system.send(system.agencyOf(0), `/cases/${cases[client]}/identify-suspect`, SUSPECTS.person()),
      clients,
      (sent) => sent < each,
    )
    const after = await used()
    facts = to
    const { length } = round.latencies
    return {
      perSecond: length / round.seconds,
      p50: percentile(round.latencies, 0.5),
      p99: percentile(round.latencies, 0.99),
      clientCpu: ((after.node - before.node) * 1000) / length,
      serverCpu: ((after.servers - before.servers) * 1000) / length,
      appended: length,
    }
  }
  return {
    async grow(slice) {
      await toSize(slice.from)
      return server ? countingCalls(server, () => commands(slice)) : commands(slice)
    },
  }
}
