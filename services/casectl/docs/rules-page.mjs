// docs/rules.md: every rule of every service, with its source, its level and the specs that it titles.
const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

const levelsOf = (rule, policies) => {
  const own = policies
    .filter(({ rules }) => rules[rule.id] !== undefined && rules[rule.id] !== rule.level)
    .map(({ jurisdiction, rules }) => `${jurisdiction}: ${rules[rule.id]}`)
  return [rule.integrity ? `${rule.level}, always` : rule.level, ...own].join('; ')
}

const specsCell = (paths) => paths.map((path) => `[${path.split('/').at(-1)}](../${path})`).join(', ')

const rowOf = (rule, policies, commands, specsOf) => {
  const judged = commands.filter(({ rules }) => rules.includes(rule.id)).map(({ name }) => name)
  const columns = [`\`${rule.id}\``, rule.sentence, rule.source, levelsOf(rule, policies), judged.join(', '), specsCell(specsOf(rule))]
  return `| ${columns.map(cell).join(' | ')} |`
}

const HEADER = ['| rule | sentence | source | level | judges | spec |', '|---|---|---|---|---|---|']

/** Rules whose sentence titles no spec. */
export const unspecified = (byService, specsOf) => byService.flatMap(({ rules }) => rules.filter((rule) => specsOf(rule).length === 0))

export const rulesPage = (byService, policies, commands, specsOf) => {
  const names = policies.map(({ jurisdiction, reviewed }) => `${jurisdiction} (${reviewed ? 'reviewed' : 'not reviewed'})`).join(', ')
  return [
    '# Rules',
    '',
    'Generated from the domains by `npm run generate`. A rule that blocks refuses a decision; a report of what happened is recorded whatever its',
    'level, with a warning beside it. A rule that keeps the record whole blocks everywhere: no policy changes it. Sources say who has read them:',
    '[V] was read in the source text, [G] is general knowledge that a lawyer has yet to confirm.',
    '',
    `The level is the rule's own, followed by the policies in \`deploy/policy\` that set another one. Policies: ${names}.`,
    '',
    ...byService.flatMap(({ name, rules }) => [
      `## ${name}`,
      '',
      ...HEADER,
      ...rules.map((rule) => rowOf(rule, policies, commands, specsOf)),
      '',
    ]),
  ].join('\n')
}
