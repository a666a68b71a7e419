// Checks the generators of docs in a temporary folder:
// - of two rules, only the one whose sentence is not the title of a spec is reported;
// - of the levels of rules, only those are reported that differ from the kind without a reason, or have a reason without need;
// - in each form of a decision, exactly the rules and events of its command are found, and a command that is in no
//   table is reported;
// - of two versions of an event type each difference is named, and nothing of what is the same;
// - a path has the owners of the last line that fits, and one without an owner is reported;
// - a page follows its packages and the code that it quotes, and a package without a description and a quotation
//   without a source are reported.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ownersIn } from './owners.mjs'
import { withPackages } from './packages-table.mjs'
import { procedureOf, untracedCommands } from './procedure.mjs'
import { withQuotedCode } from './quoted-code.mjs'
import { kindOfLevel, unreasonedLevels } from './rule-levels.mjs'
import { rulesWithoutSpec } from './rules-page.mjs'
import { specFinder } from './specs.mjs'
import { versionsIn } from './versions.mjs'

const DECISIONS = `
export const whenBare = <C>(decide: (it: Bare, command: C) => Decision) => (it: Plot, command: C): Outcome =>
  it.stage === 'bare' ? decide(it, command) : { forbiddenBy: plotIsBare }
export const plant = (_: Bare, { data }: Plant): Decision => ({
  under: [plantedOnce],
  events: [{ type: 'prosecution.Planted', data }],
})
const wateringRules = [onlyDryIsWatered]
export const water = (_: Planted, { data, whenBare }: Water<typeof plant>): Decision => ({
  under: [...wateringRules],
  events: [{ type: 'prosecution.Watered', data: { plant: data.plant, whenBare } }],
})
export const weed = (_: Planted, { data }: Weed): Decision => {
  const wateringRules = [plantedOnce]
  return { under: wateringRules, events: [{ type: 'prosecution.Weeded', data }] }
}
`
const SHARED_DECISIONS = `
export const decisionsOf = (service: Service) => {
  const rules = rulesOf(service)
  const wateringRules = [rules.onlyDryIsWatered]
  return {
    plant: (_: Bare, { data }: Plant): Decision => ({
      under: [rules.plantedOnce],
      events: [{ type: \`\${service}.Planted\`, data }],
    }),
    water: (_: Planted, { data }: Water): Decision => ({
      under: [...wateringRules],
      events: [{ type: \`\${service}.Watered\`, data }],
    }),
  }
}
`
const tableOf = (...entries) => `export const stream = aggregate({ commands: [\n  ${entries.join(',\n  ')},\n] })\n`
const water = 'takes(contract.Water, { reads: plant, decide: water })'
const withoutStage = 'prosecution.planted-once,prosecution.Planted'
const withStage = 'prosecution.planted-once,prosecution.plot-is-bare,prosecution.Planted'

const FORMS = [
  ['a function', DECISIONS, tableOf('takes(contract.Plant, { decide: plant })', water), withoutStage],
  ['a function in one state', DECISIONS, tableOf('takes(contract.Plant, { reads, decide: whenBare(plant) })', water), withStage],
  ['a rule in the table', DECISIONS, tableOf('takes(contract.Plant, { decide: when(plotIsBare, plant) })', water), withStage],
  [
    'a member of a shared function',
    SHARED_DECISIONS,
    `const streamOf = (service: Service) => {
  const decisions = decisionsOf(service)
  const { Water } = commandsOf(service)
  return aggregate({ commands: [takes(contract.Plant, { decide: decisions.plant }), takes(Water, { decide: decisions.water })] })
}\n`,
    withoutStage,
  ],
]

const RELEASED = (version, data, visibility, more = {}) => ({
  $id: `urn:case-timeline:event:prosecution.Planted:v${version}`,
  title: 'prosecution.Planted',
  'x-visibility': visibility,
  'x-classification': version === 1 ? 'PRIVATE' : 'RESTRICTED',
  ...more,
  properties: { data },
})
const text = { type: 'string' }
const PLANTED_1 = {
  type: 'object',
  properties: { same: text, gone: text, kind: { ...text, enum: ['tree', 'herb'] }, rows: { type: 'array', maxItems: 5, items: text } },
  required: ['same', 'kind'],
}
const PLANTED_2 = {
  type: 'object',
  properties: {
    same: { ...text, description: 'described' },
    kind: { ...text, enum: ['tree', 'moss'] },
    rows: { type: 'array', maxItems: 9, items: text },
    spot: { type: 'object', properties: { row: text }, required: ['row'] },
  },
  required: ['same', 'kind', 'rows'],
}
const CHANGED = [
  '2',
  'gone: no longer there',
  'kind: adds code moss; loses code herb',
  'rows: now required; adds maxItems 9; loses maxItems 5',
  'spot: new, optional',
  'spot.row: new, required',
  'receivers: adds prosecution',
  'classification: RESTRICTED, before PRIVATE',
  'breaks readers: lost',
].join(' | ')

const root = mkdtempSync(join(tmpdir(), 'case-timeline-rules-'))
const folder = join(root, 'services/prosecution/src/planted')
const write = (file, text) => writeFileSync(join(folder, `planted.${file}.ts`), text)
const expectSame = (check, seen, expected) => {
  if (seen === expected) return
  console.error(`${check}: found [${seen}], expected [${expected}]: correct services/casectl/docs`)
  process.exitCode = 1
}
const messageOf = (run) => {
  try {
    run()
    return 'nothing was thrown'
  } catch ({ message }) {
    return message
  }
}
const writePackage = (path, manifest) => {
  mkdirSync(join(root, path), { recursive: true })
  writeFileSync(join(root, path, 'package.json'), JSON.stringify(manifest))
}
const ARCHITECTURE = ['import graph', 'libs', 'services'].map((name) => `<!-- generated: ${name} -->\n\n-\n\n<!-- end -->\n`).join('\n')
const quotationOf = (name, code) =>
  `<!-- code: services/prosecution/src/planted/planted.decide.ts#${name} -->\n\n\`\`\`ts\n${code}\n\`\`\`\n`
const rulesNamed = (...names) => names.map((name) => ({ id: `prosecution.${name}` }))
const ids = new Set(rulesNamed('planted-once', 'plot-is-bare', 'only-dry-is-watered').map(({ id }) => id))
const procedures = (...names) => names.map((name) => ({ name, ...procedureOf('prosecution', name, ids, root) }))
const shown = ({ rules, events }) => [...rules, ...events].join()

try {
  for (const path of [join(root, 'libs'), folder]) mkdirSync(path, { recursive: true })
  write('spec', 'it(rules.thisOneIsSpecified.sentence, () => undefined)\n')
  const rules = rulesNamed('this-one-is-specified', 'this-one-is-not')
  const found = rulesWithoutSpec([{ name: 'prosecution', rules }], specFinder(root, ['prosecution'])).map(({ id }) => id)
  expectSame('a-rule-has-a-spec', found.join(), 'prosecution.this-one-is-not')

  const recording = (...events) => [{ events }]
  const kinds = [
    kindOfLevel({}, recording('prosecution.ChargeLaid')),
    kindOfLevel({}, recording('investigation.SuspectArrested')),
    kindOfLevel({ ofReport: true }, recording('prosecution.ChargeLaid')),
    kindOfLevel({ judges: 'deadline' }, []),
    kindOfLevel({ needsSecondPerson: true }, []),
    kindOfLevel({ integrity: true }, []),
  ]
  expectSame('a-level-has-a-reason, by kind', kinds.join(), 'decision,report,report,time,second person,record')
  const levels = [
    { id: 'blocks', level: 'block' },
    { id: 'warns', level: 'warn' },
    { id: 'warns-for-a-reason', level: 'warn', levelReason: 'stated' },
    { id: 'blocks-with-needless-reason', level: 'block', levelReason: 'stated' },
  ]
  const unreasoned = unreasonedLevels(levels, () => 'decision').map(({ id }) => id)
  expectSame('a-level-has-a-reason', unreasoned.join(), 'warns,blocks-with-needless-reason')

  for (const [form, decide, stream, expected] of FORMS) {
    write('decide', decide)
    write('stream', stream)
    const all = procedures('Plant', 'Water', 'Uproot')
    const check = `a-command-is-followed, decided by ${form}`
    expectSame(check, shown(all[0]), expected)
    expectSame(check, shown(all[1]), 'prosecution.only-dry-is-watered,prosecution.Watered')
    expectSame(
      check,
      untracedCommands(all)
        .map(({ name }) => name)
        .join(),
      'Uproot',
    )
  }
  write('stream', 'export const stream = { decider: { decide: whenBare(plant) } }\n')
  expectSame(
    'a-command-is-followed, without a table',
    untracedCommands(procedures('Plant'))
      .map(({ name }) => name)
      .join(),
    'Plant',
  )

  const ownersOf = ownersIn('# who\n* @all\n/libs/ @soil\n/libs/plot/ @plot @law\n')
  const owners = ['README.md', 'libs/a.ts', 'libs/plot/b.ts'].map((path) => ownersOf(path).join(' '))
  expectSame('event-types-have-owners', owners.join(), '@all,@soil,@plot @law')
  const ownerless = messageOf(() => ownersIn('/libs/ @soil\n')('README.md'))
  expectSame('event-types-have-owners, none', ownerless, 'CODEOWNERS has no owner of README.md (event-types-have-owners)')

  const versionsOf = versionsIn([RELEASED(2, PLANTED_2, ['prosecution'], { 'x-breaks': ['lost'] }), RELEASED(1, PLANTED_1, [])])
  const [second, first] = versionsOf('prosecution.Planted')
  expectSame('a-version-says-what-changed', [second.version, ...second.changes].join(' | '), CHANGED)
  expectSame('a-version-says-what-changed, the first', JSON.stringify(first), '{"version":1,"changes":[]}')

  writePackage('libs/soil', { description: 'Holds water' })
  writePackage('services/prosecution', { description: 'Plants', dependencies: { '@case-timeline/soil': '0.1.0' } })
  const page = withPackages(root, ARCHITECTURE)
  const lines = page.split('\n').filter((line) => /^ {2}sectors -->|^\| `/.test(line))
  expectSame('a-package-is-described', lines.join(), '  sectors --> soil,| `soil`  | Holds water |,| `prosecution` | Plants |')
  expectSame('a-package-is-described, unchanged', withPackages(root, page), page)
  writePackage('libs/soil', {})
  const undescribed = messageOf(() => withPackages(root, page))
  expectSame('a-package-is-described, not described', undescribed.split(':')[0], 'libs/soil/package.json has no description')

  write('decide', "export const plots = {\n  one: takes(contract.Plant, {}),\n  'prosecution.Watered': () => 1,\n}\n")
  const quotation = quotationOf('plots.Plant#plots.Watered', 'stale')
  const quoted = quotationOf('plots.Plant#plots.Watered', "takes(contract.Plant, {})\n\n'prosecution.Watered': () => 1")
  expectSame('quoted-code-exists', withQuotedCode(root, quotation), quoted)
  const lostCode = messageOf(() => withQuotedCode(root, quotationOf('plots.Uprooted', '')))
  expectSame('quoted-code-exists, no such name', /declares no plots\.Uprooted/.test(lostCode), true)
} finally {
  rmSync(root, { recursive: true })
}
