import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { scratchFolder } from './scratch-folder.mjs'

const MINUTE = 60_000
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']

const JEST = 'node_modules/jest/bin/jest.js'

/** The larger young generation saves a sixth of the time of the specifications. */
const NODE_OPTIONS = ['--experimental-vm-modules', '--no-warnings', '--max-semi-space-size=64']

const jest = (projects, { program = [JEST, '--selectProjects', ...projects], minutes = 6 } = {}) => ({
  command: (results) => [...NODE_OPTIONS, ...program, '--json', `--outputFile=${results}`],
  minutes,
  count(_, results) {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(results, 'utf8'))
    return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites }
  },
})

/**
 * For each suite: its command, its time limit, how its output gives the numbers of passed and failed checks, and whether its
 * temporary files stay on the disk, as the layers of images do.
 */
const SUITES = {
  check: {
    command: () => ['libs/testing/check.mjs'],
    minutes: 5,
    count(output) {
      const [, passedStages, stages, passed] = /(\d+) of (\d+) stages, (\d+) checks passed/.exec(output)
      return { passed: Number(passed), failed: Number(stages) - Number(passedStages) }
    },
  },
  sector: {
    command: () => ['libs/testing/fifth-sector/fifth-sector.mjs'],
    minutes: 5,
    count(output) {
      const passed = output.includes('compiled and composed')
      return { passed: Number(passed), failed: Number(!passed) }
    },
  },
  int: jest(['int-in-parts'], { minutes: 20 }),
  e2e: jest(['e2e-in-parts', 'e2e-eventstoredb-in-parts'], { minutes: 40 }),
  pages: jest(['pages'], { minutes: 15 }),
  data: jest(['data'], { minutes: 12 }),
  helm: jest(['helm']),
  openapi: jest(['openapi']),
  // Three versions at once: each waits for its servers, with one worker.
  node: jest(['node', '--maxWorkers=3'], { minutes: 25 }),
  // deploy/kafka/test.mjs selects the projects that need a broker.
  kafka: jest([], { program: ['deploy/kafka/test.mjs'], minutes: 40 }),
  clients: jest(['clients'], { minutes: 20 }),
  image: { ...jest(['image'], { minutes: 20 }), isOnDisk: true },
}

/**
 * The suites that need only Node. `pages` needs bash, curl, openssl, psql and python3, `data` the folder of CASE_TIMELINE_DATA,
 * `helm` Linux on x86-64 and promtool, `openapi` the registry of npm, `node` that and Linux on x86-64, `kafka` Java and
 * Maven, `clients` a JDK, Maven and Python, `image` root.
 */
const WITHOUT_DATA = ['check', 'sector', 'int', 'e2e']

/**
 * Runs suites one after the other and prints the sum over all of them as the last line. A suite that could not run
 * counts as one failure.
 * @returns the exit code
 */
export const runSuites = async (root, names = []) => {
  const unknown = names.filter((name) => !Object.hasOwn(SUITES, name))
  if (unknown.length > 0) throw new Error(`There is no suite ${unknown.join(', ')}; the suites are ${Object.keys(SUITES).join(', ')}.`)
  const sum = { passed: 0, failed: 0 }
  for (const name of names.length > 0 ? names : WITHOUT_DATA) {
    if (name !== 'check') await programsInstalled()
    console.log(`\n== ${name}`)
    const [start, busyBefore] = [performance.now(), secondsBusy()]
    const { passed, failed } = await runSuite(root, SUITES[name])
    const [seconds, busy] = [(performance.now() - start) / 1000, secondsBusy() - busyBefore]
    console.log(`== ${name}: ${passed} passed, ${failed} failed (${seconds.toFixed(1)} s, ${busy.toFixed(1)} s of processor time)`)
    sum.passed += passed
    sum.failed += failed
  }
  console.log(`\n${sum.passed} passed, ${sum.failed} failed`)
  return sum.failed > 0 || sum.passed === 0 ? 1 : 0
}

/** `.ci/run` installs programs while `check` runs, and then removes this file. A suite reports what it lacks after a while. */
const programsInstalled = async () => {
  const { CASE_TIMELINE_INSTALLING: file } = process.env
  for (const end = performance.now() + 10 * MINUTE; file && existsSync(file) && performance.now() < end;) await pause(500)
}

/** Of all processors, by all that runs on this machine: the rest of a suite's time is waiting. */
const secondsBusy = () => cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0) / 1000

const runSuite = async (root, { command, minutes, count, isOnDisk = false }) => {
  const scratch = scratchFolder()
  const results = join(scratch.folder, 'results.json')
  try {
    const temporary = isOnDisk ? undefined : scratch.folder
    const { code, output } = await run(root, command(results), { minutes, temporary, onInterrupt: scratch.remove })
    const { passed, failed } = count(output, results)
    // Nothing passed, or an exit code without a failed test: the suite did not run properly.
    return { passed, failed: failed === 0 && (code !== 0 || passed === 0) ? 1 : failed }
  } catch {
    return { passed: 0, failed: 1 }
  } finally {
    scratch.remove()
  }
}

/** Runs Node in a process group, which is killed as a whole at the end, so that no process of a suite survives. */
const run = (root, args, { minutes, temporary, onInterrupt }) =>
  new Promise((done) => {
    const env = { ...process.env, ...(temporary === undefined ? {} : { TMPDIR: temporary }) }
    const child = spawn(process.execPath, args, { cwd: root, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    const chunks = []
    for (const stream of ['stdout', 'stderr'])
      child[stream].on('data', (chunk) => {
        chunks.push(chunk)
        process[stream].write(chunk)
      })
    const endGroup = () => {
      try {
        process.kill(-child.pid, 'SIGKILL')
      } catch {
        // Every process of the group has already ended.
      }
    }
    const interrupted = () => {
      endGroup()
      onInterrupt()
      process.exit(130)
    }
    const timeout = setTimeout(() => {
      console.log(`the suite was stopped after ${minutes} minutes`)
      endGroup()
    }, minutes * MINUTE)
    for (const signal of SIGNALS) process.once(signal, interrupted)
    child.on('exit', endGroup)
    child.on('close', (code) => {
      clearTimeout(timeout)
      for (const signal of SIGNALS) process.off(signal, interrupted)
      done({ code: code ?? 1, output: Buffer.concat(chunks).toString() })
    })
  })
