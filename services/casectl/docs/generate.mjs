// Writes docs/rules.md, one page per event type in docs/events, the commands of each service's README, and the acts of its playground. `--check` writes nothing, and fails on drift and on a rule without a spec.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { adjudication } from '@case-timeline/adjudication'
import { auditTrail } from '@case-timeline/audit-trail'
import { COMMAND_TYPES, dataSchema, EVENT_TYPES } from '@case-timeline/contracts'
import { nothingHappensInTheFuture, rulesIn } from '@case-timeline/decider'
import { correctionRules } from '@case-timeline/event-store'
import { investigation } from '@case-timeline/investigation'
import { prosecution } from '@case-timeline/prosecution'
import { handoversIn } from '@case-timeline/service-kit'
import { victimSupport } from '@case-timeline/victim-support'
import { story } from '../dist/demo.js'
import { commandTable, withCommands } from './command-table.mjs'
import { eventPage } from './event-page.mjs'
import { playgroundFile, playgroundOf } from './playground.mjs'
import { kebab, procedureOf, unfollowed } from './procedure.mjs'
import { rulesPage, unspecified } from './rules-page.mjs'
import { specFinder } from './specs.mjs'

const SERVICES = [investigation, prosecution, adjudication, victimSupport, auditTrail]
const checking = process.argv.includes('--check')

const policies = readdirSync('deploy/policy')
  .filter((file) => file.endsWith('.json') && !file.includes('schema'))
  .map((file) => JSON.parse(readFileSync(`deploy/policy/${file}`, 'utf8')))
  .filter((policy) => policy.rules)

const commands = [...COMMAND_TYPES.values()].map(({ service, name }) => {
  const ruleIds = new Set(SERVICES.find((one) => one.name === service).rules.map(({ id }) => id))
  return { service, name, ...procedureOf(service, name, ruleIds) }
})
const services = SERVICES.map(({ name, module, aggregates, views, viewsUnder }) => ({
  name,
  records: new Set(aggregates.flatMap(({ events }) => events.map(({ type }) => type))),
  reactions: handoversIn(module).map((one) => ({ name: one.name, on: one.on.map(({ type }) => type), command: one.command.name })),
  views: [
    ...views.map((one) => [one, `services/${kebab(name)}/src/views/${one.name}`]),
    ...(viewsUnder?.() ?? []).map((one) => [one, `libs/${one.name}/src`]),
  ].map(([one, folder]) => ({
    name: one.name,
    events: one.events === 'every' ? 'every' : one.events.map(({ type }) => type),
    folder,
  })),
}))
const whole = await story()
const specsOf = specFinder(process.cwd())
const byService = [
  { name: 'case', rules: rulesIn({ nothingHappensInTheFuture }, correctionRules) },
  ...SERVICES.map(({ name, rules }) => ({ name, rules })),
]

const wanted = new Map([
  ['docs/rules.md', rulesPage(byService, policies, commands, specsOf)],
  ...[...EVENT_TYPES.values()].map((event) => [
    `docs/events/${event.type}.md`,
    eventPage(event, dataSchema(event), { commands, services }),
  ]),
  ...SERVICES.map(({ name }) => `services/${kebab(name)}/README.md`).map((path, n) => [
    path,
    withCommands(readFileSync(path, 'utf8'), commandTable(SERVICES[n].name, commands, services)),
  ]),
  ...SERVICES.map(({ name }) => [playgroundFile(name), playgroundOf(name, whole, readFileSync(playgroundFile(name), 'utf8'))]),
])
const pages = readdirSync('docs/events').filter((file) => file.endsWith('.md') && file !== 'README.md')
const stale = pages.map((file) => `docs/events/${file}`).filter((path) => !wanted.has(path))
const textOf = (path) => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
const changed = [...wanted].filter(([path, text]) => textOf(path) !== text).map(([path]) => path)
const missing = unspecified(byService, specsOf)
for (const { id } of missing) console.error(`${id}: no spec is titled by its sentence (a-rule-has-a-spec)`)
const lost = unfollowed(commands)
for (const { service, name } of lost) console.error(`${service} ${name}: nothing is found that it records (a-command-is-followed)`)

if (checking) {
  for (const path of [...changed, ...stale]) console.error(`${path} is not what the code says: run npm run generate (docs-are-generated)`)
  process.exitCode = changed.length + stale.length + missing.length + lost.length > 0 ? 1 : 0
} else {
  for (const path of changed) writeFileSync(path, wanted.get(path))
  for (const path of stale) rmSync(path)
  console.log(`docs: ${wanted.size} pages, ${changed.length} written, ${stale.length} removed, ${missing.length} rules without a spec`)
}
