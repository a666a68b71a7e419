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

/** A suite that waits for downloads, processes or single statements much of its time, and leaves a core to another one. */
const alongside = (suite) => ({ ...suite, isAlongside: true })

/**
 * For each suite: its command, its time limit, how its output gives the numbers of passed and failed checks, whether it runs
 * alongside the others, and whether its temporary files stay on the disk, as the layers of images do.
 */
const SUITES = {
  check: {
    command: () => ['libs/testing/check.mjs'],
    minutes: 8,
    count(output) {
      const [, passedStages, stages, passed] = /(\d+) of (\d+) stages, (\d+) checks passed/.exec(output)
      return { passed: Number(passed), failed: Number(stages) - Number(passedStages) }
    },
  },
  sector: alongside({
    command: () => ['libs/testing/fifth-sector/fifth-sector.mjs'],
    minutes: 10,
    count(output) {
      const passed = output.includes('compiled and composed')
      return { passed: Number(passed), failed: Number(!passed) }
    },
  }),
  int: jest(['int-in-parts'], { minutes: 25 }),
  e2e: jest(['e2e-in-parts', 'e2e-eventstoredb-in-parts'], { minutes: 40 }),
  pages: alongside(jest(['pages'], { minutes: 20 })),
  data: alongside(jest(['data'], { minutes: 20 })),
  helm: alongside(jest(['helm'], { minutes: 12 })),
  openapi: alongside(jest(['openapi'], { minutes: 12 })),
  // Three versions at once: each waits for its servers, with one worker.
  node: alongside(jest(['node', '--maxWorkers=3'], { minutes: 30 })),
  // deploy/kafka/test.mjs selects the projects that need a broker.
  kafka: jest([], { program: ['deploy/kafka/test.mjs'], minutes: 40 }),
  clients: alongside(jest(['clients'], { minutes: 30 })),
  image: alongside({ ...jest(['image'], { minutes: 30 }), isOnDisk: true }),
}

/**
 * The suites that need only Node. `pages` needs bash, curl, openssl, psql and python3, `data` the folder of CASE_TIMELINE_DATA,
 * `helm` Linux on x86-64 and promtool, `openapi` the registry of npm, `node` that and Linux on x86-64, `kafka` Java and
 * Maven, `clients` a JDK, Maven and Python, `image` root.
 */
const WITHOUT_DATA = ['check', 'sector', 'int', 'e2e']

/**
 * Runs suites, and prints the sum over all of them as the last line: first `check`, which compiles what the others run, then
 * two at a time, the suites alongside the others (decision 148). A suite that could not run counts as one failure.
 * @returns the exit code
 */
export const runSuites = async (root, names = []) => {
  const unknown = names.filter((name) => !Object.hasOwn(SUITES, name))
  if (unknown.length > 0) throw new Error(`There is no suite ${unknown.join(', ')}; the suites are ${Object.keys(SUITES).join(', ')}.`)
  const chosen = names.length > 0 ? names : WITHOUT_DATA
  const [start, busyBefore] = [performance.now(), secondsBusy()]
  const sum = { passed: 0, failed: 0 }
  const runLane = async (lane, isPrinted = true) => {
    for (const name of lane) {
      const { passed, failed } = await reported(root, name, isPrinted)
      sum.passed += passed
      sum.failed += failed
    }
  }
  const others = chosen.filter((name) => name !== 'check')
  const main = others.filter((name) => !SUITES[name].isAlongside)
  await runLane(chosen.filter((name) => name === 'check'))
  await programsInstalled()
  await Promise.all([
    runLane(main),
    runLane(
      others.filter((name) => SUITES[name].isAlongside),
      main.length === 0,
    ),
  ])
  console.log(`\n== all suites: ${spent(start, busyBefore)}`)
  console.log(`\n${sum.passed} passed, ${sum.failed} failed`)
  return sum.failed > 0 || sum.passed === 0 ? 1 : 0
}

/** Runs a suite. @param isPrinted whether its output is printed at once; otherwise all of it at its end */
const reported = async (root, name, isPrinted) => {
  const heading = `\n== ${name}`
  if (isPrinted) console.log(heading)
  const [start, busyBefore] = [performance.now(), secondsBusy()]
  const { passed, failed, output } = await runSuite(root, SUITES[name], isPrinted)
  if (!isPrinted) console.log(`${heading}\n${output}`)
  console.log(`== ${name}: ${passed} passed, ${failed} failed (${spent(start, busyBefore)})`)
  return { passed, failed }
}

/** `.ci/run` installs programs while `check` runs, and then removes this file. */
const programsInstalled = async () => {
  const { CASE_TIMELINE_INSTALLING: file } = process.env
  while (file && existsSync(file)) await pause(500)
}

/** The processor time is that of all that runs on this machine, also of a suite alongside this one. */
const spent = (start, busyBefore) =>
  `${((performance.now() - start) / 1000).toFixed(1)} s, ${(secondsBusy() - busyBefore).toFixed(1)} s of processor time`

/** Of all processors, by all that runs on this machine: the rest of a suite's time is waiting. */
const secondsBusy = () => cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0) / 1000

const runSuite = async (root, { command, minutes, count, isOnDisk = false }, isPrinted) => {
  const scratch = scratchFolder()
  const results = join(scratch.folder, 'results.json')
  let output = ''
  try {
    const temporary = isOnDisk ? undefined : scratch.folder
    const ended = await run(root, command(results), { minutes, temporary, isPrinted, onInterrupt: scratch.remove })
    output = ended.output
    const { passed, failed } = count(output, results)
    // Nothing passed, or an exit code without a failed test: the suite did not run properly.
    return { passed, failed: failed === 0 && (ended.code !== 0 || passed === 0) ? 1 : failed, output }
  } catch {
    return { passed: 0, failed: 1, output }
  } finally {
    scratch.remove()
  }
}

/** Runs Node in a process group, which is killed as a whole at the end, so that no process of a suite survives. */
const run = (root, args, { minutes, temporary, isPrinted, onInterrupt }) =>
  new Promise((done) => {
    const env = { ...process.env, ...(temporary === undefined ? {} : { TMPDIR: temporary }) }
    const child = spawn(process.execPath, args, { cwd: root, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    const chunks = []
    for (const stream of ['stdout', 'stderr'])
      child[stream].on('data', (chunk) => {
        chunks.push(chunk)
        if (isPrinted) process[stream].write(chunk)
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
      // Not before the suite alongside this one has been ended, too.
      setImmediate(() => process.exit(130))
    }
    const timeout = setTimeout(() => {
      console.log(`the suite was stopped after ${minutes} minutes: ${args.join(' ')}`)
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
