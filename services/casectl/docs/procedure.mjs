// Which rules and events stand under each command, read from the deciders' sources: a rule is in force only where a decide names it.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The domains of a service: its own, and those that all sectors share. */
export const domainsOf = (service, root = '.') =>
  [`services/${kebab(service)}/src/domain`, 'libs/case-record/src/domain', 'libs/custody/src/domain']
    .map((path) => join(root, path))
    .filter((path) => existsSync(path))

export const kebab = (name) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** Each top-level or nested constant of a source: its name, and its text up to the next one of the same depth. */
const constantsOf = (text) => {
  const starts = [...text.matchAll(/^( *)(?:export )?const (\w+)/gm)]
  return starts.map((start) => {
    const next = starts.find((one) => one.index > start.index && one[1].length <= start[1].length)
    return [start[2], text.slice(start.index, next?.index)]
  })
}

const sourcesOf = (folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.decide.ts'))
    .map((file) => readFileSync(join(folder, file), 'utf8'))

/** The part of a switch on the command's name that one command runs through; all of a text without one. */
const branchOf = (text, command) => {
  const cases = [...text.matchAll(/^ *case '(\w+)':/gm)]
  if (cases.length === 0) return text
  const before = text
    .slice(0, cases[0].index)
    .replaceAll(/^ *if \(command\.name === '(\w+)'\)\s*return [^\n]*\n/gm, (statement, name) => (name === command ? statement : ''))
  const at = cases.findIndex(([, name]) => name === command)
  if (at < 0) return before
  const filled = cases.slice(at).findIndex((one, n, rest) => text.slice(one.index + one[0].length, rest[n + 1]?.index).trim() !== '')
  const from = cases[at + filled]
  return before + text.slice(from.index, cases[at + filled + 1]?.index)
}

/** Where the deciders of a source begin for a command: at `decide`, or where a decider of one command takes the decision itself for it. */
const beginningsOf = ({ text, constants }, command) => {
  const decide = constants.get('decide')
  if (!new RegExp(`\\b${command}\\b`).test(decide ?? text)) return []
  return decide ? [decide] : [...constants.values()].filter((one) => /\bdecide: /.test(one))
}

/** Corrections are decided in the library of the store, for every service. */
const IN_THE_STORE = /^(Correct|Retract)\w*Event$/

/** Commands of which nothing was found that they record: their decider is written in a way that is not followed here. */
export const unfollowed = (commands) => commands.filter(({ name, events }) => events.length === 0 && !IN_THE_STORE.test(name))

/**
 * What a command may record and which rules judge it.
 * @param ruleIds every rule id of the service
 * @param root the folder of the repository
 */
export const procedureOf = (service, command, ruleIds, root = '.') => {
  const rules = new Set()
  const events = new Set()
  for (const folder of domainsOf(service, root)) {
    const sources = sourcesOf(folder).map((text) => ({ text, constants: new Map(constantsOf(text)) }))
    const everywhere = new Map(sources.flatMap(({ constants }) => [...constants]))
    const visited = new Set()
    const follow = (text, constants) => {
      const branch = branchOf(text, command)
      for (const [, type] of branch.matchAll(/type: ['`]([\w${}]+\.\w+)['`]/g)) events.add(type.replace('${service}', service))
      for (const [word] of branch.matchAll(/\b[a-z]\w+\b/g)) {
        if (ruleIds.has(`${service}.${kebab(word)}`)) rules.add(`${service}.${kebab(word)}`)
        const called = constants.get(word) ?? everywhere.get(word)
        if (called === undefined || visited.has(called)) continue
        visited.add(called)
        follow(called, constants)
      }
    }
    for (const source of sources) for (const beginning of beginningsOf(source, command)) follow(beginning, source.constants)
  }
  return { rules: [...rules].sort(), events: [...events].sort() }
}
