import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { seededRandom } from '../seeded-random.ts'
import { caseWorker, plainCase } from './case-commands.ts'
import { commandLoad, type CommandLoad } from './command-load.fixtures.ts'
import { copyDatabase, lastPosition, passwords, replaceDatabase } from './databases.fixtures.ts'
import { drills } from './drills.fixtures.ts'
import { compilePrograms, type EmbeddedSystem, embeddedSystem, newFolder, removeFolder } from './embedded-system.fixtures.ts'
import { until } from '../until.ts'

const SEED = Number(process.env['CASE_TIMELINE_SEED'] ?? 1)
const random = seededRandom(SEED)
const HOUR_MS = 3_600_000

// The commands go on while views are realigned, and on a busy machine that takes longer and longer.
jest.setTimeout(1_200_000)

let system: EmbeddedSystem
let load: CommandLoad
let run: ReturnType<typeof drills>
let clock = ''
beforeAll(async () => {
  compilePrograms()
  const dataDir = await newFolder()
  clock = `${dataDir}-clock`
  const shiftedClock = new URL(`../../dist/shifted-clock.js?file=${clock}`, import.meta.url).href
  system = embeddedSystem({ dataDir, preload: [shiftedClock] })
  await system.start()
  load = commandLoad(system, random)
  run = drills(system, load)
})
afterAll(async () => {
  await load.finish()
  await system.kill()
  await Promise.all([system.dataDir, clock].map(removeFolder))
  console.log(`fault drills of seed ${SEED}\n${run.table()}`)
})

const isDegraded = async (reason: RegExp): Promise<boolean> =>
  (await system.readiness()).some(({ degradedReasons = [] }) => degradedReasons.some((one) => reason.test(one)))

/** How encrypted members of earlier cases open. */
const opened = async (): Promise<unknown> => {
  const note = load.notes().find(({ step, outcome }) => step.name === 'add-case-note' && outcome === 'acknowledged')
  const body = JSON.stringify({ eventIds: note?.eventIds, purpose: 'support' })
  const headers = { 'content-type': 'application/json' }
  const answer = await load.request(caseWorker, `/cases/${note?.caseId}/open-encrypted`, { method: 'POST', headers, body })
  return answer?.status === 201 ? (answer.body['opened'] as { state: string }[])[0]?.state : answer?.status
}

const SESSION_OF_UP = `from pg_stat_activity where application_name = 'case-timeline up'`
const endSessionOfUp = () => system.sql(`select pg_terminate_backend(pid) ${SESSION_OF_UP}`)
const isLockHeld = async (): Promise<boolean> =>
  (await system.sql(`select 1 from pg_locks where locktype = 'advisory' and pid in (select pid ${SESSION_OF_UP})`)).length > 0

/** A second `up` is refused, which changes no password and disturbs no command of the first. */
const refuseSecondUp = async (): Promise<void> => {
  const before = { passwords: await passwords(system), unanswered: load.counts.unanswered }
  expect(await system.secondUp()).toMatchObject({ code: 1, out: '', err: expect.stringContaining('is running on the data in') })
  expect({ passwords: await passwords(system), unanswered: load.counts.unanswered }).toEqual(before)
}

describe('what was acknowledged is there once, in the log, in every view and in its effects, and is shown to those entitled only,', () => {
  it('after kill -9 of all processes under load, at a start, and of one process of the database', () =>
    run.drill('kill -9 of everything', async () => {
      for (const _ of ['first', 'second']) {
        await system.kill()
        await system.start()
        await pause(random.between(200, 1_200))
      }
      await system.kill()
      system.launch()
      await pause(random.between(500, 3_000))
      await system.kill()
      await system.start()
      await pause(random.between(200, 600))
      process.kill(await system.backendOf('events'), 'SIGKILL')
    }))

  it('after the databases of all views were lost', () =>
    run.drill('views lost', async () => {
      for (const sector of ['investigation', 'prosecution', 'adjudication', 'victim_support', 'audit_trail'])
        await system.sql(`drop database views_${sector} with (force)`)
      await until('the loss is noticed', async () => (await system.readiness()).every(({ status }) => status !== 'ok'))
      await system.stop()
      await system.start()
    }))

  it('while all databases are read-only, and after that', () =>
    run.drill('read-only', async () => {
      const unanswered = load.counts.unanswered
      for (const mode of ['on', 'off']) {
        await system.sql(`alter system set default_transaction_read_only = ${mode}`)
        await system.sql('select pg_reload_conf()')
        if (mode === 'on') await until('commands are not answered', () => load.counts.unanswered > unanswered + 20)
      }
    }))

  it('while the clock of the services is wrong by an hour or by days: nothing is recorded then', () =>
    run.drill('clock jumps', async () => {
      for (const shift of [HOUR_MS, -HOUR_MS, 72 * HOUR_MS]) {
        await writeFile(clock, String(shift))
        await pause(500)
        const before = { position: await lastPosition(system), unanswered: load.counts.unanswered }
        await until('commands are not answered', () => load.counts.unanswered > before.unanswered + 10)
        expect(await lastPosition(system)).toBe(before.position)
        await until('the services report it', () => isDegraded(/the clock of the event store is \d+ s (ahead of|behind)/))
      }
      await writeFile(clock, '0')
      await until('the services report that it has ended', async () => !(await isDegraded(/the clock of the event store/)))
    }))

  it('while a second `up` is tried on the same data, which is refused and changes nothing', () => run.drill('two up', refuseSecondUp))

  it('while `up` loses the session that holds its lock: it takes the lock again, and a second `up` is refused all the time', () =>
    run.drill('lock of up lost', async () => {
      for (const _ of ['first', 'second']) {
        await endSessionOfUp()
        await refuseSecondUp()
        await until('the lock is held again', isLockHeld)
      }
    }))

  it('after the database of the vault was lost: encrypted members say that they cannot be read, and all others are recorded', () =>
    run.drill('vault lost', async () => {
      expect(await opened()).toBe('opened')
      await system.sql('drop database vault with (force)')
      await until('the loss is noticed', () => isDegraded(/the vault cannot be reached/))
      expect(await opened()).toBe(503)
      await load.record(plainCase())
      await system.stop()
      await system.start()
      expect(await opened()).toBe('unreadable')
    }))

  it('after the event store was set back to an older copy under newer views, and casectl realigned the consumers', () =>
    run.drill('store back in time', async () => {
      const copiedAt = performance.now()
      const copy = await copyDatabase(system, 'events')
      const heads = await system.read('log-heads').catch(() => '')
      await load.acknowledges(15)
      await replaceDatabase(system, copy, 'events')
      const sendAgain = load.logWentBack(copiedAt)
      await until('the services report it', () => isDegraded(/ waits: /))
      await system.kill()
      await writeFile(join(system.dataDir, 'log-heads'), heads)
      await system.start()
      await until('the services report it after a start', () => isDegraded(/ waits: /))
      expect(await system.casectl('feed', 'realign')).toMatchObject({ code: 0 })
      expect(await sendAgain()).toBeGreaterThan(0)
    }))
})
