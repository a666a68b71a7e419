import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import pg from 'pg'
import { DataInUse, type RunningPostgres, startPostgres } from './index.ts'
import { runsPostgres } from './postmaster.ts'

jest.setTimeout(60_000)

let dataDir = ''
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'case-timeline-start-'))
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

const start = (): Promise<RunningPostgres> => startPostgres({ dataDir, durable: false })

/** Another process that uses the data, and the URL of its server. */
const another = async (): Promise<{ process: ChildProcess; url: string }> => {
  const script = fileURLToPath(new URL('../jest/keep-running.mjs', import.meta.url))
  const process = spawn(globalThis.process.execPath, [script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [url] = (await once(process.stdout, 'data')) as [Buffer]
  return { process, url: url.toString() }
}

const query = async (url: string, sql: string): Promise<unknown[]> => {
  const client = new pg.Client({ connectionString: url })
  // A backend that crashes ends the others, also between the answer to a query and the end of its connection.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

const untilHeldAgain = async (url: string): Promise<void> => {
  const held = `select from pg_locks l join pg_stat_activity s using (pid) where l.locktype = 'advisory' and s.application_name = 'case-timeline up'`
  while ((await query(url, held).catch(() => [])).length === 0) await pause(50)
}

const postmasterPid = async (): Promise<number> =>
  Number((await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0])

describe('PostgreSQL on a data folder', () => {
  it('keeps its data across starts, and leaves no process', async () => {
    const first = await start()
    const pid = await postmasterPid()
    await query(first.url, 'create table fact (id int); insert into fact values (1)')
    await first.stop()
    await first.stop()
    expect(await runsPostgres(pid)).toBe(false)
    const second = await start()
    expect(await query(second.url, 'select id from fact')).toEqual([{ id: 1 }])
    await second.stop()
  })

  it('requires a password, listens only on loopback, and logs no password', async () => {
    const server = await start()
    const open = new URL(server.url)
    open.password = 'wrong'
    await expect(query(open.href, 'select 1')).rejects.toThrow('password authentication failed')
    expect(open.hostname).toBe('127.0.0.1')
    expect(await query(server.url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }])
    expect(await readFile(join(dataDir, 'postgres.log'), 'utf8')).not.toContain(new URL(server.url).password)
    await server.stop()
  })

  it('is refused to a second process while the first one uses the data', async () => {
    const other = await another()
    const refused = await start().catch((failure: unknown) => failure)
    expect(refused).toBeInstanceOf(DataInUse)
    expect(String(refused)).toContain(dataDir)
    expect(await query(other.url, 'select 1 as alive')).toEqual([{ alive: 1 }])
    other.process.kill('SIGKILL')
    await once(other.process, 'exit')
    await (await start()).stop()
  })

  it('is refused to a second process also while it recovers from the crash of a backend, and changes nothing then', async () => {
    const other = await another()
    try {
      const ofUp = `select pid from pg_stat_activity where application_name = 'case-timeline up'`
      const [session] = (await query(other.url, ofUp)) as { pid: number }[]
      process.kill(session!.pid, 'SIGKILL')
      const refusals = []
      for (let attempt = 0; attempt < 5; attempt++) refusals.push(await start().catch((failure: unknown) => failure))
      expect(refusals.map((refused) => refused instanceof DataInUse)).toEqual([true, true, true, true, true])
      // The lock of the database is held again, so that a process on another machine is refused too.
      await untilHeldAgain(other.url)
    } finally {
      other.process.kill('SIGKILL')
      await once(other.process, 'exit')
    }
    await (await start()).stop()
  }, 180_000)

  it('recovers each time when its process is killed, without losing committed data', async () => {
    for (const round of [1, 2, 3]) {
      const other = await another()
      await query(other.url, `create table if not exists kept (round int); insert into kept values (${round})`)
      other.process.kill('SIGKILL')
      await once(other.process, 'exit')
    }
    const server = await start()
    expect(await query(server.url, 'select round from kept order by 1')).toEqual([{ round: 1 }, { round: 2 }, { round: 3 }])
    await server.stop()
  })

  it('takes over a server that a killed process left running', async () => {
    const other = await another()
    const pid = await postmasterPid()
    // While stopped by SIGSTOP it cannot detect the death of its parent; it continues as an orphan.
    process.kill(pid, 'SIGSTOP')
    other.process.kill('SIGKILL')
    await once(other.process, 'exit')
    setTimeout(() => process.kill(pid, 'SIGCONT'), 300)
    const server = await start()
    expect(await query(server.url, 'select 1 as alive')).toEqual([{ alive: 1 }])
    await server.stop()
    expect(await runsPostgres(pid)).toBe(false)
  })

  it('starts in spite of the lock file of a dead server that was never reaped', async () => {
    await (await start()).stop()
    const dead = join(dataDir, 'postgres-dead')
    await symlink('/bin/true', dead)
    const parent = spawn('sh', ['-c', `"${dead}" & echo $!; exec sleep 60`], { stdio: ['ignore', 'pipe', 'ignore'] })
    const [zombie] = (await once(parent.stdout, 'data')) as [Buffer]
    await writeFile(join(dataDir, 'postgres', 'postmaster.pid'), `${zombie.toString().trim()}\n${dataDir}/postgres\n0\n1\n\n127.0.0.1\n`)
    const server = await start()
    expect(await query(server.url, 'select 1 as alive')).toEqual([{ alive: 1 }])
    await server.stop()
    parent.kill('SIGKILL')
  })

  it('reports a port that is in use, and never takes over the server of another program', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as { port: number }
    await expect(startPostgres({ dataDir, port, durable: false })).rejects.toMatchObject({
      name: 'CannotStart',
      remedies: expect.arrayContaining([`check that nothing else listens on 127.0.0.1:${port}`]),
    })
    taken.close()
  })
})
