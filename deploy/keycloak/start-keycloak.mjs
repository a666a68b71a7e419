import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { verifiedJars } from '../kafka/broker-jars.mjs'
import { freePort } from '../kafka/free-port.mjs'
import { launchServer } from '../kafka/launched-server.mjs'
import { findJava } from '../kafka/requirements.mjs'
import { temporaryFolder } from '../kafka/temporary-folder.mjs'

const here = import.meta.dirname
const run = promisify(execFile)

const SETTINGS = {
  KC_HTTP_HOST: '127.0.0.1',
  // Optimised for a fast start and little memory, not for throughput.
  JAVA_OPTS_KC_HEAP: '-Xms64m -Xmx512m',
  JAVA_OPTS_APPEND: '-XX:-UseG1GC -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData',
}

/**
 * Starts a real Keycloak for tests, in development mode, on loopback; it is downloaded from Maven Central the first time.
 * @see start-keycloak.d.mts for parameters and result
 * @throws CannotStart when Java or Maven is missing, the archive is not the reviewed one, or Keycloak does not become ready
 */
export const startKeycloak = async ({ realm, env }) => {
  const java = findJava('java', 'Keycloak runs')
  const archives = await verifiedJars({ listedIn: here, folder: 'keycloak', what: 'Keycloak', size: '176 MB' })
  const folder = await temporaryFolder('keycloak')
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 5 })
  try {
    const home = await unpacked(archives, folder)
    await mkdir(join(home, 'data/import'), { recursive: true })
    await cp(realm, join(home, 'data/import/realm.json'))
    const port = await freePort()
    const server = await launchServer({
      name: 'Keycloak',
      command: ['sh', join(home, 'bin/kc.sh'), 'start-dev', '--import-realm'],
      cwd: folder,
      // Nothing else: every variable KC_… of this process would configure it.
      env: { PATH: process.env.PATH, JAVA: java, ...SETTINGS, KC_HTTP_PORT: String(port), ...env },
      log: join(folder, 'keycloak.log'),
      ready: 'Listening on: http',
      // The script passes it on to the Java that builds the server.
      signalAtExit: 'SIGTERM',
    })
    return {
      url: `http://127.0.0.1:${port}`,
      async stop() {
        await server.end('SIGTERM')
        await remove()
      },
    }
  } catch (failure) {
    await remove()
    throw failure
  }
}

/** Unpacks the only archive that is listed. */
const unpacked = async (archives, folder) => {
  const [archive] = await readdir(archives)
  const home = join(folder, 'server')
  await mkdir(home)
  await run('tar', ['-xzf', join(archives, archive), '-C', home, '--strip-components=1'])
  return home
}
