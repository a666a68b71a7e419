// Writes docs/rules.md, docs/countries.md, the kinds of events that each rule judges, one page per event type in docs/events, the table of commands in each service's README, the
// catalogue, the acts of its playground, the packages of docs/architecture.md, the quoted code of docs/walkthrough.md and the picture of
// a trace. `--check`
// writes nothing, and fails on drift, on a rule without a spec, on a level without a reason and on a command whose decision is not found.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { COMMAND_TYPES, dataSchema, EVENT_TYPES } from '@case-timeline/contracts'
import { sharedRules } from '@case-timeline/commands'
import { handoversIn } from '@case-timeline/reactions'
import { fullScenario } from '../dist/demo.js'
import { DESCRIPTIONS as SERVICES } from '../dist/descriptions.js'
import { catalog, catalogPath } from './catalog.mjs'
import { countriesPage } from './countries-page.mjs'
import { commandTable, withCommands } from './command-table.mjs'
import { eventPage } from './event-page.mjs'
import { withPackages } from './packages-table.mjs'
import { playgroundFile, playgroundOf } from './playground.mjs'
import { kindsOfRulePath, withKindsOfRule } from './kinds-of-rule.mjs'
import { kebab, procedureOf, untracedCommands } from './procedure.mjs'
import { withQuotedCode } from './quoted-code.mjs'
import { kindOfLevel, unreasonedLevels } from './rule-levels.mjs'
import { rulesPage, rulesWithoutSpec } from './rules-page.mjs'
import { specFinder } from './specs.mjs'
import { tracePicture } from './trace-picture.mjs'

const checking = process.argv.includes('--check')

const policies = readdirSync('deploy/policy')
  .filter((file) => file.endsWith('.json') && !file.includes('schema'))
  .map((file) => JSON.parse(readFileSync(`deploy/policy/${file}`, 'utf8')))
  .filter((policy) => policy.rules)

const commands = [...COMMAND_TYPES.values()].map(({ service, name }) => {
  const ruleIds = new Set([...sharedRules, ...SERVICES.find((one) => one.name === service).rules].map(({ id }) => id))
  return { service, name, ...procedureOf(service, name, ruleIds) }
})
const services = SERVICES.map(({ name, module, aggregates, views, viewsForPolicy }) => ({
  name,
  records: new Set(aggregates.flatMap(({ events }) => events.map(({ type }) => type))),
  reactions: handoversIn(module).map((one) => ({
    name: one.name,
    on: one.on.map(({ type }) => type),
    commands: one.commands.map(({ name: command }) => command),
  })),
  views: [
    ...views.map((one) => [one, `services/${kebab(name)}/src/views/${one.name}`]),
    ...(viewsForPolicy?.() ?? []).map((one) => [one, `libs/${one.name}/src`]),
  ].map(([one, folder]) => ({
    name: one.name,
    events: one.events === 'every' ? 'every' : one.events.map(({ type }) => type),
    folder,
  })),
}))
const story = await fullScenario()
const specsOf = specFinder(
  process.cwd(),
  SERVICES.map(({ name }) => name),
)
const isShared = ({ id }) => id.startsWith('case.')
const rulesOfServices = SERVICES.flatMap(({ rules }) => rules)
// A rule that is applied to several kinds of things is one rule, whose things are listed after the tables.
const appliedRules = rulesOfServices.filter(({ about }) => about !== undefined)
const byService = [
  {
    name: 'case',
    rules: [
      ...new Map([...sharedRules, ...rulesOfServices.filter((one) => isShared(one) && !one.about)].map((one) => [one.id, one])).values(),
    ],
  },
  ...SERVICES.map(({ name, rules }) => ({ name, rules: rules.filter((one) => !isShared(one)) })),
]

const codeowners = readFileSync('.github/CODEOWNERS', 'utf8')
const releasedFolder = 'libs/contracts/released'
const released = readdirSync(releasedFolder)
  .filter((file) => file !== 'record.json')
  .map((file) => JSON.parse(readFileSync(`${releasedFolder}/${file}`, 'utf8')))

const kindOf = (rule) =>
  kindOfLevel(
    rule,
    commands.filter(({ rules }) => rules.includes(rule.id)),
  )

const wanted = new Map([
  ['docs/rules.md', rulesPage({ byService, appliedRules }, policies, commands, specsOf, kindOf)],
  ['docs/countries.md', countriesPage(policies)],
  ...[...EVENT_TYPES.values()].map((event) => [
    `docs/events/${event.type}.md`,
    eventPage(event, dataSchema(event), { commands, services }),
  ]),
  ...SERVICES.map(({ name }) => `services/${kebab(name)}/README.md`).map((path, n) => [
    path,
    withCommands(readFileSync(path, 'utf8'), commandTable(SERVICES[n], commands, services)),
  ]),
  [catalogPath, catalog({ modules: SERVICES, commands, services, byService, appliedRules, kindOf, codeowners, released })],
  [kindsOfRulePath, withKindsOfRule(readFileSync(kindsOfRulePath, 'utf8'), commands, byService)],
  ['docs/architecture.md', withPackages('.', readFileSync('docs/architecture.md', 'utf8'))],
  ['docs/walkthrough.md', withQuotedCode('.', readFileSync('docs/walkthrough.md', 'utf8'))],
  ['docs/how-to/open-case.trace.svg', tracePicture(JSON.parse(readFileSync('docs/how-to/open-case.trace.json', 'utf8')))],
  ...SERVICES.map(({ name }) => [playgroundFile(name), playgroundOf(name, story, readFileSync(playgroundFile(name), 'utf8'))]),
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
const missing = rulesWithoutSpec([...byService, { rules: appliedRules }], specsOf)
for (const { id, about } of missing)
  console.error(`${id}${about ? ` (${about})` : ''}: no spec is titled by its sentence (a-rule-has-a-spec)`)
const unreasoned = unreasonedLevels([...byService.flatMap(({ rules }) => rules), ...appliedRules], kindOf)
for (const rule of unreasoned)
  console.error(
    `${rule.id}: its level is ${rule.level} and its kind ${kindOf(rule)}: state levelReason exactly where they differ (a-level-has-a-reason)`,
  )
const untraced = untracedCommands(commands)
for (const { service, name } of untraced)
  console.error(`${service} ${name}: no table of commands contains this command, or no event of it was found (a-command-is-followed)`)

if (checking) {
  for (const path of [...changed, ...stale]) console.error(`${path} differs from the code: run npm run generate (docs-are-generated)`)
  process.exitCode = changed.length + stale.length + missing.length + unreasoned.length + untraced.length > 0 ? 1 : 0
} else {
  for (const path of changed) writeFileSync(path, wanted.get(path))
  for (const path of stale) rmSync(path)
  console.log(`docs: ${wanted.size} pages, ${changed.length} written, ${stale.length} removed, ${missing.length} rules without a spec`)
}
