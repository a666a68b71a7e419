import { spawn } from 'node:child_process'

const bin = (path) => [process.execPath, `node_modules/${path}`]
const JEST = [process.execPath, '--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js']

/** Each stage: its name, its commands in order, and what its output counts. The longest come first. */
const STAGES = [
  {
    name: 'types',
    commands: [
      [...bin('typescript/bin/tsc'), '-b', '--pretty', 'false'],
      [process.execPath, 'libs/contracts/generate.mjs', '--check'],
      [process.execPath, 'libs/contracts/probe.mjs'],
      [process.execPath, 'services/casectl/docs/generate.mjs', '--check'],
      [process.execPath, 'services/casectl/docs/probe.mjs'],
    ],
  },
  {
    name: 'unit tests',
    commands: [[...JEST, '--selectProjects', 'unit', '--maxWorkers', '1']],
    counts: /^Tests:.*?(\d+) passed/m,
  },
  { name: 'probes', commands: [[process.execPath, 'libs/testing/probes/probes.mjs']], counts: /^(\d+) of \d+ probes fired/m },
  // Without a project graph in its cache, Nx's boundary rule passes everything.
  {
    name: 'lint',
    commands: [
      [...bin('nx/dist/bin/nx.js'), 'show', 'projects'],
      [...bin('eslint/bin/eslint.js'), '.', '--max-warnings', '0'],
    ],
  },
  { name: 'format', commands: [[...bin('prettier/bin/prettier.cjs'), '--check', '--cache', '--log-level', 'warn', '.']] },
  {
    name: 'boundaries',
    commands: [[...bin('dependency-cruiser/bin/dependency-cruise.mjs'), 'libs', 'services', '--output-type', 'err']],
  },
  { name: 'house', commands: [[process.execPath, 'libs/testing/house.mjs']] },
]

const run = ([command, ...args]) =>
  new Promise((done) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, FORCE_COLOR: '0' } })
    const output = []
    child.stdout.on('data', (chunk) => output.push(chunk))
    child.stderr.on('data', (chunk) => output.push(chunk))
    child.on('close', (code) => done({ passed: code === 0, output: Buffer.concat(output).toString() }))
  })

/** What the last of the commands did, or the first that failed. */
const runAll = async ([first, ...rest]) => {
  const ran = await run(first)
  return ran.passed && rest.length > 0 ? runAll(rest) : ran
}

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`

const runStage = async ({ name, commands, counts }) => {
  const start = performance.now()
  const { passed, output } = await runAll(commands)
  const checks = counts ? Number(counts.exec(output)?.[1] ?? 0) : Number(passed)
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${name.padEnd(12)}${seconds(start).padStart(8)}${counts ? `   ${checks} passed` : ''}`)
  if (!passed) console.log(output)
  return { passed, checks }
}

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
