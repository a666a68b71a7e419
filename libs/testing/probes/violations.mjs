/**
 * One planted violation per boundary: the file, the rules that must fire on it, and no others.
 * `edit` changes a file that exists; `with` plants a second file that the violation needs; `at` is where the rule
 * points when that is another file; `says` is a part of the message, where one rule has many.
 */
const DOMAIN = 'services/investigation/src/domain'
const LIB = 'libs/projections/src'
const SERVICE = 'services/prosecution/src'

const planted = (folder) => (name, text, rule, more) => ({ path: `${folder}/${name}.ts`, text: `${text}\n`, rule, ...more })
const inDomain = planted(DOMAIN)
const inLib = planted(LIB)
const inService = planted(SERVICE)
const inSpec = (name, text, says) =>
  planted(LIB)(`${name}.spec`, `import { expect, it } from '@jest/globals'\n${text}`, 'no-restricted-syntax', { says })

/** Each is compiled in every domain. `alone`: its types would make the others compile too. */
export const compile = [
  { name: 'process', text: 'export const planted = process.pid\n' },
  { name: 'timers', text: 'setTimeout(() => undefined, 1)\n' },
  { name: 'console', text: "console.log('planted')\n" },
  { name: 'fetch', text: "export const planted = fetch('/')\n" },
  { name: 'crypto', text: 'export const planted = crypto.randomUUID()\n' },
  { name: 'buffer', text: "export const planted = Buffer.from('')\n" },
  { name: 'node-module', text: "import type { Stats } from 'node:fs'\nexport type Planted = Stats\n", alone: true },
]

const nx = '@nx/enforce-module-boundaries'

export const lint = [
  inDomain('planted-date', "export const planted = new Date('2026-01-01')", 'no-restricted-globals', { says: 'No clock' }),
  inDomain('planted-now', 'export const planted = Date.now()', 'no-restricted-globals', { says: 'No clock' }),
  inDomain('planted-intl', "export const planted = new Intl.Collator('id')", 'no-restricted-globals', { says: 'No locale' }),
  inDomain('planted-chance', 'export const planted = Math.random()', 'no-restricted-syntax', { says: 'No chance' }),
  inDomain('planted-surroundings', 'export const planted = globalThis', 'no-restricted-globals', { says: 'no surroundings' }),
  inDomain('planted-slashes', '/// <reference types="node" />\nexport {}', '@typescript-eslint/triple-slash-reference'),
  inDomain('planted-value', "import { Id } from '@case-timeline/contracts'\nexport const planted = Id", 'no-restricted-syntax', {
    says: 'imports nothing at run time',
  }),
  inDomain('planted-pass-on', "export { Id } from '@case-timeline/contracts'", 'no-restricted-syntax', { says: 'passes on nothing' }),
  inDomain('planted-load', "export const planted = () => import('./other.ts')", 'no-restricted-syntax', { says: 'loads nothing' }),
  inDomain(
    'planted-switch',
    'export const planted = (it: string) => {\n  switch (it) {\n    default:\n      return 1\n  }\n}',
    'no-restricted-syntax',
    { says: 'Name every case' },
  ),
  inLib(
    'planted-promise',
    'const later = async () => 1\nexport const planted = () => {\n  later()\n}',
    '@typescript-eslint/no-floating-promises',
  ),
  inService(
    'planted-token',
    "import { Injectable } from '@nestjs/common'\nimport type { EventStore } from '@case-timeline/event-store'\n@Injectable()\nexport class Planted {\n  constructor(readonly store: EventStore) {}\n}",
    'house/injected-tokens-are-values',
  ),
  planted('libs/decider/src')('planted-clock', 'export const planted = new Date()', 'no-restricted-syntax', { says: 'No clock' }),
  planted('libs/contracts/src')('planted-clock', 'export const planted = Date.now()', 'no-restricted-syntax', { says: 'No clock' }),
  inLib('planted-default', 'export default 1', 'no-restricted-syntax', { says: 'by name' }),
  inLib('planted-any', 'export const planted = (it: any) => it', '@typescript-eslint/no-explicit-any'),
  inLib('planted-environment', 'export const planted = process.env.HOME', 'no-restricted-syntax', { says: 'Only main.ts' }),
  inLib('planted-silence', '// eslint-disable-next-line no-var\nexport const planted = 1', ['inline-configuration', 'no-warning-comments']),
  inLib('planted-ignore', "// @ts-ignore\nexport const planted: number = ''", '@typescript-eslint/ban-ts-comment'),
  inSpec('planted-skip', "it.skip('waits', () => expect(1).toBe(1))", 'no skip'),
  inSpec('planted-only', "it.only('shouts', () => expect(1).toBe(1))", 'no skip'),
  inSpec('planted-defined', "it('is there', () => expect(1).toBeDefined())", 'Say what'),
  inSpec('planted-called', "it('was called', () => expect(it).toHaveBeenCalledTimes(1))", 'what happened'),
  planted('libs/contracts/src')('planted-upward', "import type { Rule } from '@case-timeline/decider'\nexport type Planted = Rule", nx),
  planted('libs/decider/src')(
    'planted-upward',
    "import type { EventStore } from '@case-timeline/event-store'\nexport type Planted = EventStore",
    nx,
  ),
  inLib('planted-service', "import * as it from '@case-timeline/investigation'\nexport const planted = it", nx),
  inService('planted-neighbour', "import * as it from '@case-timeline/adjudication'\nexport const planted = it", nx),
  inService('planted-composer', "import * as it from '@case-timeline/casectl'\nexport const planted = it", nx),
]

export const boundaries = [
  inLib('planted-unresolved', "import { it } from './not-there.ts'\nexport const planted = it", 'everything-resolves'),
  inLib('planted-undeclared', "import { it } from 'cli-progress'\nexport const planted = it", 'everything-is-declared'),
  inLib('planted-cycle', "import { other } from './planted-other.ts'\nexport const planted = () => other", 'no-cycles', {
    with: { path: `${LIB}/planted-other.ts`, text: "import { planted } from './planted-cycle.ts'\nexport const other = () => planted\n" },
  }),
  inDomain('planted-value', "import { Id } from '@case-timeline/contracts'\nexport const planted = Id", 'domain-imports-types-only'),
  inDomain('planted-judge', "import { settle } from '@case-timeline/decider'\nexport const planted = settle", 'domain-imports-types-only'),
  inDomain(
    'planted-nest',
    "import type { Type } from '@nestjs/common'\nexport type Planted = Type",
    'domain-imports-only-contracts-and-decider',
  ),
  inDomain(
    'planted-store',
    "import type { EventStore } from '@case-timeline/event-store'\nexport type Planted = EventStore",
    'domain-imports-only-contracts-and-decider',
  ),
  inDomain(
    'planted-upward',
    "import { it } from '../planted-outside.ts'\nexport const planted = it",
    'domain-imports-only-contracts-and-decider',
    {
      with: { path: 'services/investigation/src/planted-outside.ts', text: 'export const it = 1\n' },
    },
  ),
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
  inLib('planted-back-door', "import { Id } from '../../contracts/src/fields.ts'\nexport const planted = Id", 'one-door-per-package'),
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

export const house = [
  inLib('planted.helper', 'export {}', 'names-say-what-is-inside'),
  inLib('planted.service', 'export {}', 'names-say-what-is-inside'),
  inLib('planted.handler', 'export {}', 'file-roles-are-a-closed-list'),
  inLib('plantedName', 'export {}', 'names-are-kebab-case'),
  inLib('a/b/c/planted', 'export {}', 'paths-are-short'),
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
    edit: (text) => text.replace('"./src/domain"', '"./src"'),
    rule: ['domains-compile-apart', 'references-are-dependencies'],
    at: 'services/adjudication/package.json',
  },
  { path: 'tsconfig.json', edit: (text) => text.replace('"./libs/feed"', '"./libs/fed"'), rule: 'root-builds-every-package' },
  { path: 'libs/planted.md', text: '[a page](../docs/not-there.md)\n', rule: 'links-lead-somewhere' },
  { path: 'package.json', edit: (text) => text.replace(/"typescript": "/, '"typescript": "^'), rule: 'versions-are-exact' },
]
