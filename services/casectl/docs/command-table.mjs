// The table of commands in a service's README: who may send each command, which events it records, which sectors
// receive them, and which reactions they trigger.
import { RequestMethod } from '@nestjs/common'
import { METHOD_METADATA, MODULE_METADATA, PATH_METADATA } from '@nestjs/common/constants.js'
import { DECLARED, ROLES } from '@case-timeline/access'
import { COMMAND_TYPES, EVENT_TYPES, pathOf } from '@case-timeline/contracts'
import { ApprovalsController, CorrectionsController } from '@case-timeline/http'
import { kebab } from './procedure.mjs'

/** The routes of a controller that is not made from a table of commands. */
const declaredRoutesOf = (controller) => {
  const folder = Reflect.getMetadata(PATH_METADATA, controller)
  return Object.getOwnPropertyNames(controller.prototype)
    .map((name) => controller.prototype[name])
    .filter((handler) => Reflect.getMetadata(METHOD_METADATA, handler) === RequestMethod.POST)
    .map((handler) => ({
      path: `/${folder}/${Reflect.getMetadata(PATH_METADATA, handler)}`.replace(':caseId', '{caseId}'),
      roles: Reflect.getMetadata(DECLARED.roles, handler) ?? [],
    }))
}

/**
 * The roles that may post to each path: of the service's own controllers, and of the corrections and approvals that
 * every service accepts.
 */
export const rolesByPath = (module) =>
  new Map(
    [...Reflect.getMetadata(MODULE_METADATA.CONTROLLERS, module), CorrectionsController, ApprovalsController]
      .flatMap((controller) => controller.routes ?? declaredRoutesOf(controller))
      .map(({ path, roles }) => [path, roles]),
  )

const sharedWith = (type) => {
  const { visibility } = EVENT_TYPES.get(type)
  return visibility === 'as-target-event' ? 'the sectors that may see the target event' : visibility.map(kebab).join(', ')
}

const triggeredBy = (types, services) => [
  ...new Set(
    services.flatMap(({ name, reactions }) =>
      reactions
        .filter(({ on }) => on.some((type) => types.includes(type)))
        .flatMap(({ commands }) => commands.map((command) => `${kebab(name)}: \`${command}\``)),
    ),
  ),
]

const APPROVED = ['case.ApprovalGiven', 'case.ApprovedCommandDecided']

/** No table of commands contains corrections and approvals, so their events are listed here. */
export const OF_EVERY_SERVICE = {
  GiveApproval: APPROVED,
  GiveInitiativeApproval: APPROVED,
  DeclineApproval: ['case.ApprovalDeclined'],
  DeclineInitiativeApproval: ['case.ApprovalDeclined'],
  WithdrawApprovalRequest: ['case.ApprovalRequestWithdrawn'],
  WithdrawInitiativeApprovalRequest: ['case.ApprovalRequestWithdrawn'],
  CorrectEvent: ['case.EventCorrected'],
  CorrectInitiativeEvent: ['case.EventCorrected'],
  RetractEvent: ['case.EventRetracted'],
  RetractInitiativeEvent: ['case.EventRetracted'],
}

/** Markdown of the commands that a service accepts over HTTP, in the order of their contracts. */
export const commandTable = ({ name: service, module }, commands, services) => {
  const rolesAt = rolesByPath(module)
  const rows = [...COMMAND_TYPES.values()]
    .filter((command) => command.service === service && rolesAt.has(pathOf(command)))
    .map((command) => {
      const path = pathOf(command)
      const types = OF_EVERY_SERVICE[command.name] ?? commands.find((one) => one.service === service && one.name === command.name).events
      return [
        `\`POST ${path}\`${command.bulk ? ', `…/bulk`' : ''}`,
        rolesAt
          .get(path)
          // The shared controller of corrections declares a role that not every service has.
          .filter((role) => ROLES[service].includes(role))
          .join(', '),
        types.map((type) => `\`${type}\``).join(', '),
        [...new Set(types.map(sharedWith))].filter(Boolean).join('; '),
        triggeredBy(types, services).join(', '),
      ]
    })
  const head = ['command', 'who may', 'records', 'shared with, in addition to audit-trail', 'triggers']
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** Replaces the section "Commands" of a README. */
export const withCommands = (readme, table) =>
  readme.replace(/(\n## Commands\n\n)[\s\S]*?(\n\n## )/, (_, before, after) => before + table + after)
