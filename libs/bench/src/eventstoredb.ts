import type { Deployment } from './commands/running-system.ts'
import { compareAppendsOn } from './eventstoredb/appends.ts'
import { compareCommandsOn } from './eventstoredb/commands.ts'
import { compareImportsOn } from './eventstoredb/imports.ts'
import type { Growth } from './eventstoredb/growth.ts'
import { measuredServers } from './eventstoredb/measured-server.ts'

export const PARTS = ['commands', 'import', 'append'] as const
export type Part = (typeof PARTS)[number]

export interface EventStoreDbPlan {
  /** Superuser's URL of a PostgreSQL. */
  readonly serverUrl: string
  /** The URL of an EventStoreDB; undefined for the test server of this repository. */
  readonly eventStoreUrl: string | undefined
  readonly parts: readonly Part[]
  /** Of the cases about which commands are. */
  readonly growth: Growth
  readonly rounds: number
  /** Duration of one measurement of appends. */
  readonly ms: number
  /** Rows of each import. */
  readonly rows: number
  printLine(line: string): void
}

/** Compares what is recorded on EventStoreDB with what is recorded on PostgreSQL, and with others that append to EventStoreDB. */
export const compareOnEventStoreDb = async ({ eventStoreUrl, parts, ...plan }: EventStoreDbPlan): Promise<void> => {
  const startServer = measuredServers(eventStoreUrl)
  plan.printLine(
    eventStoreUrl === undefined
      ? 'EventStoreDB: the test server of this repository in a process of its own, which keeps its log in memory; EVENT_STORE_URL would name another'
      : `EventStoreDB: the server that EVENT_STORE_URL names, ${hostsOf(eventStoreUrl)}`,
  )
  let deployment: Deployment | undefined
  for (const part of PARTS.filter((one) => parts.includes(one))) {
    plan.printLine('')
    if (part === 'commands') deployment = await compareCommandsOn({ startServer, ...plan })
    else if (part === 'import') await compareImportsOn({ startServer, deployment, ...plan })
    else await compareAppendsOn({ startServer, ...plan })
  }
}

/** Without the login. */
const hostsOf = (url: string): string => url.replace(/^[^:]+:\/\/(?:[^@/?]*@)?/, '').replace(/[/?].*$/, '')
