import { spawn } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'
import { COMPILER, THREADS } from '../../deploy/compile.mjs'
import { ensureInstalled } from '../../deploy/installation.mjs'

const bin = (path) => [process.execPath, `node_modules/${path}`]
const NX = bin('nx/dist/bin/nx.js')

/**
 * Each stage: its name, its commands in order, and the pattern of the numbers in its output that are summed up
 * (default: a stage counts as one check). The longest stages come first, because two run at a time;
 * the unit tests, which use both cores, after those that use one.
 * Each command checks the whole tree (decision 61); `nx affected` checks what differs, package by package.
 */
const STAGES = [
  {
    name: 'types',
    commands: [
      [process.execPath, COMPILER, '-b', THREADS, '--pretty', 'false'],
      [process.execPath, 'libs/contracts/generate.mjs', '--check'],
      [process.execPath, 'libs/contracts/probe.mjs'],
      [process.execPath, 'services/casectl/docs/generate.mjs', '--check'],
      [process.execPath, 'services/casectl/docs/probe.mjs'],
    ],
  },
  { name: 'promises', commands: [[process.execPath, 'libs/testing/promises.mjs']] },
  {
    name: 'unit tests',
    commands: [
      [
        process.execPath,
        ...['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'],
        ...['--selectProjects', 'unit-in-parts', '--maxWorkers', '2'],
      ],
    ],
    counts: /^Tests:.*?(\d+) passed/gm,
  },
  // Without a project graph in its cache, Nx's boundary rule accepts every import.
  {
    name: 'lint',
    commands: [
      [...NX, 'show', 'projects'],
      [...bin('oxlint/bin/oxlint'), '.', '--deny-warnings'],
    ],
  },
  { name: 'probes', commands: [[process.execPath, 'libs/testing/probes/probes.mjs']], counts: /^(\d+) of \d+ probes fired/gm },
  { name: 'format', commands: [[...bin('oxfmt/bin/oxfmt'), '--check', '.']] },
  {
    name: 'boundaries',
    commands: [[...bin('dependency-cruiser/bin/dependency-cruise.mjs'), 'libs', 'services', '--output-type', 'err']],
  },
  { name: 'conventions', commands: [[process.execPath, 'libs/testing/conventions.mjs']] },
  { name: 'words', commands: [[process.execPath, 'libs/testing/words.mjs']] },
]

// With the default of 16 MB, a sixth of the time of the unit tests goes into collecting the young generation.
const NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --max-semi-space-size=128`

// For the programs in Go: the compiler, and the linter of promises. The stages share the cores, and memory is plenty.
const GO = { GOMAXPROCS: '1', GOGC: '400' }

const run = ([command, ...args]) =>
  new Promise((done) => {
    const env = { ...process.env, ...GO, NODE_OPTIONS, FORCE_COLOR: '0' }
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env })
    const output = []
    child.stdout.on('data', (chunk) => output.push(chunk))
    child.stderr.on('data', (chunk) => output.push(chunk))
    child.on('close', (code) => done({ passed: code === 0, output: stripVTControlCharacters(Buffer.concat(output).toString()) }))
  })

/** The result of the last command, or of the first that failed. */
const runAll = async ([first, ...others]) => {
  const ran = await run(first)
  return ran.passed && others.length > 0 ? runAll(others) : ran
}

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`

const runStage = async ({ name, commands, counts }) => {
  const start = performance.now()
  const { passed, output } = await runAll(commands)
  const checks = counts ? [...output.matchAll(counts)].reduce((sum, [, count]) => sum + Number(count), 0) : Number(passed)
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${name.padEnd(12)}${seconds(start).padStart(8)}${counts ? `   ${checks} passed` : ''}`)
  if (!passed) console.log(output)
  return { passed, checks }
}

await ensureInstalled(process.cwd())

const start = performance.now()
const waiting = [...STAGES]
const results = []
const worker = async () => {
  for (let stage = waiting.shift(); stage; stage = waiting.shift()) results.push(await runStage(stage))
}
await Promise.all([worker(), worker()])

const failed = results.filter(({ passed }) => !passed).length
const checks = results.reduce((sum, one) => sum + one.checks, 0)
console.log(`${STAGES.length - failed} of ${STAGES.length} stages, ${checks} checks passed in ${seconds(start)}`)
process.exitCode = failed > 0 ? 1 : 0
