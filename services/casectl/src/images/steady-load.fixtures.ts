import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { SERVICES } from '@case-timeline/contracts'
import { z } from 'zod'
import { AGENCIES } from '../agencies.ts'
import type { Persona } from '../demo.ts'
import type { Deployment } from './deployment.fixtures.ts'

/** The load of `npm run test:cluster`: ten callers who send commands and reads to all services, in a process of its own. */
const PROGRAM = fileURLToPath(new URL('../../../../libs/crash-tests/dist/cluster/load-process.js', import.meta.url))

const readers: readonly Persona[] = [
  { userId: 'm.santos', sector: 'investigation', agency: AGENCIES.investigation, roles: ['lead-investigator', 'investigator'] },
  { userId: 'm.garcia', sector: 'prosecution', agency: AGENCIES.prosecution, roles: ['prosecutor'] },
  { userId: 'r.aquino', sector: 'adjudication', agency: AGENCIES.adjudication, roles: ['registrar'] },
  { userId: 'c.villanueva', sector: 'victimSupport', agency: AGENCIES.victimSupport, roles: ['case-worker'] },
  { userId: 'a.ramos', sector: 'auditTrail', agency: AGENCIES.auditTrail, roles: ['auditor'] },
]
const operators = SERVICES.map((sector): Persona => ({ userId: 'o.perez', sector, agency: AGENCIES[sector], roles: ['operator'] }))

const Line = z.object({ answer: z.looseObject({}).optional() })
const Begun = z.object({ cases: z.number() })
const Counts = z.object({ requests: z.number(), acknowledged: z.number(), failed: z.number(), examples: z.array(z.string()) })
const References = z.array(z.string())
const Compared = z.object({ lost: References, doubled: References })

/** A load on the services, which begins when it is asked to. */
export const steadyLoad = async ({ urls, tokenFor, eventsUrl }: Deployment) => {
  const addresses = SERVICES.map((service) => [
    service,
    { host: new URL(urls[service]).hostname, port: Number(new URL(urls[service]).port) },
  ])
  const tokens = await Promise.all(
    [...readers, ...operators].map(async (one) => [`${one.userId} of ${one.agency}`, await tokenFor(one)] as const),
  )
  const child = spawn(process.execPath, [PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const settings = { addresses: Object.fromEntries(addresses), tokens: Object.fromEntries(tokens), events: eventsUrl, views: [] }
  child.stdin.write(`${JSON.stringify(settings)}\n`)

  const ask = async <T>(order: string, schema: z.ZodType<T>): Promise<T> => {
    child.stdin.write(`${order}\n`)
    for (;;) {
      const { value, done } = await lines.next()
      if (done) throw new Error(`the load ended before it answered ${order}`)
      // Other lines are signs of life.
      const { answer } = Line.parse(JSON.parse(value))
      if (answer) return schema.parse(answer)
    }
  }
  return {
    /** Opens cases, waits until victim support has them, and begins with requests. */
    begin: () => ask('begin', Begun),
    /** What was sent since the beginning, or since it was asked before. */
    counts: () => ask('mark', Counts),
    /** Ends the requests, and compares what was acknowledged with the log. */
    compare: () => ask('compare', Compared),
    stop: () => void child.stdin.end(),
  }
}
