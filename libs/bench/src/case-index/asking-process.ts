import { readFile } from 'node:fs/promises'
import { openEventStore } from '@case-timeline/event-store/drivers'

// A process of a service that has just started: how long its first question about a case takes, then those about other cases,
// and what it has in memory. Arguments: the URL of the store, of the database of the index (or `none`), the file of the cases.
const [storeUrl = '', databaseUrl = '', file = ''] = process.argv.slice(2)
const cases = JSON.parse(await readFile(file, 'utf8')) as readonly string[]

const heapInMiB = (): number => {
  globalThis.gc?.()
  return Math.round(process.memoryUsage().heapUsed / 1024 / 1024)
}
const heapBefore = heapInMiB()
const begun = performance.now()
const usedBefore = process.cpuUsage()
const store = openEventStore(storeUrl, 'investigation', { indexUrl: databaseUrl === 'none' ? undefined : databaseUrl })
const asked = async (caseId: string): Promise<number> => {
  for (;;)
    try {
      return (await store.readCase(caseId)).length
    } catch (error) {
      if (!(error instanceof Error && error.message.includes('is being made'))) throw error
    }
}
const events = await asked(cases[0] ?? '')
const firstMs = performance.now() - begun
const { user, system } = process.cpuUsage(usedBefore)
const firstCpuMs = (user + system) / 1_000
const heapAfterFirst = heapInMiB()
const others = cases.slice(1, 201)
const before = performance.now()
for (const caseId of others) await asked(caseId)
const eachMs = (performance.now() - before) / others.length
const heads = performance.now()
for (let at = 0; at < cases.length; at += 500) await store.caseHeads(cases.slice(at, at + 500))
const headsMs = (performance.now() - heads) / cases.length
process.stdout.write(
  `${JSON.stringify({ events, firstMs, firstCpuMs, eachMs, headsMs, heapBefore, heapAfterFirst, heapAfterAll: heapInMiB() })}\n`,
)
await store.close()
