// services/audit-trail/catalog/catalog.json: what the catalogue shows. Every event, command, query, rule and service, and
// who records, sends, reads, hears, judges and answers for what.
import { COMMAND_TYPES, dataSchema, EVENT_TYPES, pathOf } from '@case-timeline/contracts'
import { ROLES } from '@case-timeline/access'
import { OF_EVERY_SERVICE, rolesByPath } from './command-table.mjs'
import { consumersOf, kindText } from './event-page.mjs'
import { fieldsOf } from './fields.mjs'
import { ownersIn } from './owners.mjs'
import { kebab } from './procedure.mjs'
import { queriesOf } from './queries.mjs'
import { KINDS_OF_LEVEL } from './rule-levels.mjs'
import { citedNames, sourceEntries, sourceText, statusText } from './sources-table.mjs'
import { versionsIn } from './versions.mjs'

export const catalogPath = 'services/audit-trail/catalog/catalog.json'

const plain = (text) => text.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll('`', '')

const fields = (schema) =>
  fieldsOf(schema).map(({ path, required, value, meaning }) => ({ path, required, value: plain(value), meaning: plain(meaning) }))

const commandEntry = (type, commands, roles) => {
  const { service, name, meaning, data, example, bulk } = type
  const followed = commands.find((one) => one.service === service && one.name === name)
  const path = pathOf(type)
  return {
    id: `${service}.${name}`,
    service,
    meaning,
    // A command without roles has no route: only a reaction or a job sends it.
    route: roles.has(path) ? `POST ${path}` : undefined,
    bulk: bulk ? true : undefined,
    roles: roles.get(path)?.filter((role) => ROLES[service].includes(role)),
    events: OF_EVERY_SERVICE[name] ?? followed?.events ?? [],
    rules: followed?.rules ?? [],
    fields: fields(dataSchema({ data })),
    example,
  }
}

const serviceOf = ({ type }) => type.slice(0, type.indexOf('.'))

const eventEntry = (event, { commands, services, ownersOf, versionsOf }) => ({
  id: event.type,
  service: serviceOf(event),
  meaning: event.meaning,
  kind: plain(kindText(event)),
  version: event.version,
  versions: versionsOf(event.type),
  owners: ownersOf(`libs/contracts/src/${kebab(serviceOf(event))}/`),
  records: event.recordedBy ?? [serviceOf(event)],
  classification: event.classification ?? 'PRIVATE',
  // In the order of the flow: who records it first, then who hears of it.
  receivers: event.visibility === 'as-target-event' ? 'as the event that it refers to' : event.visibility,
  recordedBy: commands.filter(({ events }) => events.includes(event.type)).map(({ id }) => id),
  ...consumersOf(event.type, services),
  encrypted: event.encrypted && Object.keys(event.encrypted),
  fields: fields(dataSchema(event)),
  example: event.example,
})

const ruleEntry = (rule, about, commands, kindOf) => ({
  id: rule.id,
  sentence: rule.sentence,
  source: plain(sourceText(rule)),
  cites: citedNames(rule),
  status: plain(statusText(rule)),
  level: rule.level,
  levelReason: rule.levelReason,
  kind: kindOf(rule),
  about: about.length > 0 ? about : undefined,
  commands: commands.filter(({ rules }) => rules.includes(rule.id)).map(({ id }) => id),
})

/**
 * @param codeowners the text of .github/CODEOWNERS
 * @param released the schemas of all released versions
 * @returns the catalogue as the text of a JSON file, one entry a line
 */
export const catalog = ({ modules, commands: followed, services, byService, appliedRules, kindOf, codeowners, released }) => {
  const ownersOf = ownersIn(codeowners)
  const versionsOf = versionsIn(released)
  const rolesOf = new Map(modules.map(({ name, module }) => [name, rolesByPath(module)]))
  const commands = [...COMMAND_TYPES.values()].map((type) => commandEntry(type, followed, rolesOf.get(type.service) ?? new Map()))
  const applied = new Map()
  for (const { id, about } of appliedRules) applied.set(id, [...new Set([...(applied.get(id) ?? []), about])].toSorted())
  const rules = new Map([...byService.flatMap((one) => one.rules), ...appliedRules].map((rule) => [rule.id, rule]))
  const parts = {
    services: modules.map(({ name, title }) => ({
      id: name,
      title,
      owners: ownersOf(`services/${kebab(name)}/`),
      reactions: services.find((one) => one.name === name).reactions,
      views: services.find((one) => one.name === name).views.map((view) => view.name),
    })),
    events: [...EVENT_TYPES.values()].map((event) => eventEntry(event, { commands, services, ownersOf, versionsOf })),
    commands,
    queries: modules.flatMap(queriesOf),
    rules: [...rules.values()].map((rule) => ruleEntry(rule, applied.get(rule.id) ?? [], commands, kindOf)),
  }
  // What many rules share is there once.
  parts.sources = sourceEntries()
  parts.kindsOfRule = Object.entries(KINDS_OF_LEVEL).map(([id, { shown, reason }]) => ({ id, level: shown, reason }))
  const lines = Object.entries(parts).map(
    ([name, entries]) => `${JSON.stringify(name)}: [\n${entries.map((entry) => JSON.stringify(entry)).join(',\n')}\n]`,
  )
  return `{\n${lines.join(',\n')}\n}\n`
}
