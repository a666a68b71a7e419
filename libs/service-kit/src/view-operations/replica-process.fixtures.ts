import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const PACKAGE = fileURLToPath(new URL('../..', import.meta.url))

/** Begins a slow rebuild of the view `latest-number`, from the compiled packages. */
const PROGRAM = `
  import 'reflect-metadata'
  import { eventType } from '@case-timeline/contracts'
  import { postgresEventStore } from '@case-timeline/event-store/drivers'
  import { storedView } from '@case-timeline/projections'
  import { DataSource } from 'typeorm'
  import { z } from 'zod'
  import { viewOperationsOf } from './dist/view-operations/view-operations.js'
  const Noted = eventType({
    type: 'investigation.Noted', version: 1, kind: 'report', meaning: 'Something was noted.', visibility: ['prosecution'],
    data: z.strictObject({ number: z.int() }), example: { number: 1 },
  })
  const view = storedView({
    name: 'latest-number', version: 1, columns: { number: 'int' }, migration: 1, events: [Noted],
    on: { [Noted.type]: (_, { caseId, data }) => ({ caseId, number: data.number }) },
  })
  const nothing = () => undefined
  const operations = viewOperationsOf({
    store: postgresEventStore({ url: process.env.STORE_URL, pollMs: 200 }),
    db: await new DataSource({ type: 'postgres', url: process.env.VIEWS_URL }).initialize(),
    views: [view], release: '0.1.0', signal: new AbortController().signal,
    operationWatch: { begin: () => ({ progress: nothing, waiting: nothing, end: nothing }) },
  })
  await operations.begin({ purpose: 'rebuild', rate: 200 }, 'o.reyes')
`

/** A replica in a process of its own, which rebuilds `latest-number`. */
export const rebuildingReplica = ({ store, views }: { readonly store: string; readonly views: string }) => {
  const child = spawn(process.execPath, ['--no-warnings', '--input-type=module', '--eval', PROGRAM], {
    cwd: PACKAGE,
    env: { PATH: process.env['PATH'], STORE_URL: store, VIEWS_URL: views },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const closed = once(child, 'close')
  return {
    /** As kill -9. */
    kill: () => {
      child.kill('SIGKILL')
      return closed
    },
  }
}
