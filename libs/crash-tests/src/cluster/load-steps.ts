import { setTimeout as pause } from 'node:timers/promises'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { operatorOf } from '../faults/caught-up.ts'
import type { User } from '../faults/case-commands.ts'
import { inKebabCase } from '../kebab-case.ts'
import { type Address, loadUsers } from '../restarts/steady-load.ts'
import { nameOf } from './load-protocol.ts'
import { startLoadSession } from './load-session.ts'
import { areReady, livingPods, missingImages, readyPods } from './pod-status.ts'
import { PROFILES } from './profiles.ts'
import { leftBehind, release, SERVICE_PODS, tryRelease } from './release.ts'
import { APP, BACKING, BROKEN, REPLACING } from './release-values.ts'
import { type Found, loadOf, type Run, untilPods } from './run.ts'
import { ofSuperuser } from './secret-manifests.ts'

/** How long a step is counted in which nothing happens. */
const UNDISTURBED_MS = 20_000
/** What helm waits for pods that cannot start. */
const BROKEN_TIMEOUT = '90s'
const KINDS = 'all,networkpolicies,serviceaccounts,poddisruptionbudgets,configmaps'
const PORT = 8_080

const counted = async (run: Run): Promise<Found> => ({ counts: await loadOf(run).ask('mark') })

export const beginLoad = async (run: Run): Promise<Found> => {
  const { provided, tokenOf } = run
  if (!provided || !tokenOf) throw new Error('the databases are not provided')
  const addresses = Object.fromEntries(
    SERVICES.map((service) => [service, { host: `${APP}-${inKebabCase(service)}`, port: PORT }]),
  ) as Record<ServiceName, Address>
  const users: readonly User[] = [...loadUsers, ...Object.values(operatorOf)]
  const urlOf = (service: ServiceName, variable: string) => ofSuperuser(provided.services[service]?.[variable] ?? '', run.password)
  const hasLeases = !PROFILES[run.settings.profile].hasKafka
  run.load = startLoadSession(run.cluster, {
    addresses,
    tokens: Object.fromEntries(users.map((user) => [nameOf(user), tokenOf(user)])),
    events: urlOf('investigation', 'EVENT_STORE_URL'),
    views: hasLeases ? SERVICES.map((service) => urlOf(service, 'VIEWS_DATABASE_URL')) : [],
  })
  await run.load.ask('begin')
  await run.load.ask('mark')
  await pause(UNDISTURBED_MS, undefined, { signal: run.signal })
  return counted(run)
}

/** An upgrade that replaces each pod. */
export const upgrade = async (run: Run): Promise<Found> => {
  const before = livingPods(await run.cluster.pods(SERVICE_PODS))
  await release(run, REPLACING)
  const kept = [...livingPods(await run.cluster.pods(SERVICE_PODS))].filter((pod) => before.has(pod))
  if (kept.length > 0) throw new Error(`the upgrade left ${kept.length} pods of the release before`)
  return counted(run)
}

/** An upgrade to images that do not exist: it has to fail, and to leave every pod that is ready. */
export const breakUpgrade = async (run: Run): Promise<Found> => {
  const before = readyPods(await run.cluster.pods(SERVICE_PODS))
  const { code, err } = await tryRelease(run, { ...REPLACING, ...BROKEN }, BROKEN_TIMEOUT)
  if (code === 0) throw new Error('an upgrade to images that do not exist has succeeded')
  const pods = await run.cluster.pods(SERVICE_PODS)
  if (missingImages(pods).length === 0) throw new Error(`the upgrade failed, but not for its images: ${err.trim()}`)
  const lost = before.filter((pod) => !readyPods(pods).includes(pod))
  if (lost.length > 0) throw new Error(`the upgrade failed and took pods that were ready: ${lost.join(', ')}`)
  return counted(run)
}

export const rollBack = async (run: Run): Promise<Found> => {
  await run.cluster.helm(['rollback', APP, '--wait', '--timeout', '10m'])
  await untilPods(run, SERVICE_PODS, areReady)
  return counted(run)
}

/** Ends a pod of each service at once, without a grace period. */
export const killPods = async (run: Run): Promise<Found> => {
  const { cluster } = run
  const before = livingPods(await cluster.pods(SERVICE_PODS)).size
  const ofEach = await Promise.all(
    SERVICES.map((service) => cluster.pods(`app.kubernetes.io/instance=${APP},app.kubernetes.io/component=${inKebabCase(service)}`)),
  )
  const killed = ofEach.flatMap((pods) => readyPods(pods).slice(0, 1))
  if (killed.length < SERVICES.length) throw new Error(`only ${killed.length} services have a pod that is ready`)
  await cluster.kubectl(['delete', 'pod', ...killed, '--grace-period=0', '--force', '--wait=false'])
  await untilPods(
    run,
    SERVICE_PODS,
    (pods) => areReady(pods) && livingPods(pods).size === before && !readyPods(pods).some((pod) => killed.includes(pod)),
  )
  return counted(run)
}

/** What was killed has to serve again. */
export const recover = async (run: Run): Promise<Found> => {
  await pause(UNDISTURBED_MS, undefined, { signal: run.signal })
  return counted(run)
}

export const compare = async (run: Run): Promise<Found> => {
  run.compared = await loadOf(run).ask('compare')
  return { compared: run.compared }
}

/** Takes the services and the servers away: what has data has to stay. */
export const uninstall = async (run: Run): Promise<void> => {
  const { cluster } = run
  await cluster.helm(['uninstall', APP, '--wait', '--cascade', 'foreground', '--timeout', '5m'])
  const list = await cluster.kubectl(['get', KINDS, '--selector', `app.kubernetes.io/instance=${APP}`, '--output', 'json'])
  const left = leftBehind(JSON.parse(list) as Parameters<typeof leftBehind>[0])
  if (left.length > 0) throw new Error(`helm uninstall left ${left.join(', ')}`)
  await cluster.helm(['uninstall', BACKING, '--timeout', '5m'])
  const { events } = await loadOf(run).ask('count')
  if (events !== run.compared?.events)
    throw new Error(`PostgreSQL had ${run.compared?.events} events before helm uninstall, and ${events} after it`)
}
