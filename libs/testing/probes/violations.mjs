import { EXCEPTIONS, WORDS } from '../words.mjs'

/**
 * One planted violation per boundary: the file, and the only rules that must fire on it.
 * `edit` changes an existing file; `with` plants a second file that the violation needs; `at` is the path in the
 * finding when that is another file; `says` is a part of the message, for rules with many messages.
 */
const DOMAIN = 'services/investigation/src/investigation'
const LIB = 'libs/projections/src'
const SERVICE = 'services/prosecution/src'

const planted = (folder) => (name, text, rule, more) => ({ path: `${folder}/${name}.ts`, text: `${text}\n`, rule, ...more })
const inDomain = planted(DOMAIN)
const inLib = planted(LIB)
const inService = planted(SERVICE)
const inSpec = (name, text, says) =>
  planted(LIB)(`${name}.spec`, `import { expect, it } from '@jest/globals'\n${text}`, 'conventions(specs-run-whole)', { says })

/** Each is compiled in every domain; with `alone` in a separate program, because its types would let others compile. */
export const compile = [
  { name: 'process', text: 'export const planted = process.pid\n' },
  { name: 'timers', text: 'setTimeout(() => undefined, 1)\n' },
  { name: 'console', text: "console.log('planted')\n" },
  { name: 'fetch', text: "export const planted = fetch('/')\n" },
  { name: 'crypto', text: 'export const planted = crypto.randomUUID()\n' },
  { name: 'buffer', text: "export const planted = Buffer.from('')\n" },
  { name: 'node-module', text: "import type { Stats } from 'node:fs'\nexport type Planted = Stats\n", alone: true },
]

const inTable = (role, imports) => (name, text, code) => ({
  path: `services/investigation/src/planted/planted-${name}.${role}.ts`,
  text: `${imports.join('\n')}\nexport const planted = ${text}\n`,
  code,
})
const inStream = inTable('stream', [
  "import { takes } from '@case-timeline/commands'",
  "import * as contract from '@case-timeline/contracts'",
  "import { referCaseToProsecution, suspendInvestigation, whenActive, whenOpened } from '../investigation/investigation.decide.ts'",
  "import { charges, dossier, identities } from '../investigation/investigation.reads.ts'",
  "import { arrestSuspect, conductScreening } from '../investigation/persons.decide.ts'",
])
const inController = inTable('controller', [
  "import * as contract from '@case-timeline/contracts'",
  "import { commandControllers, type CommandHandler, type RequestContext } from '@case-timeline/http'",
  "import { investigationStream } from '../investigation/investigation.stream.ts'",
  "import { mechanismStream } from '../mechanism/mechanism.stream.ts'",
])
const ROLES = "['lead-investigator']"
const ESTABLISH = `EstablishCooperationMechanism: ${ROLES}`
const END = `EndCooperationMechanism: ${ROLES}`
const mechanismControllers = (groups, internal = '[]') => `commandControllers(mechanismStream, ${groups}, ${internal})`
const handled = (command) =>
  `(commands: CommandHandler, context: RequestContext, body: contract.CommandBody<unknown>) =>\n  commands.handle(investigationStream, ${command}, context, body)`

/** Correct uses of the command table, which must compile: otherwise a violation below might fail for another reason. */
export const tableControls = [
  inStream('with-reading', 'takes(contract.ReferCaseToProsecution, { reads: dossier, decide: whenActive(referCaseToProsecution) })'),
  inStream('without-reading', 'takes(contract.SuspendInvestigation, { decide: whenActive(suspendInvestigation) })'),
  inController('all-routed', mechanismControllers(`{ cooperation: { ${ESTABLISH}, ${END} } }`)),
  inController('internal', mechanismControllers(`{ cooperation: { ${ESTABLISH} } }`, "['EndCooperationMechanism']")),
  inController('own-command', handled('contract.ReferCaseToProsecution')),
]

/**
 * Uses that must not compile, with the error code: the command of another aggregate, wrong or missing reads, a command
 * without a role.
 */
export const table = [
  inStream('other-command', 'takes(contract.LayCharge, { decide: whenActive(referCaseToProsecution) })', 2769),
  inStream('other-command-alone', 'takes(contract.LayCharge, { decide: whenActive(suspendInvestigation) })', 2769),
  inStream('other-reading', 'takes(contract.ReferCaseToProsecution, { reads: charges, decide: whenActive(referCaseToProsecution) })', 2769),
  inStream('other-reading-of-person', 'takes(contract.ArrestSuspect, { reads: charges, decide: whenOpened(arrestSuspect) })', 2769),
  inStream('reading-of-nothing', 'takes(contract.ConductScreening, { reads: identities, decide: whenOpened(conductScreening) })', 2769),
  inStream('missing-reading', 'takes(contract.ReferCaseToProsecution, { decide: whenActive(referCaseToProsecution) })', 2769),
  inStream('missing-optional-reading', 'takes(contract.ConductScreening, { decide: whenOpened(conductScreening) })', 2769),
  inController('missing-role', mechanismControllers(`{ cooperation: { ${ESTABLISH} } }`), 2345),
  inController('no-role', mechanismControllers(`{ cooperation: { ${ESTABLISH}, EndCooperationMechanism: [] } }`), 2322),
  inController('unknown-role', mechanismControllers(`{ cooperation: { ${ESTABLISH}, EndCooperationMechanism: ['nobody'] } }`), 2322),
  inController('other-route', mechanismControllers(`{ cooperation: { ${ESTABLISH}, ${END}, LayCharge: ${ROLES} } }`), 2345),
  inController('other-group', mechanismControllers(`{ cooperation: { ${ESTABLISH}, ${END} }, other: { LayCharge: ${ROLES} } }`), 2353),
  inController('other-internal', mechanismControllers(`{ cooperation: { ${ESTABLISH}, ${END} } }`, "['LayCharge']"), 2322),
  inController('other-handled', handled('contract.LayCharge'), 2345),
]

const NX = '@nx(enforce-module-boundaries)'

export const lint = [
  inDomain('planted-date', "export const planted = new Date('2026-01-01')", 'eslint(no-restricted-globals)', { says: 'No clock' }),
  inDomain('planted-now', 'export const planted = Date.now()', 'eslint(no-restricted-globals)', { says: 'No clock' }),
  inDomain('planted-intl', "export const planted = new Intl.Collator('id')", 'eslint(no-restricted-globals)', { says: 'No locale' }),
  inDomain('planted-chance', 'export const planted = Math.random()', 'conventions(ids-come-with-the-command)', {
    says: 'No random values',
  }),
  inDomain('planted-surroundings', 'export const planted = globalThis', 'eslint(no-restricted-globals)', {
    says: 'does not access its environment',
  }),
  inDomain('planted-slashes', '/// <reference types="node" />\nexport {}', 'typescript(triple-slash-reference)'),
  inDomain('planted-value', "import { Id } from '@case-timeline/contracts'\nexport const planted = Id", 'conventions(domain-is-pure)', {
    says: 'imports nothing at run time',
  }),
  inDomain('planted-pass-on', "export { Id } from '@case-timeline/contracts'", 'conventions(domain-is-pure)', {
    says: 're-exports nothing',
  }),
  inDomain('planted-load', "export const planted = () => import('./other.ts')", 'conventions(domain-is-pure)', { says: 'loads nothing' }),
  inDomain(
    'planted-switch',
    'export const planted = (it: string) => {\n  switch (it) {\n    default:\n      return 1\n  }\n}',
    'conventions(domain-is-pure)',
    { says: 'List every case' },
  ),
  inService(
    'planted-token',
    "import { Injectable } from '@nestjs/common'\nimport type { EventStore } from '@case-timeline/event-store'\n@Injectable()\nexport class Planted {\n  constructor(readonly store: EventStore) {}\n}",
    'conventions(injected-tokens-are-values)',
  ),
  planted('libs/decider/src')('planted-clock', 'export const planted = new Date()', 'conventions(time-comes-with-the-command)', {
    says: 'No clock',
  }),
  planted('libs/contracts/src')('planted-clock', 'export const planted = Date.now()', 'conventions(time-comes-with-the-command)', {
    says: 'No clock',
  }),
  inLib('planted-default', 'export default 1', 'conventions(exports-have-names)', { says: 'by name' }),
  inLib(
    'planted-twice',
    "import { columnOf } from './view.ts'\nimport type { Row } from './view.ts'\nexport const planted = (row: Row) => columnOf(row.caseId)",
    'eslint(no-duplicate-imports)',
  ),
  { path: 'libs/testing/planted-undefined.mjs', text: 'export const planted = undeclared\n', rule: 'eslint(no-undef)' },
  inLib('planted-any', 'export const planted = (it: any) => it', 'typescript(no-explicit-any)'),
  inLib('planted-environment', 'export const planted = process.env.HOME', 'conventions(only-main-reads-the-environment)', {
    says: 'Only main.ts',
  }),
  inLib('planted-ignore', "// @ts-ignore\nexport const planted: number = ''", 'typescript(ban-ts-comment)'),
  inSpec('planted-skip', "it.skip('waits', () => expect(1).toBe(1))", 'no skip'),
  inSpec('planted-only', "it.only('is the only one', () => expect(1).toBe(1))", 'no skip'),
  inSpec('planted-defined', "it('is there', () => expect(1).toBeDefined())", 'Assert the value'),
  inSpec('planted-called', "it('was called', () => expect(it).toHaveBeenCalledTimes(1))", 'Assert the result'),
  planted('libs/contracts/src')('planted-upward', "import type { Rule } from '@case-timeline/decider'\nexport type Planted = Rule", NX),
  planted('libs/decider/src')(
    'planted-upward',
    "import type { EventStore } from '@case-timeline/event-store'\nexport type Planted = EventStore",
    NX,
  ),
  inLib('planted-service', "import * as it from '@case-timeline/investigation'\nexport const planted = it", NX),
  inService('planted-neighbour', "import * as it from '@case-timeline/adjudication'\nexport const planted = it", NX),
  inService('planted-composer', "import * as it from '@case-timeline/casectl'\nexport const planted = it", NX),
]

export const promises = [
  inLib('planted-floating', 'export const later = async () => 1\nlater()', 'typescript(no-floating-promises)'),
  inLib(
    'planted-misused',
    'const later = async () => 1\nexport const planted = () => [1].forEach(later)',
    'typescript(no-misused-promises)',
  ),
  planted('libs/bench/src')(
    'planted-broker',
    "import { startKafka } from '../../../deploy/kafka/start-kafka.mjs'\nexport const planted = () => {\n  startKafka()\n}",
    'typescript(no-floating-promises)',
  ),
]

export const boundaries = [
  inLib('planted-unresolved', "import { it } from './not-there.ts'\nexport const planted = it", 'everything-resolves'),
  inLib('planted-undeclared', "import { it } from 'cli-progress'\nexport const planted = it", 'everything-is-declared'),
  inLib('planted-cycle', "import { other } from './planted-other.ts'\nexport const planted = () => other", 'no-cycles', {
    with: { path: `${LIB}/planted-other.ts`, text: "import { planted } from './planted-cycle.ts'\nexport const other = () => planted\n" },
  }),
  inDomain('planted-value', "import { Id } from '@case-timeline/contracts'\nexport const planted = Id", 'domain-imports-types-only'),
  inDomain('planted-judge', "import { settle } from '@case-timeline/decider'\nexport const planted = settle", 'domain-imports-types-only'),
  inDomain('planted-nest', "import type { Type } from '@nestjs/common'\nexport type Planted = Type", 'domain-imports-only-the-pure'),
  inDomain(
    'planted-store',
    "import type { EventStore } from '@case-timeline/event-store'\nexport type Planted = EventStore",
    'domain-imports-only-the-pure',
  ),
  inDomain('planted-upward', "import { it } from '../planted-outside.ts'\nexport const planted = it", 'domain-imports-only-the-pure', {
    with: { path: 'services/investigation/src/planted-outside.ts', text: 'export const it = 1\n' },
  }),
  planted('libs/contracts/src')(
    'planted-file',
    "import { readFileSync } from 'node:fs'\nexport const planted = readFileSync",
    'contracts-import-only-zod',
  ),
  planted('libs/decider/src')(
    'planted-zod',
    "import { readFileSync } from 'node:fs'\nexport const planted = readFileSync",
    'decider-imports-only-contracts-and-temporal',
  ),
  inLib('planted-service', "import * as it from '@case-timeline/investigation'\nexport const planted = it", 'libs-never-import-services'),
  inService(
    'planted-neighbour',
    "import * as it from '@case-timeline/adjudication'\nexport const planted = it",
    'services-meet-only-in-contracts',
  ),
  inLib('planted-deep-import', "import { Id } from '../../contracts/src/fields.ts'\nexport const planted = Id", 'one-entry-per-package'),
  inLib('planted-spec', "import { it } from './planted-law.spec.ts'\nexport const planted = it", 'production-imports-no-tests', {
    with: { path: `${LIB}/planted-law.spec.ts`, text: 'export const it = 1\n' },
  }),
  inLib('planted-fixture', "import { it } from './planted-law.fixtures.ts'\nexport const planted = it", 'production-imports-no-tests', {
    with: { path: `${LIB}/planted-law.fixtures.ts`, text: 'export const it = 1\n' },
  }),
  inLib(
    'planted-testing',
    "import { eventLog } from '@case-timeline/testing'\nexport const planted = eventLog",
    'production-imports-no-tests',
  ),
  inLib('planted-grpc', "import { Server } from '@grpc/grpc-js'\nexport const planted = Server", [
    'everything-is-declared',
    'eventstoredb-only-in-its-driver',
  ]),
  planted('libs/bench/src/peers')(
    'planted-client',
    "import { EventStoreDBClient } from '@eventstore/db-client'\nexport const planted = EventStoreDBClient",
    ['everything-is-declared', 'eventstoredb-only-in-its-driver'],
  ),
  inLib('planted-kurrent', "import { KurrentDBClient } from '@kurrent/kurrentdb-client'\nexport const planted = KurrentDBClient", [
    'everything-resolves',
    'eventstoredb-only-in-its-driver',
  ]),
  inLib('planted-confluent', "import { KafkaJS } from '@confluentinc/kafka-javascript'\nexport const planted = KafkaJS", [
    'everything-resolves',
    'kafka-client-only-in-the-feed',
  ]),
  inLib('planted-kafka', "import { Kafka } from 'kafkajs'\nexport const planted = Kafka", [
    'everything-is-declared',
    'kafka-client-only-in-the-feed',
  ]),
  planted('libs/feed/src')(
    'planted-kafka',
    "import { Kafka } from 'kafkajs'\nexport const planted = Kafka",
    'kafka-client-only-in-the-feed',
  ),
  inService('planted-peer', "import * as it from '@case-timeline/bench'\nexport const planted = it", 'peers-only-in-bench'),
]

const references = (text) => text.replace(/,?\s*\{\s*"path": "\.\.\/\.\.\/libs\/contracts"\s*\}/, '').replace(/\[,/, '[')

export const conventions = [
  inLib('planted.helper', 'export {}', 'names-are-meaningful'),
  inLib('planted.service', 'export {}', 'names-are-meaningful'),
  inLib('planted.handler', 'export {}', 'file-roles-are-a-closed-list'),
  inLib('plantedName', 'export {}', 'names-are-kebab-case'),
  inLib('a/b/c/planted', 'export {}', 'paths-are-short'),
  inLib('planted-silence', `// ${'oxlint'}-disable-next-line no-var\nexport const planted = 1`, 'linter-is-not-silenced'),
  inLib('planted.spec', 'beforeEach(() => undefined)\n', 'hooks-stand-in-a-describe'),
  inLib('planted-epic', 'export {}\n'.repeat(300), 'files-have-one-reason'),
  { path: 'libs/feed/tsconfig.json', edit: references, rule: 'references-are-dependencies', at: 'libs/feed/package.json' },
  planted('libs/embedded/src')(
    'planted-import',
    "import { Id } from '@case-timeline/contracts'\nexport const planted = Id",
    'references-are-dependencies',
    { at: 'libs/embedded/package.json' },
  ),
  {
    path: 'services/adjudication/tsconfig.json',
    edit: (text) => text.replace('"./tsconfig.pure.json"', '"./src"'),
    rule: ['domains-compile-apart', 'references-are-dependencies'],
    at: 'services/adjudication/package.json',
  },
  { path: 'tsconfig.json', edit: (text) => text.replace('"./libs/feed"', '"./libs/fed"'), rule: 'root-builds-every-package' },
  { path: 'libs/planted.md', text: '[a page](../docs/not-there.md)\n', rule: 'links-resolve' },
  { path: 'package.json', edit: (text) => text.replace(/"typescript": "/, '"typescript": "^'), rule: 'versions-are-exact' },
  {
    path: 'package-lock.json',
    edit: (text) => text.replace('"node": ">=14.0.0"', '"node": ">=22.0.0"'),
    rule: 'packages-run-where-promised',
  },
]

const camelCase = (phrase) => phrase.replace(/ (\w)/g, (_, letter) => letter.toUpperCase())
const titleCase = (word) => word[0].toUpperCase() + word.slice(1)
const everyWord = WORDS.flatMap(({ words, onlyNames }) => words.map((word) => (onlyNames ? camelCase(word) : word)))
const [word] = everyWord
const phrase = everyWord.find((one) => one.includes(' '))
const refused = { rule: 'plain-words', says: `"${word}"` }

/** The words come from the list itself, because this file is checked, too. */
export const words = [
  ...everyWord.map((one, n) => inLib(`planted-word-${n}`, `// This is ${one} here.`, 'plain-words')),
  inLib('planted-comment', `/** A case that was\n * ${titleCase(word)}. */`, 'plain-words', { says: refused.says }),
  inLib('planted-phrase', `// A comment that is ${phrase.replace(' ', '\n// ')}.`, 'plain-words', { says: `"${phrase}"` }),
  inLib('planted-prefix', `export const ${word}Case = 1`, 'plain-words', { says: refused.says }),
  inLib('planted-suffix', `export const case${titleCase(word)} = 1`, 'plain-words', { says: refused.says }),
  inLib('planted-type', `export interface Case${titleCase(word)}Event {}`, 'plain-words', { says: refused.says }),
  inLib('planted-title.spec', `it('is ${word}', () => undefined)`, 'plain-words', { says: refused.says }),
  inLib(`planted-${word}`, 'export {}', 'plain-words', { says: refused.says }),
  { path: 'docs/planted.md', text: `# A page\n\nIt is ${word} here.\n`, ...refused },
  { path: 'deploy/planted.json', text: `{ "about": "it is ${word} here" }\n`, ...refused },
  inLib(
    'planted-clean',
    '// Others: a heritage, the theory, a bookseller, an outdoor shelter, an inherited history.\nexport const others = 1',
    [],
  ),
  inLib('planted-exception', `// ${EXCEPTIONS.find((one) => typeof one.text === 'string' && !one.in).text}`, []),
  inLib('planted-ciphertext', 'export const planted = "aB3-HeR7toLd-9xSheQ"', []),
]
