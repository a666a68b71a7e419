// The table of commands in a service's README: who may send each, what it records, who hears of that, and what that sets off.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROLES } from '@case-timeline/access'
import { COMMAND_TYPES, EVENT_TYPES } from '@case-timeline/contracts'
import { kebab } from './procedure.mjs'

const SHARED_DOORS = ['libs/case-record/src', 'libs/service-kit/src']
const ROUTE = /@Post\('([a-z-]+)'\)[^@]*@Roles\(([^)]*)\)/g

/** The roles that each route declares, by the last part of its address. */
const doorsOf = (service) =>
  new Map(
    [...SHARED_DOORS, `services/${kebab(service)}/src`]
      .flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)))
      .filter((path) => path.endsWith('.controller.ts'))
      .flatMap((path) => [...readFileSync(path, 'utf8').matchAll(ROUTE)])
      .map(([, route, roles]) => [route, [...roles.matchAll(/'([a-z-]+)'/g)].map(([, role]) => role)]),
  )

const sharedWith = (type) => {
  const { visibility } = EVENT_TYPES.get(type)
  return visibility === 'as-concerned' ? 'whoever may see the fact' : visibility.map(kebab).join(', ')
}

const setOff = (types, services) => [
  ...new Set(
    services.flatMap(({ name, reactions }) =>
      reactions.filter(({ on }) => on.some((type) => types.includes(type))).map(({ command }) => `${kebab(name)}: \`${command}\``),
    ),
  ),
]

const CORRECTIONS = {
  CorrectEvent: ['case.EventCorrected'],
  CorrectInitiativeEvent: ['case.EventCorrected'],
  RetractEvent: ['case.EventRetracted'],
  RetractInitiativeEvent: ['case.EventRetracted'],
}

/** Markdown of the commands that a service takes over HTTP, in the order of their contracts. */
export const commandTable = (service, commands, services) => {
  const doors = doorsOf(service)
  const rows = [...COMMAND_TYPES.values()]
    .filter((command) => command.service === service && doors.has(kebab(command.name).slice(1)))
    .map(({ name, at = 'cases/{caseId}' }) => {
      const route = kebab(name).slice(1)
      const types = CORRECTIONS[name] ?? commands.find((one) => one.service === service && one.name === name).events
      return [
        `\`POST /${at}/${route}\``,
        doors
          .get(route)
          .filter((role) => ROLES[service].includes(role))
          .join(', '),
        types.map((type) => `\`${type}\``).join(', '),
        [...new Set(types.map(sharedWith))].filter(Boolean).join('; '),
        setOff(types, services).join(', '),
      ]
    })
  const head = ['command', 'who may', 'records', 'shared with, beside audit-trail', 'what that sets off']
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** A README with its commands as the code has them. */
export const withCommands = (readme, table) =>
  readme.replace(/(\n## Commands\n\n)[\s\S]*?(\n\n## )/, (_, before, after) => before + table + after)
