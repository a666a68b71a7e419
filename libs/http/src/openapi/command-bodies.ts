import { type CommandType, EVENT_TYPES, MAX_BULK_ROWS, RowKey, sentData } from '@case-timeline/contracts'
import { jsonSchemaOf } from './command-answers.ts'
import type { Components } from './components.ts'
import { componentName, type JsonSchema } from './json-schema.ts'

/** The event type whose data a command has, unchanged: both have one schema. */
const eventTypeOf = (command: CommandType): string | undefined => {
  const data = sentData(command)
  const types = [...EVENT_TYPES.values()].filter((event) => event.data === data).map(({ type }) => type)
  return types.find((type) => type.startsWith(`${command.service}.`)) ?? types[0]
}

const named = (data: JsonSchema, command: CommandType): JsonSchema => {
  const type = eventTypeOf(command)
  return type === undefined ? data : { ...data, title: componentName(type) }
}

/**
 * Adds the body of a command: the members that any command may have, and its data.
 * @param body the complete schema of the body
 */
export const commandSchema = (command: CommandType, { properties = {} }: JsonSchema, of: Components): JsonSchema => {
  const { data = {}, ...shared } = properties
  const base = of.add({ title: 'Command', type: 'object', properties: shared }, 'Command', 'sent')
  const own = { type: 'object', properties: { data: named(data, command) }, required: ['data'] }
  return of.extended(base, own, `${command.name}Command`, 'sent')
}

/** Adds the body of a bulk request of a command. */
export const rowsSchema = (command: CommandType, body: JsonSchema, of: Components): JsonSchema => {
  const key = { type: 'object', properties: { key: jsonSchemaOf(RowKey) }, required: ['key'] }
  const row = of.extended(commandSchema(command, body, of), key, `${command.name}Row`, 'sent')
  const rows = { type: 'array', minItems: 1, maxItems: MAX_BULK_ROWS, items: row }
  return of.add({ title: `${command.name}Rows`, type: 'object', properties: { rows }, required: ['rows'] }, '', 'sent')
}
