import { chown, mkdir, readFile, stat, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { DEGRADED, readBy } from '../operations/fault.fixtures.ts'
import { seededRandom } from '../seeded-random.ts'
import { commandLoad, type CommandLoad } from './command-load.fixtures.ts'
import { withoutSessions } from './databases.fixtures.ts'
import { drills } from './drills.fixtures.ts'
import { compilePrograms, type EmbeddedSystem, embeddedSystem } from './embedded-system.fixtures.ts'
import { until } from '../until.ts'
import { type Disk, newDisks } from './small-disk.fixtures.ts'

const SEED = Number(process.env['CASE_TIMELINE_SEED'] ?? 1)

jest.setTimeout(600_000)

let mounts: Awaited<ReturnType<typeof newDisks<'data' | 'logs' | 'events'>>>
let data: Disk
let logs: Disk
let events: Disk
let system: EmbeddedSystem
let load: CommandLoad
let run: ReturnType<typeof drills>
beforeAll(async () => {
  compilePrograms()
  mounts = await newDisks({ data: '320m', logs: '16m', events: '96m' })
  ;({ data, logs, events } = mounts.disks)
  await symlink(join(logs.path, 'case-timeline.log'), join(data.seenAt, 'case-timeline.log'))
  system = embeddedSystem({ dataDir: data.path, seenAt: data.seenAt, runBy: mounts.runBy })
  await system.start()
  load = commandLoad(system, seededRandom(SEED))
  run = drills(system, load)
})
afterAll(async () => {
  await load?.finish()
  await system?.kill()
  await mounts?.remove()
  console.log(`drills of a full disk, seed ${SEED}\n${run?.table()}`)
})

/** Moves the event store of the running system to a disk of its own. */
const moveEventStore = async (): Promise<void> => {
  const { uid, gid } = await stat(join(data.seenAt, 'postgres'))
  await mkdir(join(events.seenAt, 'tablespace'))
  await chown(join(events.seenAt, 'tablespace'), uid, gid)
  await system.sql(`create tablespace small location '${join(events.path, 'tablespace')}'`)
  await withoutSessions(system, 'events', () => system.sql('alter database events set tablespace small'))
  await until('every service is ready', () => system.isReady())
}

const FULL = /the event store answers and records nothing \(could not extend file .*No space left on device\): free space/
const logText = () => readFile(join(logs.seenAt, 'case-timeline.log'), 'utf8')
const metricsOf = async (service: ServiceName) => (await fetch(`${system.url(service)}/metrics`)).text()
/** The services that say that the disk of the event store is full. */
const thatReportIt = async () => {
  const states = await system.readiness()
  return SERVICES.filter((_, at) => states[at]?.degradedReasons?.some((reason) => FULL.test(reason)))
}

describe('what was acknowledged is there once, in the log, in every view and in its effects, and is shown to those entitled only,', () => {
  it('while the disk of the log file is full: commands are recorded all the same, and the services say that they do not log', () =>
    run.drill('disk of the log file full', async () => {
      const { unanswered } = load.counts
      await logs.fill()
      await until('the services report it', async () =>
        (await system.readiness()).some(({ degradedReasons = [] }) => degradedReasons.join().includes('the log cannot be written')),
      )
      await load.acknowledges(30)
      expect({ unanswered: load.counts.unanswered, ended: system.endedByItself() }).toEqual({ unanswered, ended: undefined })
      await logs.free()
    }))

  it('after the disk of the database and of the data folder was full', () =>
    run.drill('disk of the data full', async () => {
      const { unanswered } = load.counts
      await until('commands are not answered, or nothing listens any more', async () => {
        // Again and again: a checkpoint of PostgreSQL removes files of its log.
        await data.fill()
        return load.counts.unanswered > unanswered + 20 || system.endedByItself() !== undefined
      })
      await data.free()
      // PostgreSQL may end when it cannot write its log, and `up` with it: an operator frees space and starts it again.
      await until('it recovers or has ended', async () => system.endedByItself() !== undefined || (await system.isReady()))
      if (system.endedByItself() !== undefined) await system.start()
    }))

  it('while the disk of the event store is full: readiness, a metric with an alert, and the log say so until it is not', async () => {
    await moveEventStore()
    let service: ServiceName | undefined
    await run.drill('disk of the event store full', async () => {
      await events.fill()
      await until('a service reports it', async () => ([service] = await thatReportIt()).length > 0)
      expect(await metricsOf(service!)).toMatch(/^case_timeline_degraded(\{[^}]*\})? [1-9]$/m)
      expect(readBy(DEGRADED.alert)).toEqual(['case_timeline_degraded'])
      await until('the log says so', async () => {
        await system.readiness()
        return new RegExp(`"degradedReason":"${FULL.source}.*"degraded: `).test((await logText()).replaceAll('\\"', "'"))
      })
      await events.free()
    })
    expect(await metricsOf(service!)).toMatch(/^case_timeline_degraded(\{[^}]*\})? 0$/m)
    await until('the log says that it has ended', async () => {
      await system.readiness()
      return new RegExp(`"degradedReason":"${FULL.source}.*"no longer degraded`).test((await logText()).replaceAll('\\"', "'"))
    })
  })
})
