// `npm run test:kafka [-- PATH] [--soak] [--seed N]`: the suite on a real broker. Chance is seeded, and the seed repeats it.
import { randomInt } from 'node:crypto'
import { fileURLToPath } from 'node:url'

const MOST = 0xffff_ffff

const passed = process.argv.slice(2)
const soak = passed.includes('--soak')
const given = passed.findIndex((one) => one === '--seed' || one.startsWith('--seed='))
const [, inline] = (passed[given] ?? '').split('=')
const text = given === -1 ? String(randomInt(MOST)) : (inline ?? passed[given + 1] ?? '')
const behind = given === -1 || inline !== undefined ? 1 : 2

if (!/^\d{1,10}$/.test(text) || Number(text) > MOST) {
  console.error(`--seed takes a whole number up to ${MOST}, as the run printed it; for example: npm run test:kafka -- --seed 42`)
  process.exit(2)
}

const forJest = passed.filter((one, at) => one !== '--soak' && (given === -1 || at < given || at >= given + behind))
process.env.CASE_TIMELINE_SEED = text
if (soak) process.env.CASE_TIMELINE_SOAK = '1'
console.log(`seed ${text}${soak ? ', soak' : ''}: the same again with npm run test:kafka -- --seed ${text}${soak ? ' --soak' : ''}`)

const jest = new URL('../../node_modules/jest/bin/jest.js', import.meta.url)
process.argv = [process.argv[0], fileURLToPath(jest), ...forJest, '--selectProjects', 'kafka', 'e2e-kafka', 'e2e-eventstoredb-kafka']
await import(jest.href)
