import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { COMPILER, THREADS } from './compile.mjs'
import { forgetMovedBack, isCompiled, recordCompiled, sourcesOf } from './compiled.mjs'

/** The first version of each line of Node.js that is promised: package.json says `^20.19.3 || ^22.13.0 …`. */
const FIRST_VERSIONS = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  .engines.node.split(' || ')
  .map((line) => line.slice(1))

/**
 * Installs the packages of package-lock.json, unless they are installed. npm writes node_modules/.package-lock.json
 * last, so an install that was killed midway is detected.
 */
export const ensureInstalled = async (root) => {
  requireNode()
  if (isComplete(root)) return
  console.error('Installing what package-lock.json lists (about half a minute the first time) …')
  const [command, ...npmArguments] = npm()
  const quiet = ['--ignore-scripts', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error', '--fetch-retries=2']
  const { code, output } = await run(root, command, [...npmArguments, 'ci', ...quiet])
  if (code === 0 && isComplete(root)) return
  throw new Error(
    `${output.trim().split('\n').slice(-15).join('\n')}\n\nnpm ci did not install all packages: check the connection to the registry (npm ping) and start again.`,
  )
}

/** A newer line than those that are promised may work, and is not refused. */
const requireNode = () => {
  const { node } = process.versions
  const isLater = (one, other) => one.localeCompare(other, 'en', { numeric: true }) >= 0
  const line = FIRST_VERSIONS.findLast((first) => Number.parseInt(first) <= Number.parseInt(node))
  const isKnownLine = Number.parseInt(line) === Number.parseInt(node)
  if (isKnownLine ? isLater(node, line) : line === FIRST_VERSIONS.at(-1)) return
  throw new Error(
    `Node.js ${node} does not run this: install ${FIRST_VERSIONS.join(', ')}, or a later version of one of these lines, from https://nodejs.org.`,
  )
}

/**
 * Installs packages and compiles one with its dependencies, unless the last compilation was of these sources: to ask
 * npm's lock files and the compiler takes seconds.
 * @returns whether the compiler ran
 */
export const ensureCompiled = async (root, project) => {
  requireNode()
  if (isCompiled(root, project, sourcesOf(root))) return false
  await ensureInstalled(root)
  const sources = sourcesOf(root)
  forgetMovedBack(root, project, sources)
  if (!existsSync(join(root, project, 'dist'))) console.error('Compiling …')
  const { code, output } = await run(root, process.execPath, [COMPILER, '-b', THREADS, project])
  if (code !== 0) throw new Error(`${output.trim()}\n\nThe sources do not compile, so nothing was started: correct the errors above.`)
  recordCompiled(root, project, sources)
  return true
}

/** The npm that runs this process, else the one on the path. */
const npm = () => {
  const cli = process.env.npm_execpath
  if (cli && basename(cli).startsWith('npm')) return [process.execPath, cli]
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm']
}

/** The packages that a lock file lists; `undefined` if the file is missing or damaged. */
const packagesIn = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return undefined
  }
}

const isComplete = (root) => {
  const wanted = packagesIn(join(root, 'package-lock.json'))
  if (!wanted) throw new Error('package-lock.json is missing or damaged: restore it (git checkout package-lock.json).')
  const present = packagesIn(join(root, 'node_modules', '.package-lock.json'))
  if (!present) return false
  return Object.entries(wanted).every(([path, one]) => path === '' || !isForThisPlatform(one) || isSame(one, present[path]))
}

const isSame = (one, other) =>
  other !== undefined && one.version === other.version && one.integrity === other.integrity && one.resolved === other.resolved

/** An optional package is needed only if it is made for this platform. */
const isForThisPlatform = ({ optional, os, cpu, libc }) =>
  !optional || (os?.includes(process.platform) && cpu?.includes(process.arch) && (!libc || libc.includes(libcHere())))

const libcHere = () => (process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl')

const run = (cwd, command, args) =>
  new Promise((done) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], shell: command.endsWith('.cmd') })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
    child.on('error', (failure) => done({ code: 1, output: failure.message }))
    child.on('close', (code) => done({ code, output }))
  })
