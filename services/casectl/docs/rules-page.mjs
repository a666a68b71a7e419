// docs/rules.md: every rule of every service, with its source, its level and the specs that use its sentence as a
// title; and the table of sources.
import { KINDS_OF_LEVEL } from './rule-levels.mjs'
import { RETIRED_RULES } from '@case-timeline/decider'
import { boundStatesText, sourcesTable, sourceText, statusText } from './sources-table.mjs'

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

const levelsOf = (rule, policies) => {
  const own = policies
    .filter(({ rules }) => rules[rule.id] !== undefined && rules[rule.id] !== rule.level)
    .map(({ jurisdiction, rules }) => `${jurisdiction}: ${rules[rule.id]}`)
  return [rule.integrity ? `${rule.level}, always` : rule.level, ...own].join('; ')
}

const specsCell = (paths) => paths.map((path) => `[${path.split('/').at(-1)}](../${path})`).join(', ')

const rowOf = (rule, policies, commands, specsOf, kind) => {
  const judgedCommands = [...new Set(commands.filter(({ rules }) => rules.includes(rule.id)).map(({ name }) => name))].toSorted()
  const columns = [
    `\`${rule.id}\``,
    rule.sentence,
    sourceText(rule),
    statusText(rule),
    boundStatesText(rule),
    levelsOf(rule, policies),
    rule.levelReason === undefined ? kind : `${kind}; ${rule.levelReason}`,
    judgedCommands.join(', '),
    specsCell(specsOf(rule)),
  ]
  return `| ${columns.map(cell).join(' | ')} |`
}

const HEADER = ['| rule | sentence | source | status | binds | level | kind | commands | spec |', '|---|---|---|---|---|---|---|---|---|']

/** Rules whose sentence is not the title of any spec. */
export const rulesWithoutSpec = (byService, specsOf) => byService.flatMap(({ rules }) => rules.filter((rule) => specsOf(rule).length === 0))

/** `supportPlan`: support plan. */
const wordsOf = (about) => about.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

const appliedTable = (rules) => {
  const ids = [...new Set(rules.map(({ id }) => id))].toSorted()
  const thingsOf = (id) => [...new Set(rules.filter((one) => one.id === id).map(({ about }) => wordsOf(about)))].toSorted()
  return ['| rule | applied to |', '|---|---|', ...ids.map((id) => `| \`${id}\` | ${thingsOf(id).join(', ')} |`)]
}

const retiredTable = () => [
  '| rule | sentence | in its place |',
  '|---|---|---|',
  ...[...RETIRED_RULES.values()]
    .map(({ id, sentence, replacedBy }) => `| \`${id}\` | ${cell(sentence)} | ${replacedBy === undefined ? 'none' : `\`${replacedBy}\``} |`)
    .toSorted(),
]

export const rulesPage = ({ byService, appliedRules }, policies, commands, specsOf, kindOf) => {
  const names = policies.map(({ jurisdiction, reviewed }) => `${jurisdiction} (${reviewed ? 'reviewed' : 'not reviewed'})`).join(', ')
  return [
    '# Rules',
    '',
    'Generated from the domains by `npm run generate`. A rule that blocks refuses what an agency may still choose not to do. What happened, and',
    'what a court, a person or another country decided, is always recorded, with a warning',
    '([decision 79](decisions/0079-what-courts-and-persons-decide-is-a-report.md)). A rule that protects the integrity of the record blocks',
    'everywhere: no policy changes it. Each provision is marked: [V] its text was read, [V in part] a part of it, [V heading] its heading; [G]',
    'is general knowledge that a lawyer has yet to confirm.',
    '',
    'The status of a rule is `verified` if the text of every provision that it cites was read; `general` if not, or if it depends on national',
    'law or on a value of the policy; `practice` if no text requires it; `integrity` if it protects the record. [Sources](#sources) has the full',
    'citations, and where they were read. `binds` lists the states of ASEAN that a cited treaty binds, and those that it does not; of a state',
    'that is not named, nothing is known. A rule of a treaty applies also where the treaty does not bind: a policy can set another level.',
    '',
    `The level is the rule's own, followed by the policies in \`deploy/policy\` that set another one. Policies: ${names}.`,
    '',
    'The level follows from the kind of the rule; where it differs, the kind is followed by the reason.',
    '',
    '| kind | level | reason |',
    '|---|---|---|',
    ...Object.entries(KINDS_OF_LEVEL).map(([kind, { shown, reason }]) => `| ${kind} | ${shown} | ${reason} |`),
    '',
    ...byService.flatMap(({ name, rules }) => [
      `## ${name}`,
      '',
      ...HEADER,
      ...rules.map((rule) => rowOf(rule, policies, commands, specsOf, kindOf(rule))),
      '',
    ]),
    '## Rules that are applied to several things',
    '',
    'Each is one rule. A refusal by it also says of which kind of thing, as `about` and in its sentence, and of which one, among its facts.',
    '',
    ...appliedTable(appliedRules),
    '',
    '## Rules that went',
    '',
    'Recorded refusals, warnings and overrides name a rule for ever. A policy that names one of these is refused, with the id of what took its place.',
    '',
    ...retiredTable(),
    '',
    '## Sources',
    '',
    'Reading a provision, or a ratification, changes one line of `libs/decider/src/legal-sources.ts`. A state that a treaty does not name here is unknown.',
    '',
    ...sourcesTable(),
    '',
  ].join('\n')
}
