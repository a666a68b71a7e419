import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import type { Deployment } from '../commands/running-system.ts'
import { processCpu } from '../cpu.ts'
import type { Measured } from '../load.ts'
import type { SyntheticLog } from './synthetic-log.ts'

const THIS_CHECKOUT = fileURLToPath(new URL('../../../../', import.meta.url))

interface Migrations {
  migrateEventStore(adminUrl: string, provided: { logins: Record<ServiceName, string> }): Promise<Record<ServiceName, string>>
}

/** Prepares an event store as a checkout needs it. @returns the stores file for its `casectl import` */
export const storesFileOf = async (adminUrl: string, folder: string, checkout = THIS_CHECKOUT): Promise<string> => {
  const { migrateEventStore } = (await import(join(checkout, 'libs/event-store/dist/postgres/migrate.js'))) as Migrations
  const logins = Object.fromEntries(SERVICES.map((service) => [service, 'bench'])) as Record<ServiceName, string>
  const stores = await migrateEventStore(adminUrl, { logins })
  return storesFileWith(folder, (service) => stores[service])
}

const DEPLOYMENT: Deployment = { deployment: 'bench', digestKey: '1'.repeat(64) }

/** @returns the stores file of a deployment */
export const storesFileWith = async (
  folder: string,
  urlOf: (service: ServiceName) => string,
  { deployment, digestKey } = DEPLOYMENT,
): Promise<string> => {
  const stores = Object.fromEntries(SERVICES.map((service) => [service, urlOf(service)]))
  const file = join(folder, `${randomBytes(4).toString('hex')}.json`)
  await writeFile(file, JSON.stringify({ deployment, digestKey, stores }), { mode: 0o600 })
  return file
}

/** One run of `casectl import`. */
export interface ImportRun {
  readonly rows: number
  readonly seconds: number
  readonly duplicates: number
  /** Processor time of the process while it imported, in milliseconds; undefined where it cannot be read. */
  readonly cpu: number | undefined
  /** Memory of the process in MB, after each tenth of the rows; empty where it cannot be read. */
  readonly rss: readonly number[]
}

const rssOf = (pid: number): number[] => {
  try {
    const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return kilobytes === undefined ? [] : [Math.round(Number(kilobytes) / 1024)]
  } catch {
    return []
  }
}

/** Runs the compiled `casectl import` of a checkout. @throws if it fails, with what it printed */
export const runImport = async (log: SyntheticLog, stores: string, checkout = THIS_CHECKOUT): Promise<ImportRun> => {
  const program = join(checkout, 'services/casectl/dist/main.js')
  const mapping = join(checkout, 'deploy/mappings/indonesia-detention.json')
  const options = ['--cases', log.cases, '--map', mapping, '--stores', stores, '--json']
  const child = spawn(process.execPath, [program, 'import', log.file, ...options], { stdio: ['ignore', 'pipe', 'pipe'] })
  const pid = child.pid ?? 0
  const rss: number[] = []
  let [printed, progress] = ['', '']
  let checkedAt: number | undefined
  let lastAt: number | undefined
  child.stdout.on('data', (chunk) => (printed += String(chunk)))
  child.stderr.on('data', (chunk) => {
    progress += String(chunk)
    if (String(chunk).includes('checked ')) checkedAt ??= processCpu(pid)
    if (!String(chunk).includes('imported ')) return
    lastAt = processCpu(pid)
    rss.push(...rssOf(pid))
  })
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`casectl import ended with ${code}: ${progress}`)
  const { counts, seconds } = JSON.parse(printed) as { counts: { rows: number; duplicate: number }; seconds: number }
  const cpu = checkedAt === undefined || lastAt === undefined ? undefined : lastAt - checkedAt
  return { rows: counts.rows, seconds, duplicates: counts.duplicate, cpu, rss }
}

/** Measured of an import: per row. */
export const measuredImport = ({ rows, seconds, cpu }: ImportRun, serverMs: number | undefined): Measured => ({
  perSecond: rows / seconds,
  p50: 0,
  p99: 0,
  clientCpu: cpu === undefined ? undefined : (cpu * 1000) / rows,
  serverCpu: serverMs === undefined ? undefined : (serverMs * 1000) / rows,
})
