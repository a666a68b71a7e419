// `npm run test:kafka [-- PATH] [--soak] [--seed N]` runs the suite on a real broker. The seed of an earlier run
// repeats its random choices.
import { randomInt } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'

const MAX_SEED = 0xffff_ffff

const cliArguments = process.argv.slice(2)
const soak = cliArguments.includes('--soak')
const seedIndex = cliArguments.findIndex((one) => one === '--seed' || one.startsWith('--seed='))
const [, inlineSeed] = (cliArguments[seedIndex] ?? '').split('=')
const seed = seedIndex === -1 ? String(randomInt(MAX_SEED)) : (inlineSeed ?? cliArguments[seedIndex + 1] ?? '')
const seedArgumentCount = seedIndex === -1 || inlineSeed !== undefined ? 1 : 2

if (!/^\d{1,10}$/.test(seed) || Number(seed) > MAX_SEED) {
  console.error(`--seed needs a whole number up to ${MAX_SEED}, printed by an earlier run; for example: npm run test:kafka -- --seed 42`)
  process.exit(2)
}

const jestArguments = cliArguments.filter(
  (one, at) => one !== '--soak' && (seedIndex === -1 || at < seedIndex || at >= seedIndex + seedArgumentCount),
)
process.env.CASE_TIMELINE_SEED = seed
if (soak) process.env.CASE_TIMELINE_SOAK = '1'
console.log(`seed ${seed}${soak ? ', soak' : ''}: repeat with npm run test:kafka -- --seed ${seed}${soak ? ' --soak' : ''}`)

const jest = new URL('../../node_modules/jest/bin/jest.js', import.meta.url)
// A specification that is named runs alone; all of them run in parts (decision 96).
const suffix = jestArguments.every((one) => one.startsWith('-')) ? '-in-parts' : ''
const projects = ['kafka', ...['e2e-kafka', 'e2e-eventstoredb-kafka'].map((name) => name + suffix)]
// These specifications wait for brokers, groups and leases: two of them leave a third of two cores idle.
const workers = ['--maxWorkers', String(Math.max(3, availableParallelism()))]
process.argv = [process.argv[0], fileURLToPath(jest), ...workers, ...jestArguments, '--selectProjects', ...projects]
await import(jest.href)
